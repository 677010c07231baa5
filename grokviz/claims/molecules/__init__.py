"""Omnigrok on molecules: the claims and their runs."""
