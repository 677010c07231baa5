"""Widgets that set something and know nothing of runs."""
