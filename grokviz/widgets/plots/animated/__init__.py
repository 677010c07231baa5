"""Animated pictures, drawn on a canvas in the browser: a few files of plain JavaScript."""
