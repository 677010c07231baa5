"""What the papers say, tested by running it: a folder an area, each with claims, runs and rules."""
