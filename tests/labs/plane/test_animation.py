"""The animated picture of the plane against its record, with numbers computed anew."""

import numpy as np
import pytest
import torch

from grokviz import i18n
from grokviz.labs.base import load
from grokviz.labs.plane.animation import Story, TrainingStory, level
from grokviz.labs.plane.headline import full_headline, headline
from grokviz.labs.plane.lab import PATH_LOSSES, TRAINING_LOSSES
from grokviz.labs.plane.maps import Sheet
from grokviz.landscapes.reduced import BOUNDARY, SOLVED
from grokviz.recipes import toy_addition as recipes
from grokviz.recording import record as train
from grokviz.tasks.toy_addition import draws, messiness_of, representation
from grokviz.widgets.plots.animated.canvas import packed

PATH, FULL = "toy_addition.reduced_trajectory", "toy_addition.full_trajectory"


@pytest.fixture(scope="module")
def sheet():
    return Sheet(load("toy_addition.landscape_45"), 21)


@pytest.fixture
def story(sheet):
    return Story(lambda: sheet, headline, PATH_LOSSES)


@pytest.fixture
def training(sheet):
    return TrainingStory(lambda: sheet, full_headline, TRAINING_LOSSES)


def marks(scene, kind, panel=0):
    return [mark for mark in scene["panels"][panel]["marks"] if mark["kind"] == kind]


def test_the_ten_numbers_lie_where_the_task_puts_them(story):
    path = load(PATH)
    places = story.channels(path, 0)["places"].reshape(-1, 10, 2)
    for i in (0, 40, 200):
        want = representation(draws(28), float(path.values["messiness"][i, 0]), torch.float64)
        np.testing.assert_allclose(places[i], want, atol=1e-6)


def test_equal_sums_meet_as_the_numbers_come_into_line(story):
    path = load(PATH)
    channels, (mark,) = story.channels(path, 0), marks(story.scene(path, {}), "symbols", 1)
    gaps, places = channels["sums"], channels["places"].reshape(-1, 10, 2)
    pairs = draws(28).pairs.tolist()
    for i in (0, 60):                                   # the slow way round
        along = {}
        for a, b in pairs:
            along.setdefault(a + b, []).append(places[i, a, 0] + places[i, b, 0])
        want = [places[i, a, 0] + places[i, b, 0] - np.mean(along[a + b]) for a, b in pairs]
        np.testing.assert_allclose(gaps[i], want, atol=1e-6)
    assert np.abs(gaps[0]).max() > 0.05 and np.abs(gaps[-1]).max() < 1e-3
    assert mark["column"].tolist() == [a + b for a, b in pairs]
    assert mark["shown"].tolist() == [1.0] * 45 + [0.0] * 10


def test_the_map_is_the_loss_and_its_border_that_of_what_fits(story, sheet):
    (field,) = marks(story.scene(load(PATH), {}), "field")
    for side, loss in (("left", sheet.surface.train_loss), ("right", sheet.surface.test_loss)):
        grid = field[side].reshape(field["ny"], field["nx"])
        w, m = 0.9 * (5 / 0.9) ** (30 / (field["nx"] - 1)), 0.16 * 40 / (field["ny"] - 1)
        want = (np.log10(loss(w, m)) + 2) / (np.log10(3) + 2)       # 0.01 to 3 are 0 to 1
        np.testing.assert_allclose(grid[40, 30], np.clip(want, 0, 1), atol=1e-5)
    for line in marks(story.scene(load(PATH), {}), "line"):
        inside = np.flatnonzero(line["y"] > 0)
        np.testing.assert_allclose(sheet.surface.train_loss(line["x"], line["y"])[inside],
                                   BOUNDARY, rtol=0.15)


def test_without_a_map_the_ground_is_empty_and_says_so(story):
    story.sheet = lambda: None
    scene = story.scene(load(PATH), {})
    assert not marks(scene, "field") and not marks(scene, "line")
    assert marks(scene, "text")[0]["text"] == "no map of these settings yet"


