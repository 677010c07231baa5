"""A lab as text and as files, on the lab that counts."""

import json

import numpy as np
import pytest
from PIL import Image
from widgets.lab.test_lab import live  # noqa: F401 (a fixture)
from widgets.standin import SETTINGS, lab, seen_on_stage
from widgets.waiting import until

from grokviz import store
from grokviz.storage.files import StoreError
from grokviz.widgets.controls.side_panel import Panel
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.permalink import LinkError


class Notes(Panel):
    """Keeps one word."""

    key = tab = "notes"

    def __init__(self, lab):
        super().__init__(lab)
        self.word = None

    def keep(self):
        return self.word

    def restore(self, kept):
        if not isinstance(kept, str):
            raise ValueError("notes is a word")
        self.word = kept


@pytest.fixture
def two():
    made = [lab(panels=(Notes,)), lab(panels=(Notes,))]
    yield made
    for each in made:
        each.close()


def changed(content, **more):
    """A link with some of it changed, and a check that fits."""
    return f"grokviz:{permalink.write(permalink.read(content) | more)}"


def test_settings_are_those_of_the_lab_and_a_copy(two):
    first, _ = two
    first.scale = 3
    assert first.settings == first.value == SETTINGS.defaults() | {"scale": 3.0}
    first.settings["scale"] = 4
    assert first.scale == 3


def test_a_link_brings_everything_to_another_lab(two):
    first, second = two
    first.comparing, first.runs, first.panels[0].word = "decay", 3, "here"
    first.run(scale=3, steps=30)
    first.go_to(12)
    second.run(seed=5)
    second.open_link(first.link())
    assert second.settings == first.settings and (second.comparing, second.runs) == ("decay", 3)
    assert second.panels[0].word == "here"
    got = second.run()
    np.testing.assert_array_equal(got.values["value"], first.record.values["value"])
    assert second.view_state.at == 12 and second.link() == first.link()
    second.frames.flush()
    assert second.controls.rows["scale"].text.value == "3" and second.status == "looking back at 12"


def test_the_view_comes_along_and_each_view_tells_of_its_own_run(two):
    first, second = two
    first.run()
    first.view = "Other"
    assert "run" not in permalink.read(first.link())
    second.open_link(first.link())
    assert second.view == "Other" and seen_on_stage(second) == [second.view_state.box]


def test_a_run_of_other_settings_than_those_that_are_set_is_not_told_of(two):
    first, _ = two
    first.run()
    first.scale = 5
    assert "run" not in permalink.read(first.link())


def test_a_short_link_resets_what_it_does_not_say(two):
    _, second = two
    second.update({"scale": 4, "seed": 9})
    second.open_link("?decay=off&compare=scale&runs=2")
    assert second.settings == SETTINGS.defaults() | {"decay": 0.0}
    assert second.link("short") == "?lab=counting&compare=scale&runs=2&decay=0"


@pytest.mark.parametrize("text, sentence", [
    ("?scale=99", "scale is 99; give a value from 0.1 to 10"),
    ("?scale=two", "scale is 'two', not a number"),
    ("?seed=1.5", "seed is 1.5; it is a whole number"),
    ("?rate=1&decay=10", "rate times decay is 1 or more"),
    ("?view=Rum", "no view 'Rum'; did you mean 'Run'"),
    ("?compare=steps", "no comparing 'steps'"),
    ("?compare=scale&runs=99", "runs"),
    ("?lab=modular&scale=2", "for the lab modular, and this lab is counting"),
    ("?width=2", "no setting 'width'"),
])
def test_what_cannot_be_is_refused_and_changes_nothing(two, text, sentence):
    first, _ = two
    first.comparing = "seed"
    first.run(scale=3)
    before = first.link()
    with pytest.raises(LinkError, match=sentence):
        first.open_link(text)
    assert first.link() == before and first.view_state.player.state == "finished"


