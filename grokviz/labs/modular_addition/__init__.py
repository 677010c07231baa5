"""The table of sums modulo p: memorised, then understood."""
