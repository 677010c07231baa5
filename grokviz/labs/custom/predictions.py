"""Questions of the lab for your own module, before a run and after it."""

from grokviz.labs.waiting import questions

OF_A_RUN = questions("custom")
WHYS = OF_A_RUN[0].whys
