"""Widgets that change settings; they do not know about runs."""
