"""Omnigrok on reviews and molecules: rules and runs that both areas share."""
