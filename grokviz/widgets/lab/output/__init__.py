"""Outputs that need no kernel: pictures as files, and the still picture below a cell."""
