"""Plots of the inside of a network."""
