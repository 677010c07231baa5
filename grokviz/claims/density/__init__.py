"""Our measurements of the density of good solutions: the claims, their runs and their rules."""
