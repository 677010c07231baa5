"""The pages that every lab has beside its settings, in the order of their tabs."""

PANELS = ()
