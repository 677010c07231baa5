"""Pictures; each draws a Record, whole, as often as it is asked."""

from grokviz.widgets.plots.collapse import Collapse
from grokviz.widgets.plots.curves import Curves, Series
from grokviz.widgets.plots.faces import Derived, Faces
from grokviz.widgets.plots.fit import Fit
from grokviz.widgets.plots.histogram import Histogram
from grokviz.widgets.plots.landscape import Landscape
from grokviz.widgets.plots.ring import Ring
from grokviz.widgets.plots.stems import Stems
from grokviz.widgets.plots.times import Times
from grokviz.widgets.plots.weight_plane import WeightPlane

__all__ = ["Collapse", "Curves", "Derived", "Faces", "Fit", "Histogram", "Landscape", "Ring",
           "Series", "Stems", "Times", "WeightPlane"]
