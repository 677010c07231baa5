"""For all of pytest, lessons included: what trains, trains briefly."""

import os

os.environ.setdefault("GROKVIZ_HEADLESS", "1")      # read by the kernels, which inherit it
os.environ["GROKVIZ_GUESSES"] = "off"               # nothing goes into the log of whoever tests
