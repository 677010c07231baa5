"""Pictures; each draws a Record, whole, as often as it is asked."""

from grokviz.widgets.plots.ablation import Ablation
from grokviz.widgets.plots.answers import Answers
from grokviz.widgets.plots.bars import Bars
from grokviz.widgets.plots.circle import Circle, Places
from grokviz.widgets.plots.collapse import Collapse
from grokviz.widgets.plots.curves import Curves, Series
from grokviz.widgets.plots.faces import Derived, Faces
from grokviz.widgets.plots.fit import Fit
from grokviz.widgets.plots.gallery import Gallery
from grokviz.widgets.plots.histogram import Histogram
from grokviz.widgets.plots.landscape import Landscape
from grokviz.widgets.plots.level import Level
from grokviz.widgets.plots.ring import Ring
from grokviz.widgets.plots.sheaf import Sheaf
from grokviz.widgets.plots.shells import Shells
from grokviz.widgets.plots.stems import Stems
from grokviz.widgets.plots.tiles import Tile, Tiles
from grokviz.widgets.plots.times import Times
from grokviz.widgets.plots.weight_plane import WeightPlane

__all__ = ["Ablation", "Answers", "Bars", "Circle", "Collapse", "Curves", "Derived", "Faces", "Fit",
           "Gallery", "Histogram", "Landscape", "Level", "Places", "Ring", "Series", "Sheaf",
           "Shells", "Stems", "Tile", "Tiles", "Times", "WeightPlane"]
