"""Omnigrok on digits: the claims, their runs and their rules."""
