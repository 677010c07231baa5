"""A class as one ensemble: seats, lines that are handed in, one map of the room."""
