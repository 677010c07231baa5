"""Pages beside the plots: comparison, branches, export, tables."""
