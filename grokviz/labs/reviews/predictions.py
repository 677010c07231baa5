"""Questions of the lab on reviews, before a run and after it."""

from grokviz.labs.waiting import questions

OF_A_RUN = questions("reviews")
