"""Coordinate networks: pictures, sounds and equations from a few samples."""
