"""The pages that every lab has beside its settings, in the order of their tabs."""

from grokviz.widgets.share import Share

PANELS = (Share,)
