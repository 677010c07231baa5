"""Two weights, a circle of solutions, and the path of training."""