def test_so_is_a_whole_link_whose_content_cannot_be(two):
    first, second = two
    first.run()
    code = first.link()
    run = [[0, SETTINGS.defaults() | {"rate": 0.5, "decay": 9.0}, []]]
    for more, sentence in (({"panels": {"guess": 1}}, "no page 'guess'"),
                           ({"run": run}, "rate times decay"),
                           ({"settings": {"scale": -1}}, "scale is -1")):
        with pytest.raises(LinkError, match=sentence):
            second.open_link(changed(code, **more))
    with pytest.raises(LinkError, match="notes is a word"):
        second.open_link(changed(code, panels={"notes": 3}))
    assert second.settings == SETTINGS.defaults() and second.record is None


def test_there_are_four_forms_of_a_link(two):
    first, _ = two
    assert first.link("voila").startswith("voila/render/counting.ipynb?grokviz=1.")
    assert first.link("binder").startswith("?urlpath=voila%2Frender%2Fpages%2Fcounting.ipynb%3F")
    with pytest.raises(ValueError, match="no form of a link 'long'; .*text, short, voila, binder"):
        first.link("long")


def test_where_a_browser_is_a_link_begins_its_run_with_its_turns(live, two):  # noqa: F811
    first, _ = two
    hot = [[0, first.settings | {"steps": 40}, [[3, "decay", [0.5]], [9, "decay", [0.2]]]]]
    first.update({"steps": 40, "decay": 0.2})
    code = changed(first.link(), run=hot, at=20)
    live.pace = None
    live.open_link(code)
    until(lambda: live.view_state.at == 20)
    assert [(c.step, c.value) for c in live.record.changes] == [(3, (0.5,)), (9, (0.2,))]
    until(lambda: not live.running)
    assert permalink.read(live.link())["run"] == permalink.read(code)["run"]
    live.open_link(code)                                # again: a new run, the same
    until(lambda: live.view_state.at == 20)


def test_a_hot_setting_that_is_turned_while_a_link_is_followed_begins_anew(live, two):  # noqa: F811
    first, _ = two
    first.update({"steps": 1000, "decay": 0.2})
    run = [[0, first.settings, [[900, "decay", [0.2]]]]]
    live.pace = 30.0                                    # so that it has not come to step 900
    live.open_link(changed(first.link(), run=run))
    until(lambda: live.record is not None and live.record.steps[-1] > 3)
    assert live.view_state.runner.following
    live.decay = 0.3
    until(lambda: not live.view_state.runner.following and live.record is not None)
    assert live.record.sweep["decay"][0] == 0.3 and not live.record.changes


# ---- files --------------------------------------------------------------------------------------

def test_numbers_and_pictures_are_saved_with_the_link_inside(two, tmp_path):
    first, _ = two
    first.run(steps=5)
    paths = {end: first.save(tmp_path / f"a.{end}") for end in ("csv", "npz", "svg", "png", "gif")}
    assert all(path.stat().st_size > 100 for path in paths.values())
    assert store.provenance(paths["npz"])["made"]["link"] == first.link()
    for end in ("csv", "svg"):
        assert first.link() in paths[end].read_text(encoding="utf-8")
    with Image.open(paths["png"]) as png, Image.open(paths["gif"]) as gif:
        for text in (png.text["Description"], gif.info["comment"]):
            assert json.loads(text)["made"]["link"] == first.link()
    np.testing.assert_array_equal(store.load(paths["npz"]).values["value"],
                                  first.record.values["value"].astype("f4"))


def test_what_cannot_be_saved_says_why(two, tmp_path):
    first, _ = two
    with pytest.raises(ValueError, match="nothing to save yet; press Start"):
        first.save(tmp_path / "a.csv")
    first.run(steps=5)
    with pytest.raises(ValueError, match="no format '.jpg'; .*known: .csv, .npz, .parquet, .svg"):
        first.save(tmp_path / "a.jpg")
    wall = tmp_path / "wall"
    wall.write_text(json.dumps("a file where the folder should be"))
    for end in ("csv", "png", "gif"):
        with pytest.raises(StoreError, match=f"a.{end} cannot be written into the folder .*wall"):
            first.save(wall / f"a.{end}")
    assert [p.name for p in tmp_path.iterdir()] == ["wall"] and first.record.steps[-1] == 5
