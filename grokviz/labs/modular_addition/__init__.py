"""Modular addition: a network memorises the table of sums, then generalises."""
