"""The formula behind the sentence: a fold that a key opens, and that moves nothing."""

from browser.lab import STAGE, button, trained

PLACES = """fold => [fold.getBoundingClientRect(), ...['.grokviz-panels', '.grokviz-strip',
    '.grokviz-pictures', '.grokviz-transport', '.grokviz-line'].map(name => document
    .querySelector(name)?.getBoundingClientRect())].map(box => box && [box.x, box.y, box.width])"""
WHOLE = """text => { const own = text.getBoundingClientRect(),
    lab = text.closest('.grokviz').getBoundingClientRect(), at = document.elementFromPoint(
        own.x + own.width / 2, own.y + own.height / 2);
    return own.width > 100 && own.left >= lab.left && own.right <= lab.right
        && own.bottom <= lab.bottom && text.contains(at); }"""


def opened_by_keyboard(page, fold, text):
    """Press the fold's key twice; what it said in between."""
    before = fold.evaluate(PLACES)
    assert text.is_hidden()
    fold.locator("summary").press("Enter")
    text.wait_for()
    said = text.inner_text()
    assert text.evaluate(WHOLE) and fold.evaluate(PLACES) == before
    fold.locator("summary").press("Enter")
    text.wait_for(state="hidden")
    return said


def test_the_formula_opens_in_the_animated_picture_and_in_the_ordinary_view(open_notebook):
    page = open_notebook(["import grokviz as gv\ngv.TeacherStudentLab(pace=None)"])
    page.locator(".grokviz-strip").wait_for()
    fold, text = page.locator(".grokviz-why"), page.locator(".grokviz-why p")
    assert fold.is_hidden() and page.locator(".grokviz-fold").is_hidden()
    before = fold.evaluate(PLACES)
    page.locator(".grokviz-play").click()
    trained(page)
    fold.wait_for()
    assert fold.evaluate(PLACES) == before              # Start moves nothing
    playing = page.evaluate(f"() => {STAGE}.playing")
    assert "η·λ = 3.0·10⁻⁴" in opened_by_keyboard(page, fold, text)
    assert page.evaluate(f"() => {STAGE}.playing") == playing or playing
    button(page, "Run", exact=True).click()
    page.locator(".grokviz-pictures .bqplot:visible").first.wait_for()
    assert "η·λ = 3.0·10⁻⁴" in opened_by_keyboard(
        page, page.locator(".grokviz-fold"), page.locator(".grokviz-formula"))
