"""The animated picture of the first layer, against the record and the geometry of a circle."""

import numpy as np
import pytest

import grokviz as gv
from grokviz import store
from grokviz.labs.first_layer.animation import Story
from grokviz.labs.first_layer.lab import FirstLayerLab
from grokviz.widgets.plots.animated.canvas import packed

KINDS = ("simulated", "trained")


def run(kind):
    return store.stored(f"first_layer.{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_the_places_end_on_a_circle_in_the_order_of_its_frequency(kind):
    """Symbol j stands at the angle 2π j k / p, up to a turn or a mirror, as far out as the rest."""
    record = run(kind)
    (wheel,) = Story().scene(record, {})["panels"][0]["marks"]
    p, frequencies = wheel["symbols"], wheel["frequencies"]
    assert p == record.settings["modulus"] and frequencies == (p - 1) // 2
    rows = np.reshape(Story().channels(record, 0)[wheel["ch"]], (len(record.steps), -1))
    spread = []
    for row in (rows[0], rows[-1]):
        x, y = row[: 2 * p].reshape(p, 2).T             # of frequency 1, as `wheel` reads them
        far = np.hypot(x, y)
        spread.append(far.std() / far.mean())
    steps = np.angle(np.exp(1j * np.diff(np.unwrap(np.arctan2(y, x)))))
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert np.abs(steps).sum() == pytest.approx(2 * np.pi * (p - 1) / p, rel=0.1)
    assert spread[1] < 0.1 and spread[1] < spread[0]


def test_the_plane_has_the_same_scale_both_ways_and_room_for_the_first_places():
    panel = Story().scene(run("trained"), {})["panels"][0]
    assert panel["square"] and panel["x"] == panel["y"]
    far = np.linalg.norm(run("trained").values["circles"][:, 0], axis=3)
    assert far[0].max() < panel["x"]["hi"] and far.max() < panel["x"]["hi"]


def test_units_move_to_one_frequency():
    record = run("trained")
    channels = Story().channels(record, 10)
    shares = channels["unit_share"]
    assert shares == pytest.approx(record.values["unit_share"][10:, 0])
    assert np.median(shares[-1]) > 1.2 * np.median(shares[0])
    mean = channels["specialisation"]
    assert (mean <= shares.max(1)).all() and (mean >= shares.min(1)).all()


@pytest.mark.parametrize("kind", KINDS)
def test_an_opening_scene_tells_nothing_of_what_comes(kind):
    record = run(kind)
    assert packed(Story().scene(record.until(0), {})) == packed(Story().scene(record, {}))
    assert Story().events(record.until(0)) == []
    assert Story().events(record)[-1]["step"] == record.t_test[0]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_array_is_left_in_what_is_sent(code):
    gv.language(code)
    try:
        scene = packed(Story().scene(run("trained"), {}))
    finally:
        gv.language("en")
    assert "ndarray" not in repr([type(mark.get(k)) for panel in scene["panels"]
                                  for mark in panel["marks"] for k in mark])


@pytest.mark.parametrize("view, slow", [("Both layers", 0.2 * 3e-4), ("Animation", 3e-3)])
def test_a_flag_on_the_strip_is_a_guess_of_the_slow_time(view, slow, monkeypatch):
    lab = FirstLayerLab(driver="here")
    try:
        lab.view = view
        lab.frames.flush()
        taken = []
        for panel in lab.panels:
            if hasattr(panel, "rounds"):
                monkeypatch.setattr(panel, "take", taken.append)
        lab.animation.ask({"ask": "guess", "step": 500.0})
        assert taken == [pytest.approx(500 * slow)]
    finally:
        lab.close()


def test_the_frequency_may_be_turned_above_the_picture():
    lab = FirstLayerLab(driver="here")
    try:
        lab.view = "Both layers"
        lab.frames.flush()
        shown = lab.settings_control.sliders()
        assert lab.controls.rows["frequency"] in shown and len(shown) == 3
        lab.frequency = 4
        lab.frames.flush()
        assert lab.view_state.pictures.animated.live() == {"frequency": 4}
    finally:
        lab.close()
