"""The base of all plots: axes, marks, and the same drawings in matplotlib."""
