"""Norms other than l2: the claims, their runs and their rules."""
