"""Two weights, a circle of solutions, and a path."""
