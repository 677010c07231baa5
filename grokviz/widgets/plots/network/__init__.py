"""Plots of what is inside a network."""
