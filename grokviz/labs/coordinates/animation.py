"""Animated pictures of coordinate networks: what the network says between its samples.

A picture has four panels: the network's picture with the pixels it was shown, the truth, the
difference, and one row of pixels as a curve. A sound and an equation have the curve through their
samples. Beside a sound are buttons to hear it; beside an equation is the residual, which is zero at
the ticks and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.coordinates.headline import headline
from grokviz.labs.several_runs import Channels, Run, Several, learnt
from grokviz.run import Record
from grokviz.widgets.plots.animated.palette import ERROR

BRIGHT = ERROR[::-1]            # a large value is bright
GAP = ["panel", "test"]
ROOM = 0.25                     # of the range of the truth, which the colours leave on both sides
MOST = 3                        # runs of an ensemble whose pictures are drawn
HIGH = 5.0                      # asinh of the residual at the edge of its panel
WORDS = {                       # case -> title, its explanation, axis, truth, samples
    "sound": ("animation.coordinates.sound_curve", "animation.coordinates.sound_curve_about",
              "animation.coordinates.sound_x", "animation.coordinates.sound_truth",
              "animation.coordinates.sound_samples"),
    "equation": ("animation.coordinates.equation_curve",
                 "animation.coordinates.equation_curve_about", "animation.coordinates.equation_x",
                 "animation.coordinates.equation_truth", "animation.coordinates.equation_samples"),
}


class Story(Several):
    """See `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    case : {"image", "sound", "equation"}
    symbols : mapping
        See `Several`.
    """

    def __init__(self, case: str, symbols: Mapping[str, str] | None = None):
        super().__init__(symbols)
        self.case = case

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        strip = animation.strip(t("animation.right_answers"), [
            animation.line("train_accuracy", "train", t("animation.shown")),
            animation.line("test_accuracy", "test", t("animation.new"))],
            note=t("animation.all_right"))
        strip = self.strip(record, strip, "test_accuracy")
        return animation.scene(self._panels(record), strip, animation.decades()) | self.colours()

    def channels(self, record: Record, since: int) -> Channels:
        values = {name: record.values[name][since:, 0]
                  for name in ("train_accuracy", "test_accuracy")}
        values |= self.further(record, since, ("test_accuracy",))
        steps = record.steps[since:]
        for run in self._drawn(record):
            values["signal" + run.suffix] = self._sent(run, run.values("signal", steps))
        if self.case == "image" and "signal" in record.values:
            gap = np.abs(np.subtract(*(record.values[name][since:, 0].astype(float)
                                       for name in ("signal", "truth"))))
            values["gap"] = _bytes(gap, 0, 1.5)
            row, columns = _row(record), int(record.values["shape"][0, 0, 1])
            signal = record.values["signal"][since:, 0].astype(float)
            values["row"] = signal[:, row * columns:(row + 1) * columns]
        if self.case == "sound" and "signal" in record.values:
            values["fitted"] = _until_fitted(record)[since:]
        if "residual" in record.values:
            values["residual"] = np.arcsinh(record.values["residual"][since:, 0].astype(float))
        return values

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state)

    def events(self, record: Record) -> list[dict[str, Any]]:
        if record.runs == 1:
            return animation.learnt(record)
        return learnt(record, self.runs(record))

    def _drawn(self, record: Record) -> list[Run]:
        """The runs whose pictures or curves are drawn."""
        runs = [run for run in self.runs(record) if "signal" in run.record.values
                and run.record.values["signal"].shape[2:] == record.values["signal"].shape[2:]
                ] if "signal" in record.values else []
        return runs[:MOST] if self.case == "image" else runs

    def _sent(self, run: Run, signal: np.ndarray) -> np.ndarray:
        """A picture as bytes, a curve as numbers."""
        if self.case == "image":
            return _bytes(signal, *range_of(run.record))
        return signal.astype(float)

    def _panels(self, record: Record) -> list[dict[str, Any]]:
        if "signal" not in record.values:
            return [_curves_alone(record)]
        drawn = self._drawn(record)
        if self.case == "image":
            return _pictures(record, drawn)
        beside = _listen(record, drawn[0]) if self.case == "sound" else _residual(record)
        return [_curve(record, drawn, self.case), beside]


def _bytes(values: np.ndarray, low: float, high: float) -> np.ndarray:
    share = (np.nan_to_num(values.astype(float)) - low) / (high - low)
    return np.round(255 * np.clip(share, 0, 1)).astype(np.uint8)


def _until_fitted(record: Record) -> np.ndarray:
    """What the network says; once its samples are fitted, what it said then: (records, places)."""
    signal, fit = record.values["signal"][:, 0].astype(float), record.t_train[0]
    if np.isfinite(fit):
        at = int(np.searchsorted(record.steps, fit))
        signal[at:] = signal[at]
    return signal


def _truth(record: Record) -> np.ndarray:
    return record.values["truth"][0, 0].astype(float)


def range_of(record: Record) -> tuple[float, float]:
    """The values between which the colours of a picture lie."""
    truth = _truth(record)
    room = ROOM * float(np.ptp(truth))
    return float(truth.min()) - room, float(truth.max()) + room


def _pictures(record: Record, drawn: list[Run]) -> list[dict[str, Any]]:
    rows, columns = (int(n) for n in record.values["shape"][0, 0])
    size = {"kind": "pixels", "nx": columns, "ny": rows}
    bare: dict[str, Any] = {"square": True, "x": {"lo": 0, "hi": 1, "bare": True},
                            "y": {"lo": 0, "hi": 1, "bare": True}}
    shown = record.values["shown"][0, 0].astype(float)
    now = [{
        "title": run.name or t("animation.coordinates.now"), **bare,
        "about": t("animation.coordinates.now_about"),
        "marks": [{**size, "name": "now", "value": {"ch": "signal" + run.suffix},
                   "palette": BRIGHT, "shown": shown if number == 0 else None}]}
        for number, run in enumerate(drawn)]
    truth = {"title": t("animation.coordinates.truth"), **bare, "spare": 0,
             "about": t("animation.coordinates.truth_about"),
             "marks": [{**size, "name": "truth", "palette": BRIGHT,
                        "value": _bytes(_truth(record), *range_of(record)).astype(float)}]}
    if len(drawn) > 1:
        return [*now, truth]
    gap = {"title": t("animation.coordinates.gap"), **bare,
           "about": t("animation.coordinates.gap_about"),
           "marks": [{**size, "name": "gap", "value": {"ch": "gap"}, "palette": GAP}]}
    row = _row(record)
    at = 1 - (row + 0.5) / rows                         # of the picture's height, from below
    for colour, wide in (("#14181F", 6), ("#FFFFFF", 3)):
        now[0]["marks"] += [
            {"kind": "line", "x": np.array(ends), "y": np.full(2, at), "colour": colour,
             "width": wide, "above": True} for ends in ((0, 0.05), (0.95, 1))]
    return [*now, truth, gap, _section(record, row, columns)]


def _row(record: Record) -> int:
    """The row of the picture that varies much, and of which many pixels are shown."""
    shape = record.values["shape"][0, 0].astype(int)
    shown = record.values["shown"][0, 0].reshape(shape).sum(1)
    return int((shown * np.ptp(_truth(record).reshape(shape), axis=1)).argmax())


def _section(record: Record, row: int, columns: int) -> dict[str, Any]:
    """One row of the picture as a curve: the network's, and the true one."""
    x, part = (np.arange(columns) + 0.5) / columns, slice(row * columns, (row + 1) * columns)
    truth, shown = _truth(record)[part], np.flatnonzero(record.values["shown"][0, 0][part])
    low, high = range_of(record)
    room = high - low
    said = {"kind": "text", "size": 14, "halo": "panel", "fy": 0.07}
    student = {"x": x, "y": {"ch": "row"}}
    return {
        "title": t("animation.coordinates.row"), "about": t("animation.coordinates.row_about"),
        "weight": 1, "spare": 220, "x": {"lo": 0, "hi": 1, "bare": True},
        "y": {"lo": low - 0.3 * room, "hi": high + 0.3 * room, "bare": True},
        "marks": [
            {"kind": "line", "x": x, "y": truth, "colour": "road", "width": 11},
            {"kind": "area", **student, "y2": truth, "colour": "test", "alpha": 0.25},
            {"kind": "line", **student, "colour": "ink", "width": 2.6},
            {"kind": "samples", "x": x[shown], "y": truth[shown], "size": 10, "colour": "train"},
            {**said, "fx": 0.03, "colour": "soft", "text": t("animation.coordinates.row_truth")},
            {**said, "fx": 0.97, "fy": 0.93, "align": "right", "colour": "trainInk",
             "text": t("animation.coordinates.row_samples")},
        ],
    }


def _grid(record: Record) -> np.ndarray:
    """The places of the values of a curve."""
    count = record.values["signal"].shape[2]
    middle = 0.25 if "places" in record.values else 0.0     # every other of twice as many middles
    return (np.arange(count) + middle) / count


def _curve(record: Record, drawn: list[Run], case: str) -> dict[str, Any]:
    x, truth, first = _grid(record), _truth(record), drawn[0]
    low, high = float(truth.min()), float(truth.max())
    room = 0.75 * (high - low)
    student = {"x": x, "y": {"ch": "signal" + first.suffix}}
    alone = [{"kind": "area", **student, "y2": truth, "colour": "test", "alpha": 0.25}]
    others = [{"kind": "line", "x": x, "y": {"ch": "signal" + run.suffix}, "colour": run.colour,
               "width": 2} for run in drawn[1:]]
    if case == "equation":
        samples: dict[str, Any] = {"x": record.values["places"][0, 0].astype(float), "y": None}
    else:
        shown = np.flatnonzero(record.values["shown"][0, 0])
        samples = {"x": x[shown], "y": truth[shown]}
    said = {"kind": "text", "size": 15, "halo": "panel"}
    title, about, label, of_truth, of_samples = (t(key) for key in WORDS[case])
    return {
        "title": title, "about": about, "weight": 0.638,
        "x": {"lo": 0, "hi": 1, "ticks": [0, 0.5, 1], "label": label},
        "y": {"lo": low - room, "hi": high + room, "bare": True},
        "marks": [
            {"kind": "line", "x": x, "y": truth, "colour": "road", "width": 11},
            *(alone if len(drawn) == 1 else []), *others,
            {"kind": "line", **student, "colour": first.colour or "ink", "width": 2.6},
            {"kind": "samples", **samples, "size": 10, "colour": "train"},
            {**said, "fx": 0.02, "fy": 0.07, "colour": "soft", "text": of_truth, "band": True},
            {**said, "fx": 0.98, "fy": 0.8 if case == "equation" else 0.07, "align": "right",
             "colour": "trainInk", "text": of_samples},
        ],
    }


def _residual(record: Record) -> dict[str, Any]:
    x, places = _grid(record), record.values["places"][0, 0].astype(float)
    said = {"kind": "text", "size": 14, "halo": "panel", "fx": 0.03}
    return {
        "title": t("animation.coordinates.residual"), "weight": 0.362,
        "about": t("animation.coordinates.residual_about"),
        "x": {"lo": 0, "hi": 1, "ticks": [0, 0.5, 1], "label": "x"},
        "y": {"lo": -1.4 * HIGH, "hi": 1.4 * HIGH, "bare": True},       # room for the words
        "marks": [
            {"kind": "line", "x": np.array([0.0, 1.0]), "y": np.zeros(2), "colour": "soft",
             "width": 1.5},
            {"kind": "area", "x": x, "y": {"ch": "residual"}, "y2": np.zeros(len(x)),
             "colour": "test", "alpha": 0.3},
            {"kind": "line", "x": x, "y": {"ch": "residual"}, "colour": "test", "width": 2},
            {"kind": "samples", "x": places, "y": np.zeros(len(places)), "size": 8,
             "colour": "train"},
            {**said, "fy": 0.06, "colour": "testInk",
             "text": t("animation.coordinates.residual_between")},
            {**said, "fy": 0.94, "colour": "trainInk",
             "text": t("animation.coordinates.residual_at_ticks")},
        ],
    }


def _listen(record: Record, run: Run) -> dict[str, Any]:
    lanes = [("animation.coordinates.hear_now", {"ch": "signal" + run.suffix}, "ink"),
             ("animation.coordinates.hear_fitted", {"ch": "fitted"}, "test"),
             ("animation.coordinates.hear_truth", _truth(record), "soft")]
    return {
        "title": t("animation.coordinates.listen"), "weight": 0.362,
        "about": t("animation.coordinates.listen_about"),
        "x": {"lo": 0, "hi": 1, "bare": True}, "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [{"kind": "listen", "lanes": [
            {"text": t(key), "value": value, "colour": colour} for key, value, colour in lanes]}],
    }


def _curves_alone(record: Record) -> dict[str, Any]:
    """Where runs have different samples, nothing but a note that no picture is recorded."""
    return {
        "title": t("animation.coordinates.many"), "weight": 1,
        "about": t("animation.coordinates.many_about"),
        "x": {"lo": 0, "hi": 1, "bare": True}, "y": {"lo": 0, "hi": 1, "bare": True},
        "marks": [{"kind": "text", "fx": 0.03, "fy": 0.15, "size": 15, "colour": "soft",
                   "text": t("animation.coordinates.many_about")}],
    }
