"""Landscapes: losses over the weight norm, found by training."""
