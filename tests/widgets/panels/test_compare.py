"""Pins, a twin and branches on the lab that counts: what is drawn, listed, said and kept."""

import json
import re
from dataclasses import replace

import ipywidgets
import numpy as np
import pytest
from numpy.testing import assert_allclose
from widgets.lab.test_lab import live  # noqa: F401 (a fixture)
from widgets.standin import SETTINGS, counting, lab

from grokviz.recording import record
from grokviz.run import Change, Hot
from grokviz.widgets import theme
from grokviz.widgets.panels.compare import MOST, Compare
from grokviz.widgets.plots.core.axes import share_of


@pytest.fixture
def ran():
    made = lab(panels=(Compare,))
    made.run()
    made.page = made.panels[0]
    made.pages.turn_to("Compare")
    yield made.page
    made.close()


def run(page, **settings):
    return page.lab.run(**settings)


def rows(page):
    """The table, text by text; the names of its rows in bold."""
    said = re.findall(r"<tr(.*?)</tr>", page.table.value)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in said]
    return cells, {row[0] for row, html in zip(cells, said, strict=True) if "grokviz-bold" in html}


def alert(page):
    return re.findall('role="alert">(.*?)</span>', page.note.value)


def beside(page):
    plot = page.lab.view_state.plots[0]
    return list(zip(plot.names, plot.ghosts, strict=True))


# ---- pins ---------------------------------------------------------------------------------------

def test_a_pinned_run_is_drawn_beside_the_next_with_its_number(ran):
    first = ran.lab.record
    ran.pin_it.click()
    assert alert(ran) == [] and [n for n, _ in beside(ran) if n] == []      # it is in front itself
    run(ran, decay=0.3)
    assert [(n, r.sweep["decay"][0]) for n, r in beside(ran) if n] == [("1", 0.1)]
    assert_allclose([r for n, r in beside(ran) if n][0].values["value"], first.values["value"])
    assert ran.lab.view_state.pictures.others["pins"][0].colour == theme.branch(0)


def test_the_table_holds_what_differs_in_bold_and_the_measures(ran):
    ran.pin()
    run(ran, decay=0.3, seed=5)
    ran.show()
    cells, bold = rows(ran)
    assert cells[0] == ["", "now", "1"]
    assert cells[1:4] == [["α", "2", "2"], ["λ", "0.3", "0.1"], ["seed", "5", "1"]]
    assert bold == {"λ", "seed"}
    assert cells[4][0] == "end" and cells[4][2] == "0.271"          # 2 exp(-0.1 · 20)
    assert "λ 0.1, seed 1" in ran.rows.children[0].children[0].value


def test_what_was_turned_on_the_way_is_in_the_table_too(ran):
    ran.pin()
    ran.lab.go_to(5)
    ran.lab.branch(decay=0.3)
    ran.show()
    cells, bold = rows(ran)
    assert cells[3] == ["turned", "λ→0.3 at 5", "–"] and bold == {"turned"}


def test_a_run_is_pinned_once_and_a_seventh_gets_a_sentence(ran):
    ran.pin()
    ran.pin_it.click()
    assert alert(ran) == ["This run is pinned already."]
    for number in range(2, MOST + 1):
        run(ran, seed=number)
        ran.pin_it.click()
        assert alert(ran) == [] and len(ran.pins) == number
    run(ran, seed=50)
    ran.pin_it.click()
    assert len(ran.pins) == MOST and "unpin one first" in alert(ran)[0]
    ran.rows.children[2].off.click()                        # the third
    ran.pin_it.click()
    assert [pin.number for pin in ran.pins] == [1, 2, 4, 5, 6, 3] and alert(ran) == []


def test_what_is_no_run_cannot_be_pinned(ran):
    ran.lab.view = "Other"
    ran.pin_it.click()
    assert "press Start" in alert(ran)[0] and not ran.pins
    run(ran)
    ran.pin_it.click()                                      # a view that measures nothing
    assert "press Start" in alert(ran)[0] and not ran.pins


