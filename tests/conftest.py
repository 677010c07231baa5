"""For all of pytest, lessons included: what trains, trains briefly."""

import os

import pytest

os.environ.setdefault("GROKVIZ_HEADLESS", "1")      # read by the kernels, which inherit it
os.environ["GROKVIZ_STRICT_TEXT"] = "1"             # a key that is in no language file is an error
os.environ["GROKVIZ_GUESSES"] = "off"               # tests write nothing into the user's log


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n 2` a file stays in one process, and so does all that shares one browser.

    Those with a browser take half of the time: they come first, in three parts, so that no
    process is left alone with them.
    """
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return scope(nodeid.split("::")[0])

    config.option.loadscopereorder = False      # which would be by the number of tests
    return ByFile(config, log)


def scope(file):
    """What stays in one process with the tests of a file."""
    from grokviz.labs import LABS  # only now is the environment set

    folder, _, name = file.rpartition("/")
    if folder != "tests/browser":
        return file
    if name.startswith("test_pages"):
        return f"{folder}, pages"
    return f"{folder}, labs" if name[len("test_"):-len(".py")] in LABS else folder
