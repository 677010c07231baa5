"""Without a Chromium the browser tests are skipped, and fail where they are wanted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent


@pytest.mark.parametrize("wanted, outcome", [({}, "1 skipped"),
                                             ({"GROKVIZ_REQUIRE_BROWSER": "1"}, "1 error")])
def test_without_a_browser(wanted, outcome, tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("GROKVIZ_REQUIRE_BROWSER",
                                                            "PYTEST_ADDOPTS")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider",
         "browser/test_harness.py::test_a_small_screen_leaves_room_for_a_lab"],
        cwd=ROOT, env=env | wanted | {"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert outcome in done.stdout and "no browser: none of chromium" in done.stdout
