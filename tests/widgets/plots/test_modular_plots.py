"""A circle, bars, a table, a gallery, an ablation and shells, on records made by hand."""

import io

import bqplot
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from numpy.testing import assert_allclose, assert_array_equal

from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots import (
    Ablation,
    Answers,
    Bars,
    Circle,
    Gallery,
    Lottery,
    Neurons,
    Places,
    Shells,
    Times,
)
from grokviz.widgets.plots.network.answer_table import pixels_of
from grokviz.widgets.plots.network.embedding_circle import round_
from grokviz.widgets.plots.network.snapshots import moments_of

P, STEPS = 7, np.array([0, 10, 100, 1000])
TURNS = 2 * np.pi * np.arange(P) / P


def made(runs=1, **values):
    shares = {"train_accuracy": [0, 0.96, 1, 1], "test_accuracy": [0, 0.1, 0.6, 0.99]}
    values = {k: np.repeat(np.array(v)[:, None], runs, 1) for k, v in shares.items()} | values
    return Record("made", {"steps": 1000, "modulus": P}, {"seed": np.arange(runs)}, STEPS, values)


def tables():
    a = np.arange(P)
    sums = (a[:, None] + a) % P
    trained = (np.add.outer(a, 2 * a) % 2).astype(np.uint8)
    right = np.stack([np.zeros((P, P)), trained, trained | (a < 4), np.ones((P, P))])
    answers = np.where(right, sums, (sums + 1) % P)
    shape = (4, 1, P, P)
    return {"answers": answers.reshape(shape).astype(np.uint8),
            "right": right.reshape(shape).astype(np.uint8),
            "trained": np.broadcast_to(trained, shape)}


def ring(record, at):
    if record.runs > 1:
        return None
    size = 1 + record.steps[at] / 100
    points = size * np.stack([np.cos(TURNS), np.sin(TURNS)], 1)
    if at == 0:
        points = points[::-1] * [[1, 0.1]]
    return Places(points, [str(3 * i % P) for i in range(P)], ["frequency 3", "half"])


def test_points_are_joined_round_the_circle_named_and_coloured_in_order():
    plot = Circle("Ring", ring, height="340px")
    plot.show(made())
    marks = plot.drawn().marks
    dots, names = marks["dots"], marks["names"]
    assert names.text == ("0", "3", "6", "2", "5", "1", "4")
    assert_allclose(marks["line"].x[0], dots.x)
    assert_allclose(np.hypot(dots.x, dots.y), np.hypot(dots.x, dots.y)[0], rtol=1e-5)
    assert len(set(dots.colours)) == P and marks["note"].text == ("frequency 3", "half")
    assert np.abs([names.x, names.y]).max() < 1         # inside the picture
    assert "0 of 7 points are far" in plot.describe(made())
    plot.close()


def test_the_picture_grows_with_a_run_and_stays_while_one_looks_back():
    plot = Circle("Ring", ring)
    record = made()
    plot.show(record)
    end = np.abs(plot.drawn().marks["dots"].x).max()
    plot.show(record, 1)
    now = np.abs(plot.drawn().marks["dots"].x).max()
    assert now == pytest.approx(end * 1.1 / 11, rel=1e-5)
    plot.show(made(runs=2))
    assert list(plot.drawn().marks) == ["note"]
    assert "now there are 2" in " ".join(plot.drawn().words)
    assert plot.numbers(made(runs=2)) == ([], [])
    plot.close()


@pytest.mark.parametrize("height", ["244px", "340px"])
def test_a_circle_is_round_and_a_cell_square_however_wide_the_figure(height):
    for plot, record in ((Circle("Ring", ring, height=height), made()),
                         (Answers("Table", height=height), made(**tables()))):
        plot.show(record)
        x, y = ((scale.max - scale.min) for scale in plot.scales.values())
        assert plot.size.shape == pytest.approx(x / y)
        ax = Figure(figsize=(9, 2)).subplots()
        plot.sketch(ax, record)
        ax.apply_aspect()
        across, up = np.diff(ax.transData.transform([(0, 0), (1, 1)]), axis=0)[0]
        assert across == pytest.approx(up, rel=1e-3)
        plot.close()


def test_what_is_round_is_told_from_what_is_not():
    points = np.stack([np.cos(TURNS), np.sin(TURNS)], 1)
    assert round_(points).all()
    assert round_(points[np.array([0, 1, 2, 4, 3, 5, 6])]).sum() == 5
    assert not round_(points * np.where(np.arange(P) == 2, 0.3, 1)[:, None])[2]


