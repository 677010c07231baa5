"""Plots; each draws a complete Record whenever `show` is called."""

from grokviz.widgets.plots.core.switcher import Faces
from grokviz.widgets.plots.lines.curve_alone import CurveAlone
from grokviz.widgets.plots.lines.curve_variants import Collapse, Derived, Level, Sheaf
from grokviz.widgets.plots.lines.curves import Curves, Series
from grokviz.widgets.plots.lines.fixed_norm import Shells
from grokviz.widgets.plots.lines.learning_times import Times
from grokviz.widgets.plots.lines.lu_curve import Landscape
from grokviz.widgets.plots.lines.shares import Portion, Shares
from grokviz.widgets.plots.maps.matrices import Tile, Tiles
from grokviz.widgets.plots.maps.weight_plane import WeightPlane
from grokviz.widgets.plots.network.ablation import Ablation
from grokviz.widgets.plots.network.answer_table import Answers
from grokviz.widgets.plots.network.asked_answers import AskedAnswers
from grokviz.widgets.plots.network.embedding_circle import Circle, Places
from grokviz.widgets.plots.network.frequency_circle import Ring
from grokviz.widgets.plots.network.function_fit import Fit
from grokviz.widgets.plots.network.histogram import Histogram
from grokviz.widgets.plots.network.neurons import Lottery, Neurons
from grokviz.widgets.plots.network.snapshots import Gallery
from grokviz.widgets.plots.network.spectrum import Bars
from grokviz.widgets.plots.network.stems import Stems

__all__ = ["Ablation", "Answers", "AskedAnswers", "Bars", "Circle", "Collapse", "CurveAlone",
           "Curves", "Derived", "Faces", "Fit", "Gallery", "Histogram", "Landscape", "Level",
           "Lottery", "Neurons", "Places", "Portion", "Ring", "Series", "Shares", "Sheaf", "Shells",
           "Stems", "Tile", "Tiles", "Times", "WeightPlane"]
