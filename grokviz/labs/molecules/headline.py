"""Headlines of the lab on molecules."""

from grokviz.labs.waiting import headlines

CHANCE = 0.0            # a network that predicts the mean explains nothing
headline = headlines("molecules", CHANCE)
