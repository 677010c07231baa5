"""Gradient flow: descent to zero loss, then a slow slide along the zero-loss set."""
