"""One table of bounds: what it lets through, and the sentence for what it does not."""

import math
import re

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.recipes.teacher_student import SETTINGS
from grokviz.sentences import unknown
from grokviz.settings import Choice, Places, Setting, Table

NUMBERS = {name: s for name, s in SETTINGS.items() if isinstance(s, Setting)}
DECAY, N = SETTINGS["weight_decay"], SETTINGS["n_train"]


@pytest.mark.parametrize("name", NUMBERS)
def test_both_bounds_are_allowed_and_nothing_beyond_them(name):
    setting = SETTINGS[name]
    assert setting.check(setting.low) == setting.low
    assert setting.check(setting.high) == setting.high
    assert setting.check(setting.default) == setting.default
    past = 1 if setting.integer else 1e-9
    for value in (setting.low - past, setting.high + past, -1.0, math.inf, -math.inf, math.nan):
        if value == 0 and setting.off:
            continue
        with pytest.raises(ValueError, match=f"^{name} is .*; give a value from .*, e.g. "):
            setting.check(value)


@pytest.mark.parametrize("value", [None, True, False, np.True_, "much", "", "0,1", "1,00", 1j, [],
                                   {}, "nan", "inf"])
def test_what_is_no_finite_number_is_refused_and_not_guessed(value):
    with pytest.raises(ValueError, match="^weight_decay is .*; give a value from 0.001 to 10"):
        DECAY.check(value)


@pytest.mark.parametrize("typed, wanted", [
    ("0.3", 0.3), (" 3e-1 ", 0.3), (np.float32(0.25), 0.25), (np.int64(1), 1),
    ("off", 0), ("OFF ", 0), (0, 0), ("0", 0),
])
def test_a_typed_value_is_read_as_it_is_meant(typed, wanted):
    assert DECAY.check(typed) == wanted


def test_thousands_may_have_commas_and_a_whole_number_has_to_be_one():
    steps = SETTINGS["steps"]
    assert steps.check("10,000") == 10_000 and steps.check("1,000,000") == 1_000_000
    assert type(N.check(20.0)) is int and type(DECAY.check(1)) is float
    with pytest.raises(ValueError, match="n_train is 20.5; it is a whole number"):
        N.check(20.5)


def test_only_a_setting_that_can_be_off_takes_zero():
    for name, setting in NUMBERS.items():
        if setting.off or setting.low == 0:
            assert setting.check(0) == 0
        else:
            with pytest.raises(ValueError, match=name):
                setting.check(0)
        if not setting.off:
            with pytest.raises(ValueError, match="not a number"):
                setting.check("off")


@pytest.mark.parametrize("name", NUMBERS)
def test_every_stop_of_a_slider_is_allowed_and_the_ends_are_the_bounds(name):
    setting, stops = SETTINGS[name], SETTINGS[name].grid()
    assert (np.diff(stops) > 0).all()
    assert [setting.check(stop) for stop in stops] == stops.tolist()
    assert (stops[1] if setting.off else stops[0]) == setting.low
    assert (stops[0] == 0) == (setting.off or setting.low == 0)
    assert stops[-1] == setting.high


def test_a_logarithmic_slider_has_equal_ratios():
    stops = SETTINGS["init_scale"].grid(points=5)
    assert_allclose(stops, [0.1, 0.316, 1, 3.16, 10], rtol=1e-12)
    assert_allclose(DECAY.grid(points=5), [0, 0.001, 0.01, 0.1, 1, 10], rtol=1e-12)


def test_a_value_is_written_as_it_can_be_typed_again():
    assert (DECAY.show(0), DECAY.show(0.1234567), N.show(100)) == ("off", "0.1235", "100")
    assert Setting("a", "a", "a", 0, 1, 0).show(0) == "0"
    for setting in NUMBERS.values():
        for stop in setting.grid():
            assert setting.check(setting.show(stop)) == pytest.approx(stop, rel=1e-3)


