"""The Guess panel: a learner predicts, the run answers, both are compared."""
