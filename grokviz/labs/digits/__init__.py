"""Digits: what a network says of images that it has never seen, before and after it generalises."""