def test_an_unknown_name_gives_the_nearest_known_one():
    with pytest.raises(ValueError, match="no setting 'weigth_decay'; did you mean 'weight_decay'"):
        SETTINGS["weigth_decay"]
    with pytest.raises(ValueError, match="no setting 'qqq'; known: init_scale, weight_decay"):
        SETTINGS.check({"qqq": 1})
    assert "qqq" not in SETTINGS and "width" in SETTINGS
    assert unknown("plot", 3, ["a", "b"]) == "there is no plot 3; known: a, b"


def test_a_list_is_taken_only_where_runs_may_differ_and_checked_entry_by_entry():
    taken = SETTINGS.check({"init_scale": [1, "2"], "width": 50}, lists=["init_scale"])
    assert taken == {"init_scale": [1.0, 2.0], "width": 50}
    with pytest.raises(ValueError, match=r"width is \[50, 60\]; give one value, e.g. 100"):
        SETTINGS.check({"width": [50, 60]}, lists=["init_scale"])
    with pytest.raises(ValueError, match="init_scale is -1; give a value"):
        SETTINGS.check({"init_scale": [1, -1]}, lists=["init_scale"])
    with pytest.raises(ValueError, match="init_scale is an empty list"):
        SETTINGS.check({"init_scale": []}, lists=["init_scale"])


def test_the_defaults_pass_their_own_bounds():
    assert SETTINGS.check(SETTINGS.defaults()) == SETTINGS.defaults()
    assert list(Table(DECAY, N)) == ["weight_decay", "n_train"] and len(Table(DECAY, N)) == 2


KIND = Choice("kind", "kind", "of network", {"mlp": "MLP on embeddings", "one": "one layer"}, "mlp")


@pytest.mark.parametrize("typed", ["one", " ONE ", "one layer", "One Layer", np.str_("one")])
def test_an_option_is_read_by_its_name_or_its_words(typed):
    assert KIND.check(typed) == "one" and type(KIND.check(typed)) is str
    assert KIND.check(KIND.show(KIND.check(typed))) == "one" and KIND.hot is False


@pytest.mark.parametrize("typed", ["two", "", 1, None, True, ["one"]])
def test_what_is_no_option_is_refused_with_those_there_are(typed):
    with pytest.raises(ValueError, match="^there is no kind .*known: mlp, one$"):
        KIND.check(typed)
    with pytest.raises(ValueError, match="did you mean 'mlp'"):
        KIND.check("mpl")


def test_a_choice_in_a_table_takes_one_option_or_where_runs_may_differ_several():
    table = Table(DECAY, KIND)
    assert table.defaults()["kind"] == "mlp"
    assert table.check({"kind": ["one", "mlp"]}, lists=["kind"]) == {"kind": ["one", "mlp"]}
    with pytest.raises(ValueError, match=r"kind is \['one'\]; give one value, e.g. mlp"):
        table.check({"kind": ["one"]})


# ---- places -------------------------------------------------------------------------------------

PLACES = Places("starts", "more starts", "further starts", Setting("w", "w", "norm", 0.5, 5, 4.0),
                Setting("m", "m", "messiness", 0, 1, 0.1), most=2)


@pytest.mark.parametrize("given, written", [
    ("", ""), ("none", ""), ("4 0.2", "4 0.2"), (" 4  .2 ;3 0; ", "4 0.2; 3 0"),
    ([(4, 0.2), (3, 0)], "4 0.2; 3 0"), ([], "")])
def test_places_are_read_as_typed_or_as_pairs_and_written_one_way(given, written):
    assert PLACES.check(given) == written == PLACES.check(PLACES.show(written))
    assert Table(PLACES).check({"starts": given}) == {"starts": written}
    assert PLACES.read(written) == [tuple(map(float, part.split()))
                                    for part in written.split(";") if part]


@pytest.mark.parametrize("wrong, says", [
    ("4", "starts is '4'; give up to 2 places, each w and m, e.g. 4 0.1; 2 0.1"),
    ("4 0.1; 4 0.1; 4 0.1", "give up to 2 places"), (3, "starts is 3; give up to 2 places"),
    ([(4, 0.1, 2)], "give up to 2 places"), ("9 0.1", "w is 9; give a value from 0.5 to 5"),
    ("4 2", "m is 2; give"), ("4 x", "m is 'x', not a number")])
def test_what_is_no_place_is_refused(wrong, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        PLACES.check(wrong)
