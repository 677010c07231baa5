"""Claims of papers, tested by running them: one folder an area, with claims, runs and rules."""
