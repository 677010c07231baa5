"""The model: runs that start, pause, branch and end. It does not import ipywidgets."""
