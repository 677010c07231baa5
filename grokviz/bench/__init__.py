"""Our engines beside the loop a researcher would write, in the same run."""
