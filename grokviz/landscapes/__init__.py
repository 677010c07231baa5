"""Landscapes: losses over the weight norm, trained rather than sampled."""
