"""The pages that every lab has beside its settings, in the order of their tabs."""

from grokviz.teaching.guide_panel import Guide

PANELS = (Guide,)
