"""Sparse parity: which few of many bits decide, and when the network finds them."""
