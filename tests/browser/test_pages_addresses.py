"""Addresses that a stranger has written: no markup in them may become part of a page."""

from urllib.parse import quote

import pytest

from browser.lab import Server, opens
from browser.servers import Binder, Pages

MARKUP = '"><img src=x onerror="window.__pwned=1"><script>window.__pwned=1</script>'
CODED = quote(MARKUP, safe="")
RAW = ("<script>window.__pwned", "<img src=x onerror")
PAGE = "/voila/render/{folder}teacher_student.ipynb"
OWN = [                                         # answered at once, with no kernel
    f"/voila/render/{CODED}", f"/voila/render/{CODED}.ipynb?theme={CODED}",
    f"/voila/render/x.ipynb?template={CODED}", f"/voila/tree/{CODED}", f"/voila/tree?theme={CODED}",
    f"/voila/tree?theme={CODED}&classic-tree=true&x={CODED}", f"/voila?token={CODED}",
    f"/voila/files/{CODED}", f"/voila/files/{CODED}.svg", f"/voila/templates/{CODED}/static/x",
    f"/voila/templates/{CODED}", f"/voila/static/{CODED}", f"/voila/labextensions/{CODED}",
    f"/voila/api/themes/{CODED}", f"/voila/api/contents/{CODED}", f"/voila/api/shutdown/{CODED}",
]
COMMON = [f"/?token={CODED}&theme={CODED}", f"/{CODED}", f"/login?next={CODED}",
          f"/api/kernels/{CODED}", f"/?lab={CODED}&grokviz={CODED}"]
JUPYTER = [f"/lab/tree/{CODED}", f"/lab?theme={CODED}&template={CODED}&reset={CODED}",
           f"/lab/workspaces/{CODED}", f"/files/{CODED}", f"/nbconvert/html/{CODED}",
           f"/tree/{CODED}", f"/api/contents/{CODED}", f"/edit/{CODED}", f"/logout?x={CODED}"]


@pytest.fixture(scope="module", params=[Server, Pages, Binder])
def served(request, tmp_path_factory):
    server = request.param(tmp_path_factory.mktemp("served"))
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def page(chromium, served):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served.url}/api/status?token={served.token}")          # logs in, where one can
    yield page
    context.close()


def goes_to(page, url):
    """Go there; the answer has no markup of ours as it stands, and none of it has run."""
    answer = page.goto(url, wait_until="load")
    body, kind = answer.text(), answer.headers.get("content-type", "")
    if "html" in kind:
        assert not any(text in body for text in RAW), f"{url}: {body}"
    else:
        assert answer.headers["x-content-type-options"] == "nosniff" or answer.status != 200
    assert page.evaluate("window.__pwned") is None, url
    return answer


def test_markup_in_an_address_never_becomes_a_page(page, served):
    paths = OWN + COMMON + (JUPYTER if not isinstance(served, Pages) else [])
    for path in paths:
        goes_to(page, served.url + path)
    if type(served) is Server:                  # JupyterLab alone: no page of Voila at all
        assert {goes_to(page, served.url + path).status for path in OWN} == {404}
        assert goes_to(page, served.url + PAGE.format(folder="")).status == 404


def test_neither_theme_nor_template_nor_lab_of_a_page_comes_from_its_address(page, served):
    if type(served) is Server:
        return
    there = served.url + PAGE.format(folder="pages/" if isinstance(served, Binder) else "")
    for query in (f"theme={CODED}&lab={CODED}&grokviz={CODED}", "template=base&theme=dark"):
        goes_to(page, f"{there}?{query}")
        opens(page)
        if "lab=" in query:                     # refused in words
            page.wait_for_selector(".grokviz-failed")
        assert page.evaluate("window.__pwned") is None
        assert page.evaluate("document.body.dataset.jpThemeName") == "JupyterLab Light"
        assert page.locator("img[src=x]").count() == 0


def test_a_page_on_binder_can_be_started_by_its_link_alone(page, served):
    if not isinstance(served, Binder):
        return
    assert page.goto(f"{served.url}/voila/render/lessons/x.ipynb").status == 404
    page.goto(f"{served.url}/voila")
    address = page.get_by_role("link", name="Plane").get_attribute("href")
    assert address.endswith("/voila/render/pages/plane.ipynb?language=en")
