"""Questions of the lab on molecules, before a run and after it."""

from grokviz.labs.real_data import questions

OF_A_RUN = questions("molecules")
