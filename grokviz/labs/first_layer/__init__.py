"""Modular addition with the output layer in closed form."""
