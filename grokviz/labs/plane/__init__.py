"""Training as a path over the (w, m) plane."""
