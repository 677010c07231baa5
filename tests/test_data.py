"""Every stored record is whole, says where it is from, and is what its recipe gives today."""

import json
from dataclasses import replace

import pytest
import rounding
from numpy.testing import assert_allclose

from grokviz import store
from grokviz.cli.precompute import DATASETS, stored_records
from grokviz.storage import origin, sources

UNDRAWN = ("density.at_a_norm", "density.trained_at_a_norm",
           "norm_flow.hyperbola", "norm_flow.cross",
           "norm_flow.slow_flow_hyperbola",
           "norm_flow.slow_flow_cross", "norm_flow.adder", "norm_flow.slow_flow_adder",
           "norm_flow.adder_three", "norm_flow.slow_flow_adder_three", "shell_toy.slide",
           "penalties.rescaled",
           "toy_addition.reduced_trajectory")                            # start given
UNTRAINED = ("penalties.rescaled", "shell_toy.slide", "toy_addition.reduced_trajectory")
STORED = stored_records()
NAMES = sorted({path.stem for path in sources.DATA.glob("*.json")} - set(DATASETS))
COMPARED = {"train_loss", "test_loss", "weight_norm", "decoder_norm"}
LAST = 10               # step to compare up to: rounding has grown a hundredfold there, not more
LARGE = ("reviews.paper_network",)      # a step takes long: the first record is enough
SOLVED = 1e-20          # loss of a layer that is solved for: the square of what rounding leaves


def test_what_the_command_makes_is_stored_and_nothing_else_is():
    assert sorted(STORED) == NAMES
    assert sorted(path.stem for path in sources.DATA.glob("*.npz")) == sorted([*NAMES, *DATASETS])
    assert sum(path.stat().st_size for path in sources.DATA.iterdir()) < 9e6


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_record_loads_and_its_provenance_is_complete(name):
    record, _, about, _ = store.read(f"stored:{name}")              # which checks the hash
    assert about["format"] == origin.FORMAT             # all of it inside, and for readers beside
    assert json.loads((sources.DATA / f"{name}.json").read_text(encoding="utf-8")) == about
    assert name.startswith(record.name) and record.runs >= 1
    assert {"steps", "device", "dtype"} <= set(record.settings) or name in UNTRAINED
    drawn = [column for column in record.sweep if column.endswith("_seed")]
    assert len(drawn) >= 2 or name in (*UNDRAWN, *UNTRAINED)               # of data and network
    made = about["made"]
    assert made["recipe"] == name and made["command"] == f"grokviz precompute {name}"
    assert {"python", "grokviz", "torch", "numpy"} <= set(made["versions"])
    assert "arXiv:" in made["source"] and made["seconds"] > 0 and made["at"]
    for value in record.values.values():
        assert value.shape[:2] == (len(record.steps), record.runs)


@pytest.mark.parametrize("name", sorted(set(NAMES) & set(STORED)))
def test_a_stored_record_is_what_its_recipe_gives_today(name):
    """Settings and columns whole; the curves over their first steps, before rounding spreads."""
    record, experiment = store.stored(name), STORED[name].make()
    settings = origin.plain(experiment.settings)
    assert list(settings) == list(record.settings)
    for key, value in settings.items():         # lists of numbers to rounding: processors differ
        numbers = isinstance(value, list) and not any(isinstance(v, str) for v in value)
        same = pytest.approx(record.settings[key], rel=1e-12) if numbers else value
        assert value == same and record.settings[key] == same, key
    assert list(experiment.sweep) == list(record.sweep)
    for column in record.sweep:
        ours, wanted = record.sweep[column], experiment.sweep[column]
        if wanted.dtype.kind == "U":                        # names
            assert ours.tolist() == wanted.tolist()
        else:
            assert_allclose(ours, wanted, rtol=1e-12)
    if STORED[name].last_only:
        assert len(record.steps) == 1 and record.steps[0] <= record.settings["steps"]
        return
    check_curves(record, experiment, 0 if name in LARGE else LAST)


def check_curves(record, experiment, last=LAST):
    """The stored curves are those that come out today, as far as two processors agree."""
    found, allowed = rounding.bound(experiment, last, COMPARED)
    for i, (step, values) in enumerate(found):
        assert step == record.steps[i]
        if step > last:
            break
        for name in COMPARED & set(values):
            assert_allclose(record.values[name][i], values[name], rtol=allowed(name, step),
                            atol=SOLVED, err_msg=f"{name} at step {step}")


@pytest.mark.parametrize(("name", "setting"), [
    ("modular_addition.law", "learning_rate"), ("modular_addition.grokking", "weight_decay"),
    ("teacher_student.grokking", "learning_rate"), ("norm_flow.cross", "weight_decay"),
])
def test_a_run_whose_setting_is_two_per_cent_off_is_told_from_the_stored_one(name, setting):
    experiment = STORED[name].make()
    other = {setting: experiment.sweep[setting] * 1.02}
    with pytest.raises(AssertionError, match="at step"):
        check_curves(store.stored(name), replace(
            experiment, start=lambda hot, *state: experiment.start(other, *state)))