def test_pins_come_back_out_of_a_link_and_are_trained_on_demand(ran):
    ran.lab.run(seed=7)
    ran.pin()
    turned = (Change(5, "decay", (0.4,)),)
    ran.pins[0].segments = (replace(ran.pins[0].segments[0], changes=turned),)
    kept = json.loads(json.dumps(ran.keep()))               # as in a link
    ran.unpin(ran.pins[0])
    assert ran.keep() is None and ran.pins == []
    ran.restore(kept)
    ran.show()
    pin = ran.pins[0]
    assert pin.record is None and pin.segments[0].wanted["seed"] == 7 and ran.keep() == kept
    assert "λ→0.4 at 5" in ran.rows.children[0].children[0].value
    run(ran, seed=1)
    ran.show()
    assert rows(ran)[0][-1] == ["end", "0.271", "–"]
    ran.rows.children[0].again.click()                      # train it again
    want = record(counting(SETTINGS.defaults() | {"seed": 7}), progress=False,
                  hot=Hot(changes=turned))
    assert_allclose(pin.record.values["value"], want.values["value"])
    assert [n for n, _ in beside(ran) if n] == ["1"]
    assert ran.rows.children[0].again.layout.display == "none"


WANTED = SETTINGS.defaults()


@pytest.mark.parametrize("kept", [
    3, [1], [["Rnu", [[0, WANTED, []]]]], [["Run", [[0, WANTED]]]], [["Run", [[0, 7, []]]]],
    [["Run", [[0, WANTED | {"scale": 99}, []]]]], [["Run", [[0, WANTED, [[1, "seed", [1]]]]]]],
    [["Run", []]],
])
def test_a_link_that_is_none_changes_nothing(ran, kept):
    ran.pin()
    with pytest.raises(ValueError):
        ran.restore(kept)
    assert len(ran.pins) == 1


# ---- the twin -----------------------------------------------------------------------------------

def twin(page, name, value):
    page.show()
    page.twin.control.value, page.twin.value.value = name, value
    page.twin.go.click()


def test_the_twin_differs_in_one_thing_which_is_named(ran):
    twin(ran, "decay", "0.2")
    assert "λ 0.2" in ran.twin.said.value and "λ 0.1" in ran.twin.said.value
    want = record(counting(SETTINGS.defaults() | {"decay": 0.2}), progress=False)
    assert_allclose(ran.twin.record.values["value"], want.values["value"])
    assert [n for n, _ in beside(ran) if n] == ["twin"]
    cells, bold = rows(ran)
    assert cells[0] == ["", "now", "twin"] and bold == {"λ"}


def test_the_difference_is_drawn_in_a_strip_of_its_own_and_can_be_taken_away(ran):
    plot = ran.lab.view_state.plots[0]
    least = plot.scales["y"].min
    twin(ran, "decay", "0.2")
    line, label = plot.guests
    strip = line.scales["y"]                                # and the curves end above it
    assert share_of(strip, line.y.max()) < plot.floor
    assert share_of(plot.scales["y"], least) == pytest.approx(plot.floor)
    assert share_of(strip, line.y.min()) > 0 and max(label.y) < least
    steps = np.array([1, *range(1, 21)])                    # a log axis has no 0
    want = 2 * (np.exp(-0.1 * np.arange(21)) - np.exp(-0.2 * np.arange(21)))
    at = [int(np.flatnonzero(steps == x)[-1]) for x in line.x]
    assert_allclose(line.y[0], want[at], rtol=1e-5)
    assert_allclose(line.y[1], 0)
    assert " ".join(label.text[:0:-1]) == "value minus that of the twin: +0.5 at step 7"
    assert label.text[0] == "0" and label.y[0] < label.y[-1]
    ran.twin.apart.value = False
    assert plot.guests == () and abs(plot.scales["y"].min - least) < 1e-9
    ran.twin.apart.value = True
    assert len(ran.lab.view_state.plots[0].guests) == 2
    run(ran, seed=9)                                        # another run: its twin is another too
    assert ran.lab.view_state.plots[0].guests == () and ran.twin.record is None


