"""The pages that every lab has beside its settings, in the order of their tabs."""

from grokviz.teaching.guess import Guess
from grokviz.teaching.guide_panel import Guide
from grokviz.widgets.numbers import Numbers
from grokviz.widgets.pins import Compare
from grokviz.widgets.share import Share

PANELS = (Guess, Compare, Numbers, Share, Guide)
