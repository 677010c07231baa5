"""Files: their names, whole writes, one NPZ that holds all, and checks before belief."""
