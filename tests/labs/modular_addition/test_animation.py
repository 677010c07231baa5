"""Data of the animated picture of modular addition, against its records."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from grokviz import i18n, store
from grokviz.algebra import representations
from grokviz.algebra.operations import NONE, OPERATIONS, table
from grokviz.labs.modular_addition import animation, symbols
from grokviz.labs.modular_addition.animation import Story, faces, frequencies
from grokviz.recipes.modular_addition import grokking
from grokviz.recording import record
from grokviz.widgets.plots.animated.canvas import packed

SMALL = {"steps": 100, "modulus": 11, "d_model": 8, "width": 16, "train_fraction": 0.7}
RUN = store.stored("modular_addition.grokking")


def made(embedding, operation="add", **values):
    """A record of these embeddings, (records, p, features)."""
    embedding = np.asarray(embedding, float)
    n, p = embedding.shape[:2]
    return replace(RUN, settings={"modulus": p, "operation": operation}, steps=np.arange(n),
                   values={"embedding": embedding[:, None], **values})


def apart(points):
    """How far each point is from each other one, in units of the root mean square radius."""
    size = np.sqrt((points**2).sum(-1).mean())
    return np.linalg.norm(points[:, None] - points, axis=-1) / size


def test_the_numbers_are_where_the_embedding_has_them_on_the_plane_of_each_frequency():
    clocks = frequencies(RUN)
    shown = faces(RUN, clocks, len(RUN.steps) - 1)[0]
    E, turn = RUN.values["embedding"][-1, 0].astype(float), 2 * np.pi * np.arange(31) / 31
    for k, points in zip(clocks, shown, strict=True):
        basis, _ = np.linalg.qr(np.stack([np.cos(k * turn) @ E, np.sin(k * turn) @ E], 1))
        assert_allclose(apart(points), apart(E @ basis), atol=1e-6)
        off = np.angle(np.exp(1j * (np.arctan2(*points.T) - k * turn)))
        assert np.abs(off).max() < 0.3                  # clockwise from 0, which is on top


def test_no_number_leaves_the_picture_and_most_are_on_the_ring():
    far = np.linalg.norm(faces(RUN, frequencies(RUN), 0), axis=-1)
    assert far.max() < animation.FAR + 1e-6
    assert_allclose(np.sqrt((far[-1, 0] ** 2).mean()), 1, rtol=1e-3)


def test_between_two_records_that_have_it_anew_the_embedding_is_on_its_way():
    rng = np.random.default_rng(0)
    first, last = rng.normal(size=(2, 7, 4))
    run = made([first, first, first, first, last])
    points = faces(run, [1, 2], 0)
    assert_allclose(points[1], 0.75 * points[0] + 0.25 * points[4])
    assert_allclose(faces(run, [1, 2], 3), points[3:])
    assert_allclose(faces(run.until(3), [1, 2], 0), np.stack([points[0]] * 4))


def test_a_number_far_out_shrinks_the_ring_and_stays_in_its_direction():
    embedding = np.random.default_rng(1).normal(size=(1, 7, 2))
    embedding[0, 3] *= 50
    points = faces(made(embedding), [1], 0)[0, 0]
    assert_allclose(np.linalg.norm(points, axis=1).max(), animation.FAR)


def test_products_stand_on_the_clock_by_their_exponents():
    p, k = 11, 3
    run = record(grokking(operation="multiply", **SMALL), progress=False)
    order = symbols.order(run)
    assert [pow(2, e, p) for e in range(10)] == order.tolist()
    turn = 2 * np.pi * k * np.arange(10) / 10
    embedding = np.zeros((1, p, 2))
    embedding[0, order] = np.stack([np.cos(turn), np.sin(turn)], 1)
    points = faces(made(embedding, "multiply"), [k], 0)[0, 0]
    assert_allclose(points, np.stack([np.sin(turn), np.cos(turn)], 1), atol=1e-12)
    story = Story()
    assert story.scene(run, {})["panels"][0]["marks"][0]["order"] == order.tolist()
    assert story.channels(run, 0)["faces"].shape[1:] == (4, 10, 2)


def test_the_strongest_frequencies_are_sent_with_their_shares():
    sent = Story().channels(RUN, 0)
    power = np.abs(np.fft.rfft(RUN.values["embedding"][-1, 0].astype(float), axis=0)) ** 2
    power = power.sum(-1)[1:]
    assert sorted(sent["clocks"][-1]) == sorted(np.argsort(-power)[:5] + 1)
    assert_allclose(sent["shares"][-1], (power / power.sum())[sent["clocks"][-1].astype(int) - 1],
                    rtol=1e-2)
    assert (sent["clocks"] == sent["clocks"][0]).all()


def test_other_frequencies_have_all_sent_again_but_not_at_every_record():
    story = Story()
    early = RUN.until(5)
    before = story.channels(early, 0)["clocks"][0]
    assert set(before.astype(int)) == set(frequencies(RUN.until(0)))
    assert not story.renews(RUN, over=False)            # a moment ago they were chosen
    assert_array_equal(story.channels(RUN, 6)["clocks"][0], before)
    assert story.renews(RUN, over=True)
    assert set(story.channels(RUN, 0)["clocks"][0]) != set(before)
    assert not story.renews(RUN, over=True)


def test_an_answer_is_a_byte_that_says_whether_it_is_right():
    sent = Story().channels(RUN, 0)["answers"]
    assert sent.dtype == np.uint8
    assert_array_equal(sent % 128, RUN.values["answers"][:, 0])
    assert_array_equal(sent >= 128, RUN.values["right"][:, 0] > 0)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_a_scene(operation):
    size = {"modulus": 120} if operation == "s5" else {}
    run = record(grokking(operation=operation, records=[0, 100], **SMALL | size), progress=False)
    story, p = Story(), int(run.settings["modulus"])
    mark = story.scene(run, {})["panels"][1]["marks"][0]
    assert mark["sign"] == {"add": 1, "subtract": -1, "multiply": 1, "divide": -1}.get(operation, 0)
    assert np.frombuffer(mark["trained"], np.uint8).sum() == run.values["trained"][0].sum()
    known = table(p, operation)
    if known is None:
        assert mark["truth"] is None
    else:
        truth = np.frombuffer(mark["truth"], np.uint8).reshape(p, p)
        assert_array_equal(truth == 255, known == NONE)
        assert_array_equal(truth[known != NONE], known[known != NONE])
    shown = story.channels(run, 0)["faces"]
    assert shown.shape[2:] == (len(mark["order"]), 2) and np.isfinite(shown).all()


def test_quotients_stand_on_the_clock_of_products_and_no_words_speak_of_sums():
    run = record(grokking(operation="divide", records=[0, 100], **SMALL), progress=False)
    panels = Story().scene(run, {})["panels"]
    says = panels[0]["marks"][0]["says"]
    assert panels[0]["marks"][0]["order"] == [pow(2, e, 11) for e in range(10)]
    assert says["sign"] == "÷" and says["frequency"] == "frequency {} of exponents"
    words = [*(v for v in says.values() if isinstance(v, str)),
             *(panel[k] for panel in panels for k in ("title", "about"))]
    assert not any("sum" in text or "add" in text for text in words)


def test_permutations_are_named_by_where_they_send_each_thing_and_have_no_clock():
    run = record(grokking(operation="s5", records=[0, 100], **SMALL | {"modulus": 120}),
                 progress=False)
    mark = Story().scene(run, {})["panels"][0]["marks"][0]
    assert mark["names"][0] == "12345" and mark["names"][-1] == "54321" and mark["sign"] == 0
    best = frequencies(run)[0]
    wanted = representations.plane(run.values["embedding"][-1, 0], best)
    assert_allclose(apart(faces(run, [best], 1)[0, 0]), apart(wanted), rtol=1e-5)
    assert mark["says"]["frequency"] == "representation {}"


def test_the_opening_scene_knows_nothing_of_what_comes():
    assert packed(Story().scene(RUN.until(0), {})) == packed(Story().scene(RUN, {}))
    sent = Story().channels(RUN.until(0), 0)
    assert all(len(rows) == 1 for rows in sent.values())
    assert [event["step"] for event in Story().events(RUN.until(0))] == [0]


def test_the_four_moments():
    half = RUN.steps[np.argmax(RUN.values["test_accuracy"][:, 0] >= 0.5)]
    events = Story().events(RUN)
    assert [event["step"] for event in events] == [0, RUN.t_train[0], half, RUN.t_test[0]]
    assert all(event["moment"] for event in events)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_scene_is_plain_data_in_every_language(code):
    def leaves(value):
        if isinstance(value, dict | list | tuple):
            for each in value.values() if isinstance(value, dict) else value:
                yield from leaves(each)
        else:
            yield value

    before = i18n.language()
    i18n.language(code)
    try:
        found = list(leaves(packed(Story().scene(RUN, {}))))
    finally:
        i18n.language(before)
    assert all(isinstance(leaf, str | bytes | int | float | None) for leaf in found)
    assert not any(isinstance(leaf, str) and leaf.startswith("animation.") for leaf in found)


def test_a_record_is_small_enough_for_many_a_second():
    size = sum(rows.nbytes if rows.dtype == np.uint8 else 4 * rows.size
               for rows in Story().channels(RUN, 0).values())
    assert size / len(RUN.steps) < 2500                 # [bytes]


def test_several_runs_have_their_curves_and_the_reason_why_there_is_no_clock():
    run = record(grokking(weight_decay=[0.1, 1.0, 2.0], **SMALL), progress=False)
    panel, = Story().scene(run, {})["panels"]
    assert "now there are 3" in panel["marks"][0]["text"]
    story = Story()
    sent = story.channels(run, 0)
    for mark in panel["marks"][1:-1]:
        assert mark["x"]["ch"] in sent and mark["y"]["ch"] in sent
    for i, end in enumerate(["", " 2", " 3"]):
        assert_array_equal(sent[f"test_accuracy{end}"], run.values["test_accuracy"][:, i])
    assert not story.renews(run, over=True) and story.events(run) is not None
