"""What the papers say, tested by running it: AREA, AREA_runs, AREA_rules, and the command."""
