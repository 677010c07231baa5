"""Views: the pictures and the run of each way to look at an experiment."""
