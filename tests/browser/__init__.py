"""JupyterLab in a real browser; a package, so that it has fixtures of its own scope."""
