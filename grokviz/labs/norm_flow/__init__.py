"""Descent to zero loss, then the slow slide along it."""
