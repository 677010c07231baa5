"""JupyterLab in a real browser; a package, so that its fixtures have package scope."""
