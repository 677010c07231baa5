"""Sparse vectors, low-rank matrices and networks under four penalties."""
