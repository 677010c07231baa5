"""Files of a visitor: they go to the browser and come from it, and none is named on the server."""

import html
import re

from browser.lab import button, opens, trained

RUN = "?steps=300&width=20"


def keep(page, kind):
    """Press a button of the page *Share*; the files that the browser then has."""
    button(page, kind, exact=True).click()
    page.wait_for_selector(f"a.grokviz-download[download$='.{kind.lower()}']")
    files = []
    for link in page.locator("a.grokviz-download").all():
        with page.expect_download() as download:
            link.click()
        files.append((download.value.suggested_filename, download.value.path()))
    return files


def upload(page, files):
    with page.expect_file_chooser() as chooser:
        page.locator(".grokviz-upload").click()
    chooser.value.set_files(files)


def test_files_are_downloaded_and_a_run_is_uploaded_again(open_page, pages, tmp_path):
    page = open_page(RUN)
    trained(page)
    page.get_by_role("button", name="Share").click()
    assert page.get_by_label("save as").count() == 0    # no name of a file, nor of a folder
    ((name, path),) = keep(page, "CSV")
    assert name == "teacher_student.csv" and path.read_text().startswith("# ")
    ((name, path),) = keep(page, "PNG")
    assert name == "teacher_student.png" and path.read_bytes().startswith(b"\x89PNG")

    kept = []
    for name, path in keep(page, "NPZ"):
        kept.append(tmp_path / name)
        kept[-1].write_bytes(path.read_bytes())
    other = tmp_path / "notes.npz"
    other.write_text("no run")
    upload(page, other)
    page.get_by_role("alert").filter(has_text=re.compile(r"\w")).wait_for()
    said = page.locator(".grokviz-said").inner_text()
    assert "/" not in said and str(pages.folder) not in html.unescape(said)
    upload(page, kept)
    page.wait_for_selector("text=Opened; Start goes on with it.")


def test_the_link_of_a_page_is_an_address_that_opens_the_same_lab(open_page, pages):
    page = open_page(RUN)
    page.get_by_role("button", name="Share").click()
    box = page.get_by_role("textbox", name="link", exact=True)
    page.wait_for_function("() => document.querySelector('.grokviz-link textarea')?.value")
    address = box.input_value()
    assert address.startswith(f"{pages.url}/voila/render/teacher_student.ipynb?grokviz=1.")
    page.goto(address)
    opens(page)
    width = ".grokviz-width input[type='text']"
    page.wait_for_selector(width, state="attached")
    assert page.locator(width).input_value() == "20"


def test_a_path_in_the_box_of_links_is_no_path(open_page, pages):
    page = open_page(RUN)
    page.get_by_role("button", name="Share").click()
    given = page.get_by_label("open", exact=True)
    answers = set()
    for path in ("/etc/passwd.npz", "/no/such/folder/x.npz", "~/x.npz"):
        given.fill(path)
        given.press("Enter")
        said = page.get_by_role("alert").filter(has_text=path)
        said.wait_for()
        answers.add(said.inner_text().replace(path, "PATH"))
    assert len(answers) == 1 and "is no link" in answers.pop()      # nothing is told of the disk
