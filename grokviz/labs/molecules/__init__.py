"""Molecules: a graph network learns their polarizability, and its loss falls late."""
