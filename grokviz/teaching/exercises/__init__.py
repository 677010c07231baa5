"""Exercises that are checked by training the answer."""
