"""Files: names, safe writing, one NPZ that holds everything, and checks on reading."""
