"""Animated picture of guess and check: shares with intervals, and the stream of networks drawn.

At the left a share has a dot and a bar for each run, and theory is drawn before as dashed lines. At
the right are the newest networks of the chosen run, one dot each: blue if it fits, green if it also
generalises.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import animation
from grokviz.labs.density.counts import first, nearest, shares, swept
from grokviz.labs.density.headline import headline
from grokviz.run import Record
from grokviz.widgets.plots.core.base import Beside

FLOOR = 1e-5            # lower end of the shares
LOWEST = 1e-4           # lower end of the losses of trained networks
LOOKS = (("fit", "train", "square", -5), ("both", "good", "ball", 5))
LAWS = {"fit": "fit_share", "both": "both_share"}
KINDS = ({"colour": "faint", "size": 0.4}, {"colour": "train", "size": 0.74, "glow": True},
         {"colour": "good", "size": 0.9, "glow": True})
SECONDS = 2.0           # a decade of networks
Law = Callable[[], Record | None]


class Story:
    """See `grokviz.widgets.plots.animated.story.Story`.

    Parameters
    ----------
    chosen : function
        The present settings; they choose the run whose networks are shown.
    law : function
        The shares at infinite width, or the losses of networks trained at these norms, or None.
    """

    def __init__(self, chosen: Callable[[], Mapping[str, Any]], law: Law):
        self.chosen, self.law = chosen, law
        self.beside: Sequence[Beside] = ()
        self._sent: int | None = None           # the run whose networks the browser has

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        run = nearest(record, self.chosen())
        strip = animation.strip(
            t("animation.density.counted"), [
                animation.line("fit_share", "train", t("animation.density.fits")),
                animation.line("good_share", "good", t("animation.density.of_those"))],
            y={"lo": FLOOR, "hi": 1.6, "log": True})
        strip["say"] |= {"step": t("animation.density.networks"),
                         "about": t("animation.density.about_networks"),
                         "drag": t("animation.density.drag")}
        law = self.law()
        trained = [] if law is None or "train_loss" not in law.values else [
            _trained(record, run, law)]
        panels = [_shares(record, run, None if trained else law), *trained, _stream(record, run)]
        return animation.scene(panels, strip, animation.decades(SECONDS))

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        run = self._sent = nearest(record, self.chosen())
        found = {k: np.nan_to_num(v) for k, v in shares(record, since).items()}
        return found | {
            "newest": record.values["newest"][since:, run].astype(np.uint8),
            "fit_share": np.maximum(found["fit"][:, run], FLOOR),
            "good_share": np.maximum(found["good"][:, run], FLOOR),
            "n_drawn": record.steps[since:].astype(float),
            "n_fit": record.values["fit"][since:, run].astype(float),
            "n_good": record.values["good"][since:, run].astype(float)}

    def renews(self, record: Record, over: bool) -> bool:
        """Another run was chosen, so its networks have to be sent."""
        return self._sent is not None and self._sent != nearest(record, self.chosen())

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        return headline(record, state, self.chosen())

    def events(self, record: Record) -> list[dict[str, Any]]:
        run = nearest(record, self.chosen())
        found = [(first(record, name, run), colour, name) for name, colour in (
            ("fit", "train"), ("good", "good"))]
        return [{"step": step, "colour": colour, "ink": f"{colour}Ink",
                 "text": t(f"animation.density.first_{name}", step=step),
                 "asked": name == "good" and run == nearest(record)}
                for step, colour, name in found if np.isfinite(step)]


def _shares(record: Record, run: int, law: Record | None) -> dict[str, Any]:
    name = swept(record)
    x = np.asarray(record.sweep[name], float)
    log = name in ("width", "init_scale")
    ends = (x.min() / 1.3, x.max() * 1.3) if log else (x.min() - 0.6, x.max() + 0.6)
    ticks = [v for v in x.tolist() if not log or name != "width" or np.log2(v) % 1 == 0]
    said = {"kind": "text", "size": 14, "halo": "panel"}
    marks: list[dict[str, Any]] = [_chosen(x[run], FLOOR)]
    for key, colour, shape, dx in LOOKS:
        if law is not None and LAWS[key] in law.values:
            marks += _line_of_theory(x, ends, law.values[LAWS[key]][0], colour)
        marks.append({"kind": "intervals", "x": x, "y": {"ch": key}, "low": {"ch": f"{key}_low"},
                      "high": {"ch": f"{key}_high"}, "colour": colour, "shape": shape, "dx": dx,
                      "chosen": run})
    return {
        "title": t("animation.density.shares"),
        "short": t("animation.density.shares_short"),
        "subtitle": t("animation.density.shares_below"),
        "about": t("animation.density.shares_about"), "weight": 0.56,
        "x": {"lo": ends[0], "hi": ends[1], "log": log, "ticks": ticks,
              "label": t(f"density.axis.{name}")},
        "y": {"lo": FLOOR, "hi": 1, "log": True, "label": t("animation.density.share")},
        "marks": [
            *marks,
            {**said, **(place := _names_at(name)), "dy": place["dy"] - 19, "colour": "trainInk",
             "text": t("animation.density.fits")},
            {**said, **place, "colour": "goodInk", "text": t("animation.density.both")},
            *([] if law is None else [{**said, "fx": 0.98, "y": 1, "dy": 13, "align": "right",
                                       "colour": "soft", "weight": 400,
                                       "text": t("animation.density.theory")}]),
        ],
    }


def _names_at(name: str) -> dict[str, Any]:
    """Where no share lies: over the norm they peak in the middle, else they stay large."""
    if name == "init_scale":
        return {"fx": 0.02, "y": 1, "dy": 32}
    return {"fx": 0.98, "y": FLOOR, "dy": -14, "align": "right"}


def _chosen(x: float, floor: float) -> dict[str, Any]:
    return {"kind": "line", "x": np.full(2, x), "y": np.array([floor, 1]), "colour": "soft",
            "width": 1.5, "alpha": 0.35}


def _trained(record: Record, run: int, law: Record) -> dict[str, Any]:
    """The L and the U of networks trained at these norms, over the same axis as the shares."""
    x, chosen = (np.asarray(each.sweep["init_scale"], float) for each in (law, record))
    said = {"kind": "text", "size": 14, "halo": "panel", "fx": 0.95, "align": "right"}
    sides = (("train", 0.91, "animation.density.trained_l"),
             ("test", 0.07, "animation.density.trained_u"))
    return {
        "title": t("animation.density.trained"), "short": t("animation.density.trained_short"),
        "about": t("animation.density.trained_about"),
        "weight": 0.42, "gutter": True,
        "x": {"lo": chosen.min() / 1.3, "hi": chosen.max() * 1.3, "log": True,
              "ticks": chosen.tolist(), "label": t("density.axis.init_scale")},
        "y": {"lo": LOWEST, "hi": 1, "log": True, "label": t("animation.density.loss")},
        "marks": [
            _chosen(chosen[run], LOWEST),
            *({"kind": "line", "x": x, "y": np.maximum(law.values[f"{side}_loss"][-1], LOWEST),
               "colour": side, "width": 2.6} for side, *_ in sides),
            *({**said, "fy": at, "colour": f"{side}Ink", "text": t(key)}
              for side, at, key in sides)],
    }


def _line_of_theory(
    x: np.ndarray, ends: tuple[float, float], y: np.ndarray, colour: str
) -> list[dict[str, Any]]:
    """Infinite width: the same for every width, or a value for each run."""
    if np.ptp(y) == 0:
        x, y = np.array(ends), np.full(2, y[0])
    return [{"kind": "line", "x": x, "y": np.maximum(y, FLOOR), "colour": colour, "width": 2,
             "dash": [7, 6], "alpha": 0.8}]


def _stream(record: Record, run: int) -> dict[str, Any]:
    name = swept(record)
    which = t(f"density.which.{name}", value=f"{record.sweep[name][run]:g}")
    counter = {"kind": "counter", "fy": 0.09}
    return {
        "title": t("animation.density.stream", which=which), "short": which,
        "about": t("animation.density.stream_about"), "weight": 0.44, "x": {"bare": True,
            "lo": 0, "hi": 1}, "y": {"bare": True, "lo": 0, "hi": 1},
        "marks": [
            {"kind": "crowd", "of": {"ch": "newest"}, "kinds": list(KINDS), "top": 0.24},
            {**counter, "fx": 0.18, "value": {"ch": "n_drawn"}, "colour": "soft",
             "text": t("animation.density.n_drawn")},
            {**counter, "fx": 0.5, "value": {"ch": "n_fit"}, "colour": "trainInk",
             "text": t("animation.density.n_fit")},
            {**counter, "fx": 0.82, "value": {"ch": "n_good"}, "colour": "goodInk",
             "text": t("animation.density.n_good")},
        ],
    }