@pytest.mark.parametrize("n", [7, 31, 113])
def test_the_wheel_of_hues_is_even_closed_and_legible(n):
    rgb = theme.wheel(n).astype(float)
    steps = np.linalg.norm(np.diff(np.concatenate([rgb, rgb[:1]]), axis=0), axis=1)
    assert steps.max() < 3.5 * steps.min() and len(np.unique(rgb, axis=0)) == n
    grey = rgb @ [0.2126, 0.7152, 0.0722]
    assert grey.min() > 110 and grey.max() < 170        # of 255: on white as on black


def test_bars_are_shares_of_all_power_but_the_mean_s_and_some_can_be_taken_out():
    power = np.array([9.0, 1, 2, 5])
    plot = Bars("Power", "power")
    plot.show(made(power=np.broadcast_to(power, (4, 1, 4))))
    assert_allclose(plot.drawn().marks["bars"].y[:, 1], power[1:] / 8)
    plot.take_out(2)
    assert list(plot.drawn().marks["bars"].opacities) == [1.0, 0.2, 0.2]
    assert plot.drawn().y == (0, 0.8)
    assert plot.numbers(made(power=np.broadcast_to(power, (4, 1, 4))))[1][2] == ["3", "62.5%"]
    plot.show(made())
    assert "bars" not in plot.drawn().marks and "single run" in plot.describe(made())
    plot.close()


def test_a_right_answer_has_its_hue_a_wrong_one_none_and_the_trained_are_darker():
    record = made(**tables())
    pixels = pixels_of(record, 2)
    trained, right = (record.values[k][2, 0].astype(bool) for k in ("trained", "right"))
    assert (pixels[..., 3][right] == 255).all() and (pixels[..., 3][~right] < 255).all()
    assert (pixels[~right][:, :3] == 128).all()
    a, b = np.argwhere(right & ~trained)[0]
    assert_array_equal(pixels[a, b, :3], theme.wheel(P)[(a + b) % P])
    c, d = np.argwhere(right & trained)[0]
    assert (pixels[c, d, :3] < theme.wheel(P)[(c + d) % P]).all()


def picture(plot):
    """The first that the browser has of it, but for the ground."""
    return [mark for mark in plot.figure.marks if isinstance(mark, bqplot.Image)][1].image


def test_each_new_table_is_a_new_picture_with_a_zero_below():
    plot = Answers("Table")
    record = made(**tables())
    seen = []
    for at in (1, 2, 3):
        plot.show(record, at)
        seen.append(picture(plot))
        shown = np.round(255 * imread(io.BytesIO(seen[-1].value)))
        assert_allclose(shown[::-1], pixels_of(record, at))
        assert_array_equal(plot.drawn().marks["table"].pixels, pixels_of(record, at))
    assert seen[0] is not seen[1] and seen[0] is seen[2]        # two take turns
    assert "100% of the training pairs and 100%" in plot.describe(record)
    plot.show(made(runs=3))
    assert list(plot.drawn().marks) == ["note"]
    assert "now there are 3" in " ".join(plot.drawn().words)
    plot.close()


def test_the_four_moments_are_where_the_accuracies_pass_and_a_click_leads_there():
    record = made(**tables())
    assert moments_of(record) == [0, 1, 2, 3]
    assert moments_of(record.until(10)) == [0, 1, None, None]
    assert moments_of(made(runs=2)) == [None] * 4
    plot = Gallery("Moments", ring)
    plot.show(record)
    assert [plot.moment(record, x, 1) for x in (0.5, 1.5, 2.7, 4.0)] == [0, 10, 100, 1000]
    marks = plot.drawn().marks
    assert marks["steps"].text[1:] == ("step 10", "step 100", "step 1,000")
    assert len(marks["dots"].x) == 4 * P
    for i, name in enumerate(sorted(name for name in marks if name.startswith("table"))):
        assert_array_equal(marks[name].pixels, pixels_of(record, i))
    before = picture(plot)
    plot.show(record)
    assert picture(plot) is before                      # nothing new is not sent
    plot.show(record.until(10))
    marks = plot.drawn().marks
    assert marks["steps"].text[2:] == ("not yet",) * 2 and len(marks["dots"].x) == 2 * P
    plot.show(made(runs=2))
    assert "dots" not in plot.drawn().marks
    plot.close()


