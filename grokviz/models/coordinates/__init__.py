"""Coordinate networks, and those whose derivatives are trained."""
