"""Omnigrok on film reviews: the claims and their runs."""
