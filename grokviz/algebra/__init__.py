"""Algebra behind the tasks: operations on p symbols, frequencies modulo p, permutations."""
