"""A lab as a page of Voila: without code, and all of it works."""

from browser.lab import screenshot, trained


def trains(page):
    page.locator(".grokviz-play:visible").click()
    trained(page)


def test_a_page_shows_the_lab_without_code_and_trains(open_page):
    page = open_page()
    assert page.title() == "Teacher student · grokviz"
    assert "import grokviz" not in page.inner_text("body")
    box = page.locator(".grokviz").bounding_box()
    assert box["width"] > 1200 and box["y"] + box["height"] <= 768      # nothing to scroll
    assert page.locator(".grokviz button:visible i").first.evaluate(
        "e => getComputedStyle(e, '::before').fontFamily").startswith('"Font Awesome')
    screenshot(page, "page-light")
    trains(page)


def test_the_address_of_a_page_can_be_a_link(open_page):
    page = open_page("?alpha=0.5&wd=0.3&steps=300&width=20")
    page.wait_for_function("document.querySelector('.grokviz-init_scale input').value === '0.5'")
    trained(page)                               # a link begins its run
    assert page.locator(".grokviz-weight_decay input").first.input_value() == "0.3"
    screenshot(page, "page-link")


def test_an_address_that_is_no_link_is_answered_and_the_lab_is_there(open_page):
    page = open_page("?alpha=99")
    page.wait_for_selector(".grokviz-failed >> text=from 0.1 to 10")
    trains(page)
