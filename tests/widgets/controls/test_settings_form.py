"""Controls without a lab: what is typed or slid reaches one callback, and nothing else happens."""

import pytest
from widgets.standin import PRESETS, SETTINGS

from grokviz.i18n import language
from grokviz.recipes.toy_addition import STARTS
from grokviz.widgets.controls.setting_rows import Row
from grokviz.widgets.controls.settings_form import CUSTOM, Controls


@pytest.fixture
def controls():
    controls = Controls(
        SETTINGS, ("scale", "decay"), {k: SETTINGS.defaults() | v for k, v in PRESETS.items()},
        compare=("decay", "seed"), plain=("seed",),
    )
    controls.asked = []
    controls.on_change = lambda *ask: controls.asked.append(ask)
    controls.on_preset = lambda name: controls.asked.append(name)
    controls.on_compare = lambda *ask: controls.asked.append(ask)
    return controls


def test_typing_and_sliding_ask_for_the_value_and_move_each_other(controls):
    row = controls.rows["scale"]
    row.text.value = "5"
    assert controls.asked == [("scale", 5.0)] and controls.values["scale"] == 5
    assert row.grid[row.slider.value] == pytest.approx(5, rel=0.03)
    row.slider.value = 0
    assert controls.asked[1:] == [("scale", 0.1)] and row.text.value == "0.1"


def test_off_is_the_first_stop_of_the_slider_and_can_be_typed(controls):
    row = controls.rows["decay"]
    row.slider.value = 0
    assert controls.values["decay"] == 0 and row.text.value == "off"
    row.slider.value = 1
    assert controls.values["decay"] == 0.001
    row.text.value = "OFF"
    assert row.slider.value == 0 and row.text.value == "off"


@pytest.mark.parametrize("typed", ["-1", "11", "two", "nan", ""])
def test_a_bad_value_is_answered_under_its_row_and_changes_nothing(controls, typed):
    row = controls.rows["scale"]
    row.text.value = typed
    assert controls.asked == [] and controls.values["scale"] == 2
    assert 'role="alert"' in row.error.value and "give a value from 0.1 to 10" in row.error.value
    assert row.error.layout.display is None and row.text.value == typed
    row.text.value = "2"                                # what holds already: the answer goes away
    assert row.error.value == "" and row.error.layout.display == "none"


def test_a_value_that_does_not_go_with_the_others_is_refused_the_same_way(controls):
    def refuse(name, value):
        raise ValueError("not with <these>")

    controls.on_change = refuse
    row = controls.rows["decay"]
    before = row.slider.value
    row.slider.value = 50
    assert controls.values["decay"] == 0.1 and row.slider.value == before
    assert "not with &lt;these&gt;" in row.error.value


def test_setting_from_outside_asks_nothing_and_names_the_preset(controls):
    controls.set({"scale": 0.1, "decay": 0})
    assert controls.presets.value == "small" and controls.rows["decay"].text.value == "off"
    controls.set({"scale": 0.2})
    assert controls.presets.value == CUSTOM
    controls.set_compare("decay", 7)
    assert controls.asked == [] and controls.runs.value == 7
    controls.presets.value = "small"
    assert controls.asked == ["small"]


def test_whole_numbers_stay_whole(controls):
    controls.rows["seed"].text.value = "1.5"
    assert "whole number" in controls.rows["seed"].error.value
    controls.rows["seed"].text.value = "7"
    assert controls.asked == [("seed", 7)] and controls.rows["seed"].slider is None


def test_only_settings_that_matter_are_in_sight(controls):
    def seen():
        return [n for n, row in controls.rows.items() if row.layout.display is None]

    assert seen() == ["scale", "decay"]
    controls.more.value = True
    assert seen() == list(SETTINGS)
    controls.use(("scale", "steps"), hot=(), compare=False)
    assert seen() == ["scale", "steps"]


def test_hot_sliders_answer_while_they_move_and_cold_ones_on_release(controls):
    controls.use(SETTINGS, hot=("decay",), compare=True)
    assert controls.rows["decay"].slider.continuous_update
    assert not controls.rows["scale"].slider.continuous_update
    assert controls.rows["decay"].note.value == "live"
    assert controls.rows["scale"].note.value == "restarts"


def test_every_row_is_named_by_its_text_box(controls):
    assert controls.rows["scale"].text.description == "α  scale"


def test_comparing(controls):
    controls.compare.value = "decay"
    controls.set_compare("decay", 5)
    controls.runs.value = 8
    assert controls.asked == [("decay", 5), ("decay", 8)]


def test_no_places_are_a_word_of_the_language_which_can_be_typed():
    language("zh")
    try:
        asked = []
        row = Row(STARTS, lambda _, raw: asked.append(raw), slider=False)
        assert row.text.value == "无"
        row.set("4 0.2")
        assert row.text.value == "4 0.2"
        row.text.value = "无"
        assert asked == [""]
    finally:
        language("en")
