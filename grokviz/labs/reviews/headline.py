"""Headlines of the lab on reviews."""

from grokviz.labs.waiting import headlines

CHANCE = 0.5            # two answers
headline = headlines("reviews", CHANCE)
