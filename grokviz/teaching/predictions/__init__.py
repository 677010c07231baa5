"""The Guess panel: a learner predicts a run, and the panel compares the two."""
