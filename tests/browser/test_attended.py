"""A page of the bench whose driver comes and goes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from grokviz.bench.browser import attended, jupyterlab


@pytest.mark.usefixtures("chromium")            # which says so where there is no browser
def test_a_page_stays_while_nobody_drives_it():
    def used():
        with attended.opened(["kept = 1"]) as attend:
            with attend() as page:
                page.evaluate("() => { window.kept = 'yes'; }")
            with attend() as page:
                return (page.evaluate("window.kept"), page.viewport_size,
                        jupyterlab.evaluate(page, kept="kept")["kept"])

    with ThreadPoolExecutor(1) as pool:         # this thread drives another browser already
        assert pool.submit(used).result() == ("yes", jupyterlab.SIZE, "1")
