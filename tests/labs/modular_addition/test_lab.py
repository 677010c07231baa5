"""The modular-addition lab without a browser: first view, training, errors and status lines."""

from importlib import import_module

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import store
from grokviz.algebra import fourier
from grokviz.i18n import t
from grokviz.labs.modular_addition import predictions
from grokviz.labs.modular_addition.lab import ModularAdditionLab, _places
from grokviz.recipes.modular_addition import PAPER, PRESETS, SETTINGS, grokking
from grokviz.recording import record
from grokviz.teaching.predictions.question import NEVER

SMALL = {"steps": 100, "modulus": 11, "d_model": 8, "width": 16, "train_fraction": 0.7}


@pytest.fixture
def lab():
    made = ModularAdditionLab()
    yield made
    made.close()


def test_the_stored_run_is_there_at_once_and_the_settings_are_its_own(lab):
    stored = store.stored("modular_addition.grokking")
    assert lab.badge == "recorded" and not lab.running
    assert_array_equal(lab.record.steps, stored.steps)
    assert lab.value == {name: stored.settings[name] for name in SETTINGS}
    assert lab.controls.presets.value == "grokking" and "generalised at step" in lab.status


def test_four_views_are_of_one_run_and_all_pictures_tell_of_it(lab):
    record = lab.run(**SMALL)
    for view in ("Clock", "Moments", "Inside", "Neurons", "Run"):
        view_state = show(lab, view)
        assert lab.record is record or lab.record.steps[-1] == record.steps[-1]
        assert view_state is lab.view_states["Run"]
        for plot in view_state.plots:
            assert plot.describe(record) and plot.numbers(record)[1]
    for view in ("L and U", "The law", "Data size", "Phases"):
        show(lab, view)
        assert lab.badge == "recorded" and all(p.describe(lab.record) for p in lab.view_state.plots)


def test_a_run_of_the_lab_is_the_run_of_the_recipe(lab):
    for model in SETTINGS["model"].options:
        got = lab.run(model=model, **SMALL)
        want = record(grokking(model=model, **SMALL), progress=False)
        for name in ("train_loss", "weight_norm", "answers", "ablated_accuracy"):
            assert_array_equal(got.values[name], want.values[name])


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_chosen(lab, name):
    lab.controls.presets.value = name
    assert PRESETS[name].items() <= lab.value.items() and not lab.desk.remedy.description


@pytest.mark.parametrize(("bad", "says"), [
    ({"modulus": 1}, "modulus is 1; give a value from 7 to 120"),
    ({"modulus": 31.5}, "whole number"),
    ({"train_fraction": 0}, "train_fraction is 0; give a value from 0.02 to 0.98"),
    ({"train_fraction": 1}, "train_fraction is 1; give a value"),
    ({"train_fraction": 0.05}, "no training example has the answer"),
    ({"modulus": 21, "operation": "multiply"}, r"modulus is 21 = 3 \* 7.*give one, e.g. "),
    ({"operation": "power"}, "no operation 'power'.*known: add"),
    ({"operation": "s5"}, "modulus is 31, but S5 has 120 permutations; leave modulus out, or"),
    ({"model": "one-layer transformr"}, "no model"),
    ({"constraint": "fixed"}, "no constraint 'fixed'"),
    ({"weight_decay": 10, "learning_rate": 1}, "learning_rate . weight_decay is 1 . 10"),
    ({"d_model": 257}, "d_model is 257"), ({"steps": 10}, "steps is 10"),
], ids=str)
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before and lab.badge == "recorded"


def test_what_does_not_fit_into_memory_says_how_much_it_needs(lab, monkeypatch):
    memory = import_module("grokviz.memory")
    monkeypatch.setattr(memory, "available", lambda device: 10**8)
    before = dict(lab.value)
    with pytest.raises(ValueError, match="1 runs at modulus 113 need [0-9,]+ bytes of memory and "
                                         "there are 100,000,000; give"):
        lab.update({"modulus": 113, "width": 1024})
    assert lab.value == before


def test_the_paper_s_run_is_shown_as_it_was_recorded_and_start_would_train_it(lab):
    lab.preset("the paper's run")
    lab.frames.flush()
    stored = store.stored("modular_addition.paper_size")
    assert lab.record is not None and lab.record.steps[-1] == PAPER["steps"] == stored.steps[-1]
    assert lab.badge == "recorded" and lab.view_state.since().startswith("recorded 2026-")
    assert f"generalised at step {stored.times()[0]:,.0f}" in lab.status
    assert lab.view_state.asked == lab.wanted
    lab.preset("grokking")
    lab.frames.flush()
    assert lab.modulus == 31


def test_the_l_and_u_of_figure_9_is_shown_where_its_settings_are_chosen(lab):
    show(lab, "L and U")
    assert "share 0.8" in lab.status and "other settings" not in lab.status
    lab.update({"model": "transformer", "modulus": 59})
    lab.frames.flush()
    assert lab.record.settings["modulus"] == 59 and lab.badge == "recorded"
    note = lab.view_state.plots[0].drawn().marks["note"].text
    assert note == ("at share 0.4",)                    # the nearest to 0.6


