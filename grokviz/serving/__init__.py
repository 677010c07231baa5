"""The commands that serve: JupyterLab with the lessons, and the labs as pages of Voila."""
