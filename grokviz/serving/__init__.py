"""The commands that serve: JupyterLab on the lessons, and pages of Voila."""
