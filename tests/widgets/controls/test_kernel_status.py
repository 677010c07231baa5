"""The messages of a page about its kernel; browser/test_kernel_status.py tests when they appear."""

import pytest

from grokviz.i18n import language
from grokviz.widgets.controls.kernel_status import KernelStatus
from grokviz.widgets.environment import SERVED


@pytest.fixture(autouse=True)
def _back_to_english():
    yield
    language("en")


def test_words_are_in_the_browser_before_they_are_needed_and_say_what_to_do(monkeypatch):
    for code, cell, page in (("en", "Run its cell again", "Load the page again"),
                             ("zh", "请重新运行它的单元格", "请重新加载页面")):
        language(code)
        sent = KernelStatus().get_state()
        assert cell in sent["gone"] and sent["lost"] and sent["fate"] == ""
        with monkeypatch.context() as served:
            served.setenv(SERVED, "1")
            sent = KernelStatus().get_state()
        assert page in sent["gone"] and page.lower() in sent["lost"].lower()


def test_every_fate_that_the_browser_tells_has_its_words():
    status = KernelStatus()
    for fate in ("gone", "lost"):
        assert f'tell("{fate}")' in status._esm and getattr(status, fate)
