"""Animated pictures, drawn on a canvas in the browser by a few files of plain JavaScript."""
