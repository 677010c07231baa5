"""What recipes load only when they train: plans for the engines, and probes. These bring torch."""
