"""Pictures; each draws a Record, whole, as often as it is asked."""

from grokviz.widgets.plots.collapse import Collapse
from grokviz.widgets.plots.curves import Curves, Series
from grokviz.widgets.plots.landscape import Landscape
from grokviz.widgets.plots.plane import Plane
from grokviz.widgets.plots.times import Times

__all__ = ["Collapse", "Curves", "Landscape", "Plane", "Series", "Times"]
