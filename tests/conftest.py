"""For all of pytest, lessons included: what trains, trains briefly."""

import os

import pytest

os.environ.setdefault("GROKVIZ_HEADLESS", "1")      # read by the kernels, which inherit it
os.environ["GROKVIZ_STRICT_TEXT"] = "1"             # a key that is in no language file is an error
os.environ["GROKVIZ_GUESSES"] = "off"               # tests write nothing into the user's log
os.environ["GROKVIZ_VERDICTS"] = "off"              # nor into that of verdicts


# What takes longest, in this order; the rest follows. Begun last, it would run alone at the end.
FIRST = ("tests/browser/", "tests/test_processors", "lessons/04", "tests/labs/test_messages",
         "tests/labs/test_links", "lessons/", "tests/jobs/", "tests/labs/", "tests/test_data",
         "tests/widgets/", "tests/bench/", "tests/recipes/", "tests/models/")


def pytest_collection_modifyitems(items):
    def place(item):
        return next((i for i, start in enumerate(FIRST) if item.nodeid.startswith(start)),
                    len(FIRST))

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """With `-n` a file stays in one process. Browser tests stay in two, each with its browser."""
    from xdist.scheduler import LoadScopeScheduling

    config.option.loadscopereorder = False          # the order is that of `FIRST`

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            if not file.startswith("tests/browser/"):
                return file
            name = file.removeprefix("tests/browser/test_")
            return "pages" if name.startswith(("layout", "pages", "soak")) else "labs"

    return ByFile(config, log)