def test_the_clock_of_a_perfect_embedding_is_a_circle_in_order():
    p, k = 23, 4
    angle = 2 * np.pi * k * np.arange(p) / p
    plane = np.linalg.qr(np.random.default_rng(0).normal(size=(10, 2)))[0].T
    perfect = np.stack([np.cos(angle), np.sin(angle)], 1) @ plane
    values = {"embedding": perfect[None, None], "fourier_power": fourier.power(perfect)[None, None]}
    run = type(store.stored("modular_addition.grokking"))(
        "clock", {"operation": "add"}, {"init_seed": np.zeros(1)}, np.zeros(1), values)
    places = _places(run, 0)
    turns = 2 * np.pi * np.arange(p) / p
    assert_allclose(places.points, np.stack([np.cos(turns), np.sin(turns)], 1), atol=1e-6)
    assert [int(name) * k % p for name in places.names] == list(range(p))
    assert places.words == ("frequency 4", "100% of the power")


@pytest.mark.parametrize("operation", ["multiply", "divide"])
def test_multiplication_and_division_have_a_clock_of_exponents(lab, operation):
    lab.run(operation=operation, **SMALL)
    places = _places(lab.record, len(lab.record.steps) - 1)
    assert len(places.points) == 10 and "0" not in places.names
    assert "of the exponents" in places.words[0]


def test_permutations_are_drawn_without_a_circle_and_their_bars_are_representations(lab):
    lab.run(operation="s5", **SMALL | {"modulus": 120})
    places = _places(lab.record, len(lab.record.steps) - 1)
    assert not places.circle and places.names[1] == "12354" and len(places.points) == 120
    assert places.words[0].startswith("no clock: representation ")
    circle, _, bars = show(lab, "Clock").plots
    assert [axis.label for axis in circle.figure.axes] == ["first direction", "second direction"]
    assert "bars: representations 1′, 4, 4′, 5, 5′, 6 of S5" in bars.describe(lab.record)
    assert "line" not in circle.drawn().marks
    lab.run(operation="add", **SMALL)
    assert circle.figure.axes[0].label == "along the cosine"


def test_an_ensemble_has_curves_and_says_that_it_has_no_clock(lab):
    lab.comparing, lab.runs = "weight_decay", 3
    got = lab.run(**SMALL)
    assert got.runs == 3 and "3 runs" in lab.status
    for view in ("Run", "Clock", "Moments", "Inside", "Neurons"):
        for plot in show(lab, view).plots:
            assert plot.describe(got)
    assert "now there are 3" in lab.view_states["Run"].sheets[""].plots[2].describe(got)


def test_sliding_takes_frequencies_out_of_the_bars_and_moves_the_dot(lab):
    show(lab, "Inside")
    _, _, bars, ablation = lab.view_state.plots
    ablation.out.value = 3
    lab.frames.flush()
    order = fourier.strongest(lab.record.values["logit_power"][-1, 0], 3)
    faint = np.flatnonzero(bars.drawn().marks["bars"].opacities < 1) + 1
    assert set(faint.tolist()) == set(order.tolist())
    dot = ablation.drawn().marks["dot"]
    assert dot.x[0] == 3
    assert_allclose(dot.y[0], lab.record.values["ablated_accuracy"][-1, 0, 3])


def test_what_is_said_before_a_run_is_the_measured_law_and_only_where_it_was_measured():
    known = SETTINGS.defaults()
    seen = store.stored("modular_addition.grokking").t_test[0]
    at = lambda **new: predictions._scaled(known | new)             # noqa: E731
    assert at().value == seen and at(weight_decay=0.5).value == 2 * seen
    assert at(weight_decay=0).value == NEVER
    assert at(model="transformer").value is None and at(train_fraction=[0.5, 0.6]).value is None


def test_the_answers_of_the_stored_sweeps_are_what_was_measured():
    size, law = (store.stored(f"modular_addition.{name}") for name in ("data_size", "law"))
    assert predictions.OF_THE_SIZE[0].truth(size) == 0.6
    smallest = np.isclose(law.sweep["weight_decay"], 0.03)
    assert predictions.OF_THE_LAW[0].truth(law) == np.median(law.t_test[smallest])
    assert 10_000 < np.median(law.t_test[smallest]) < 14_000
    bottom = predictions.OF_THE_CURVE[0].truth(store.stored("modular_addition.l_and_u"))
    assert bottom == pytest.approx(47.7, abs=0.1)


@pytest.mark.parametrize(("settings", "why"), [
    ({"operation": "random", "steps": 300}, predictions.RANDOM),
    ({"weight_decay": 10, "steps": 100}, predictions.NOT_FITTED),
    ({"weight_decay": 0, "steps": 100}, predictions.NO_DECAY),
    ({"train_fraction": 0.35, "steps": 100}, predictions.FEW),
])
def test_the_question_afterwards_fits_what_happened(settings, why):
    run = record(grokking(**settings), progress=False)
    said = predictions.numbers(run)
    chosen = next(w for w in predictions.RUN if w.when(type("Outcome", (), {"record": run})))
    assert chosen is why
    for choice in chosen.choices:
        assert t(choice.text, **said) and t(choice.answer, **said)


def test_the_stored_run_asks_about_the_wait():
    run = store.stored("modular_addition.grokking")
    outcome = type("Outcome", (), {"record": run})
    assert next(w for w in predictions.RUN if w.when(outcome)) is predictions.CLOCK


def test_without_a_kernel_the_output_is_a_picture_with_a_sentence(lab):
    for view in lab.view_states:
        show(lab, view)
        bundle = lab.persistence.still()
        assert bundle["image/png"] and lab.status in bundle["text/plain"]
