"""Sweeps that outgrow one process: blocks of runs, trained anywhere, each a file of its own."""
