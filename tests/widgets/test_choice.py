"""A setting that is chosen by name, through all of a lab: row, link, twin, pins, planes, files."""

import re

import numpy as np
import pandas
import pytest
from widgets.standin import Counting, Plot, counting

from grokviz import store
from grokviz.recording import record
from grokviz.settings import Choice, Setting, Table, spread
from grokviz.sweep import grid
from grokviz.teaching.tour import targets
from grokviz.teaching.tour.steps import Step
from grokviz.widgets.controls.setting_rows import Pick
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.panels.compare import Compare
from grokviz.widgets.plots.core.ensemble import colours_of, names_of_runs
from grokviz.widgets.plots.maps.phase_axes import Plane
from grokviz.widgets.plots.maps.phase_diagram import PhaseMap

KIND = Choice("kind", "kind", "what is counted", {"down": "downwards", "fixed_up": "held up"},
              "down", short="k")
SETTINGS = Table(
    Setting("scale", "α", "scale", 0.1, 10, 2.0, log=True), KIND,
    Setting("seed", "seed", "of all", 0, 99, 1, integer=True),
    Setting("steps", "steps", "to count", 1, 1000, 20, log=True, integer=True),
)


def experiment(wanted):
    numbers = {k: wanted[k] for k in ("scale", "seed", "steps")}
    if wanted["kind"] == "fixed_up" and wanted["scale"] == 0.1:
        raise ValueError("too small to be held up")
    decay = 0.0 if wanted["kind"] == "fixed_up" else 0.1
    made = counting({"decay": decay, "rate": 1e-3} | numbers)
    made.settings["kind"] = wanted["kind"]
    return made


@pytest.fixture
def lab():
    made = Counting(
        SETTINGS,
        {"Run": View(pictures=lambda: [Plot()], experiment=experiment, uses=tuple(SETTINGS),
                     words=lambda record, state: state, branch=("scale",),
                     compare=True,
                     measures={"end": lambda record: record.values["value"][-1]})},
        presets={"up": {"kind": "fixed_up"}}, main=("scale", "kind"), seed="seed",
        panels=(Compare,),
    )
    yield made
    made.close()


def test_the_row_is_a_list_in_words_and_a_list_and_python_are_the_same(lab):
    row = lab.controls.rows["kind"]
    assert isinstance(row, Pick) and row.list.description == "kind"
    assert row.list.options == (("downwards", "down"), ("held up", "fixed_up"))
    row.list.value = "fixed_up"
    assert lab.kind == "fixed_up" and lab.controls.presets.value == "up"
    lab.kind = "down"
    assert row.list.value == "down"
    np.testing.assert_allclose(lab.run(kind="held up").values["value"], 2.0)


def test_an_option_that_is_not_there_gets_the_nearest_one(lab):
    with pytest.raises(ValueError, match="no kind 'fixd_up'; did you mean 'fixed_up'"):
        lab.kind = "fixd_up"
    assert lab.kind == "down"


def test_an_option_that_does_not_go_with_the_rest_is_answered_under_its_row(lab):
    lab.scale, row = 0.1, lab.controls.rows["kind"]
    row.list.value = "fixed_up"
    assert "too small to be held up" in row.error.value and row.error.layout.display is None
    assert row.list.value == lab.kind == "down"
    lab.scale = 1
    row.list.value = "fixed_up"
    assert row.error.value == "" and lab.kind == "fixed_up"


def test_it_is_in_a_link_of_either_form(lab):
    lab.run(kind="fixed_up")
    short, whole = lab.link("short"), lab.link()
    assert "k=fixed_up" in short and permalink.read(whole)["run"][0][1]["kind"] == "fixed_up"
    for text in (short, whole):
        lab.kind = "down"
        lab.open_link(text)
        assert lab.kind == "fixed_up"
    with pytest.raises(permalink.LinkError, match="no kind 'fixed'; did you mean 'fixed_up'"):
        lab.open_link("?k=fixed")


def test_a_twin_that_differs_in_it_is_chosen_from_a_list_and_a_pin_names_it(lab):
    page = lab.panels[0]
    lab.run()
    lab.pages.turn_to("Compare")
    page.pin_it.click()
    page.twin.control.value = "kind"
    assert page.twin.value.layout.display == "none" and page.twin.option.layout.display is None
    page.twin.option.value = "fixed_up"
    page.twin.go.click()
    assert "kind held up; this run: kind downwards" in page.twin.said.value
    np.testing.assert_allclose(page.twin.record.values["value"], 2.0)
    page.twin.control.value = "scale"
    assert page.twin.value.layout.display is None
    lab.run(kind="fixed_up")
    page.show()
    said = re.findall(r"<tr(.*?)</tr>", page.table.value)
    assert any("downwards" in row and "held up" in row and "grokviz-bold" in row for row in said)
    assert "kind downwards" in page.rows.children[0].children[0].value


def test_a_branch_cannot_change_it(lab):
    lab.run()
    lab.go_to(10)
    with pytest.raises(ValueError, match="kind cannot change on the way"):
        lab.branch(kind="fixed_up")


def test_runs_that_differ_in_it_have_names_colours_and_a_place_in_a_plane():
    assert spread(KIND, "fixed_up", 5) == ["down", "fixed_up"]
    assert spread(KIND, "fixed_up", 1) == ["fixed_up"]
    sweep = grid(kind=["down", "fixed_up"], scale=[1.0, 2.0], seed=[1])
    made = experiment({"kind": "down", "scale": [1.0, 2.0, 1.0, 2.0], "seed": 1, "steps": 20})
    got = record(made, progress=False)
    over = type(got)("both", {"budget": 20, "scale": 1.0, "kind": "down"}, sweep, got.steps[:1], {
        "t_train": np.array([[1.0, 2, np.nan, 3]]), "t_test": np.array([[9.0, 2, np.nan, 90]]),
        "trained": np.full((1, 4), 20.0)})
    assert names_of_runs(over.take([0, 2]), {"kind": "kind"}) == ["kind down", "kind fixed up"]
    assert len(set(colours_of(over.take([0, 2])))) == 2
    plane = Plane(SETTINGS, {"scale": [1, 2], "kind": ["down", "fixed_up"]}, "seed")
    plot = PhaseMap(plane, "Run", {})
    plot.show(over)
    assert list(plot.figure.axes[1].tick_labels.values()) == ["downwards", "held up"]
    assert plot.leads(over, 1, 1)[1]["kind"] == "fixed_up"
    assert [row[0] for row in plot.numbers(over)[1]] == ["kind held up", "kind downwards"]
    plot.close()


def test_files_have_it(lab, tmp_path):
    lab.run(kind="fixed_up")
    lab.save(tmp_path / "a.csv")
    lab.save(tmp_path / "a.npz")
    assert '"kind": "fixed_up"' in (tmp_path / "a.csv").read_text().splitlines()[1]
    assert len(pandas.read_csv(tmp_path / "a.csv", comment="#")) == 21
    assert store.load(tmp_path / "a.npz").settings["kind"] == "fixed_up"
    assert "kind held up" in lab.persistence.still()["text/plain"]


def test_a_guide_speaks_of_it(lab):
    step = Step("Choose [held up](kind=fixed_up).", "kind = fixed_up", show="kind")
    targets.check(lab, step)
    assert not targets.is_done(lab, step, None)
    targets.do(lab, "kind=fixed_up")
    assert lab.kind == "fixed_up" and targets.is_done(lab, step, None)
    with pytest.raises(ValueError, match="no kind 'fixed'"):
        targets.check(lab, Step("", "kind = fixed"))