def test_the_slider_says_what_is_left_and_tells_the_picture_beside_it():
    told = []
    plot = Ablation("Without", lambda work: work(), told.append)
    record = made(ablated_accuracy=np.broadcast_to([1.0, 0.5, 0.1], (4, 1, 3)))
    plot.show(record)
    plot.out.value = 1
    dot = plot.drawn().marks["dot"]
    assert told == [1] and (dot.x[0], dot.y[0]) == (1, 0.5)
    assert plot.drawn().words == ["without the 1 strongest: 50% right"]
    plot.out.value = 9                                  # more than there are
    assert plot.drawn().marks["dot"].x[0] == 2
    plot.show(made())
    assert "line" not in plot.drawn().marks and "single run" in plot.describe(made())
    plot.close()


def test_each_share_has_its_u():
    scale, share = (v.ravel() for v in np.meshgrid([1.0, 2, 4], [0.3, 0.6], indexing="ij"))
    loss = np.abs(np.log2(scale) - 1) + share
    record = Record("shells", {"steps": 1}, {"init_scale": scale, "train_fraction": share},
                    np.array([1]), {"weight_norm": 10 * scale[None], "test_loss": loss[None]})
    plot = Shells("U", "loss", "train_fraction", (5, 100), (0.1, 10),
                  symbols={"train_fraction": "share"})
    plot.show(record)
    lines = plot.drawn().marks["lines"]
    assert_allclose(lines.x, [[10, 20, 40]] * 2)
    assert_allclose(lines.y, [[1.3, 0.3, 1.3], [1.6, 0.6, 1.6]], rtol=1e-6)
    assert "share 0.3: lowest 0.3 at norm 20" in plot.describe(record)
    assert len(plot.numbers(record)[1]) == 6
    plot.close()


def test_runs_that_were_trained_to_the_end_in_vain_are_triangles_at_the_edge():
    record = Record("size", {"steps": 1000}, {"train_fraction": np.array([0.3, 0.6])}, STEPS, {
        "train_accuracy": np.ones((4, 2)), "test_accuracy": np.ones((4, 2)) * [0, 1]})
    plot = Times("When", "share", "train_fraction", (0.2, 0.9), law=False)
    plot.show(record.until(100))
    assert "never" not in plot.drawn().marks
    plot.show(record)
    assert list(plot.drawn().marks["never"].x) == [0.3]
    assert "1 of 2 runs have generalised (triangles" in plot.drawn().marks["note"].text[0]
    assert "fit" not in plot.drawn().marks
    plot.close()


def test_tuned_neurons_stand_at_their_frequency_and_phase_and_the_winners_have_colours():
    units = np.array([[3, 64, 80], [3, 192, 30], [5, 0, 90]], np.uint8)     # 1/4, 3/4 of a turn, 0
    power = np.ones((4, 1, 6), np.float32)
    power[-1, 0, 3] = 5
    record = made(neurons=np.broadcast_to(units, (4, 1, 3, 3)), fourier_power=power)
    neurons, lottery = Neurons("Neurons"), Lottery("Winners", lambda record: None)
    for plot in (neurons, lottery):
        plot.show(record, 1)
    dots = neurons.drawn().marks["dots"]
    order = np.lexsort((dots.y, dots.x))
    assert_allclose(np.stack([dots.x, dots.y])[:, order], [[3, 3, 5], [-0.25, 0.25, 0]])
    assert_allclose(np.sort(dots.opacities), [0.3, 0.8, 0.9])
    assert "2 of 3 neurons are tuned" in neurons.describe(record)
    assert len(set(dots.colours)) == 2
    lines = lottery.drawn().marks["lines"]
    assert_allclose(lines.y[-1], [0.2, 0.2, 0.2, 5 / 9], rtol=1e-6)      # drawn last: on top
    assert lines.colours[-1] in dots.colours
    assert "frequency 3 leads with 56%; at the start it was number 1 of 5" in " ".join(
        lottery.drawn().words)
    assert neurons.numbers(record)[1][1][1:] == ["3", "-0.25", "30%"]
    assert "no neurons. Start trains" in neurons.describe(made())
    for plot in (neurons, lottery):
        assert "single run" in plot.describe(made(runs=2))
        plot.close()
