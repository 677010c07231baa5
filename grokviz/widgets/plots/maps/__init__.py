"""Plots over a plane."""
