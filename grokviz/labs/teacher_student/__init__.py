"""A student network learns from a teacher network."""
