"""The model: runs that start, pause, branch and end. Imports no ipywidgets."""