def test_a_start_beyond_the_part_that_is_shown_shows_all_of_the_map(story):
    far = train(recipes.reduced_trajectory(load("toy_addition.landscape_45"), messiness=0.3,
                                           steps=200), progress=False)
    panel = story.scene(far, {})["panels"][0]
    assert (panel["y"]["hi"], panel["x"]["lo"]) == (1.0, 0.9)
    assert story.scene(load(PATH), {})["panels"][0]["y"]["hi"] == 0.16


def test_events_are_marked_when_they_have_happened(story, training):
    path = load(PATH)
    wall, solved = (event["step"] for event in story.events(path))
    test = path.values["test_loss"][:, 0]
    assert solved == path.steps[np.flatnonzero(test <= SOLVED)[0]]
    w, m = (path.values[k][path.steps == wall, 0] for k in ("decoder_norm", "messiness"))
    border = next(line for line in story.sheet().surface.boundary() if line[0, 1] == 0)
    up = border[: border[:, 1].argmax() + 1]
    assert abs(w - np.interp(m, up[:, 1], up[:, 0])) < 0.02 * w     # it is there, by the map
    assert story.events(path.until(wall - 1)) == []
    assert len(story.events(path.until(solved - 1))) == 1
    assert [event["step"] for event in training.events(load(FULL))] == [637]    # never solved


@pytest.mark.parametrize("name, which", [(PATH, "story"), (FULL, "training")])
def test_the_scene_knows_nothing_of_what_comes(name, which, request):
    told, whole = request.getfixturevalue(which), load(name)
    first = packed(told.scene(whole.until(0), {"pull": 1e-4}))
    assert first == packed(told.scene(whole, {"pull": 1e-4}))
    assert not [v for v in flat(first) if isinstance(v, np.ndarray)]
    since = len(whole.steps) - 3
    for channel, rows in told.channels(whole, since).items():
        np.testing.assert_array_equal(rows, told.channels(whole, 0)[channel][since:])
        assert len(rows) == 3 and np.isfinite(rows).all()


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [v for each in value for v in flat(each)] if isinstance(value, list) else [value]


def test_a_training_shows_the_embedding_that_it_learns(training):
    full = load(FULL)
    places = training.places(full, 0)
    E = full.values["embedding"].reshape(-1, 10, 2)
    for i in (0, 150, 280):                             # distances keep their proportions
        want, got = (np.linalg.norm(x[:, None] - x[None], axis=-1) for x in (E[i], places[i]))
        np.testing.assert_allclose(got / got[0, 9], want / want[0, 9], rtol=1e-4)
    line = np.polynomial.polynomial.polyfit(np.linspace(-1, 1, 10), places[200], 1)
    np.testing.assert_allclose(line, [[0, 0], [1, 0]], atol=1e-6)   # level, from -1 to 1
    m, _ = messiness_of(torch.tensor(E), draws(28))
    np.testing.assert_allclose(full.values["messiness"][:, 0], m, rtol=1e-4)


def test_a_level_line_is_on_its_ticks():
    E = np.array([[0.3 + 2 * i, 1 - 0.7 * i] for i in range(10)])
    np.testing.assert_allclose(level(E[None])[0, :, 0], np.linspace(-1, 1, 10), atol=1e-12)
    np.testing.assert_allclose(level(E[None])[0, :, 1], 0, atol=1e-12)


def test_it_speaks_chinese(story):
    try:
        i18n.language("zh")
        scene = story.scene(load(PATH), {})
        said = [panel["title"] for panel in scene["panels"]] + [scene["strip"]["title"]]
        said += [event["text"] for event in story.events(load(PATH))]
    finally:
        i18n.language("en")
    assert all(any("一" <= letter <= "鿿" for letter in text) for text in said)
