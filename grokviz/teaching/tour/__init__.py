"""Guided steps through a lab."""
