"""Omnigrok on the (w, m) plane: the claims, their runs and their rules."""
