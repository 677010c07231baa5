"""The commands of a terminal that make files: lessons, stored results and data sets."""
