"""Merrill et al. and Barak et al. on sparse parities: the claims, their runs and their rules."""