def test_a_twin_shares_what_was_turned_on_the_way(live):  # noqa: F811
    page = Compare(live)
    live.run(steps=20)
    front = live.view_state.player
    front.job.history.changes = (Change(5, "decay", (0.4,)),)
    page.show()
    page.twin.control.value, page.twin.value.value = "scale", "4"
    page.twin.start()
    page.twin.player.wait(20)
    assert page.twin.record.changes == front.record.changes
    page.twin.control.value, page.twin.value.value = "decay", "0.2"
    page.twin.start()
    page.twin.player.wait(20)
    assert page.twin.record.changes == () and page.twin.segments[0].wanted["decay"] == 0.2
    page.close()


@pytest.mark.parametrize("name, value, said", [
    ("decay", "0.1", "already has λ 0.1"), ("decay", "x", "decay is &#x27;x&#x27;"),
    ("decay", "", "not a number"), ("scale", "11", "give a value from 0.1 to 10"),
])
def test_a_twin_that_is_none_gets_a_sentence(ran, name, value, said):
    twin(ran, name, value)
    assert said in alert(ran)[0] and ran.twin.record is None


def test_the_twin_of_a_branch_branches_too(ran):
    ran.lab.go_to(5)
    ran.lab.branch(scale=4)
    twin(ran, "decay", "0.2")
    assert alert(ran) == []
    assert ran.twin.record.changes == ran.lab.record.changes == (Change(5, "scale", (4.0,)),)
    assert ran.twin.segments[0].wanted == WANTED | {"decay": 0.2}


def test_a_pinned_branch_is_made_again_out_of_a_link(ran):
    ran.lab.go_to(5)
    ran.lab.branch(decay=0.4)
    ran.pin()
    want, kept = ran.pins[0].record, json.loads(json.dumps(ran.keep()))
    ran.restore(kept)
    assert "λ→0.4 at 5" in ran._names(ran.pins)[ran.pins[0]]
    ran.train(ran.pins[0])
    assert_allclose(ran.pins[0].record.values["value"], want.values["value"])
    assert ran.pins[0].record.changes == want.changes


# ---- branches -----------------------------------------------------------------------------------

def test_branches_are_listed_with_what_was_turned_and_come_to_the_front(ran):
    ran.show()
    assert ran.branches.hint.layout.display is None
    ran.lab.go_to(5)
    ran.lab.branch(decay=0.3)
    ran.show()
    root, branch = ran.branches.list.children
    assert [b.description for b in (root, branch)] == ["the run: α 2, λ 0.1", "● λ→0.3 at 5"]
    assert branch.disabled and not root.disabled and ran.branches.hint.layout.display == "none"
    assert (root.layout.margin, branch.layout.margin) == ("1px 0 1px 0px", "1px 0 1px 12px")
    root.click()
    ran.show()
    assert ran.branches.list.children[0].description.startswith("● ")
    assert ran.lab.decay == 0.1 and ran.lab.record.sweep["decay"][0] == 0.1
    assert not ran.lab.record.changes and ran.lab.controls.rows["decay"].text.value == "0.1"


def test_nothing_is_left_of_the_page():
    lab(panels=(Compare,)).close()
    alive = ipywidgets.widgets.widget._instances
    before = len(alive)
    made = lab(panels=(Compare,))
    made.run()
    page = made.panels[0]
    page.pin()
    made.go_to(5)
    made.branch(decay=0.3)
    twin(page, "scale", "4")
    made.run(seed=4)
    twin(page, "scale", "4")
    made.close()
    assert len(alive) == before
