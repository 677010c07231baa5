"""Norm minimisation on the zero-loss manifold: the claims, their runs and their rules."""
