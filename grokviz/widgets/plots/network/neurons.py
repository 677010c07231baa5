"""Which frequency and phase each neuron has, and which frequencies win over a run.

Source: Nanda et al. (2023), arXiv:2301.05217, Sec. 4.2, for neurons of one frequency; Y. He et al.
(2026), arXiv:2602.16849, for the phases of the neurons and for the lottery of the frequencies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.core.axes import axis, decades, put_ticks
from grokviz.widgets.plots.core.base import Plot
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.plots.lines.run_axis import RunAxis

WINNERS = 5             # frequencies in colour: those that are strongest in the end
TUNED = 50              # percent of its power from which a neuron counts as tuned to its frequency
FEW = 9                 # points of a line from which there is room for its name
TURN = 256              # units of a recorded phase in a whole turn
TOPS = (0.2, 0.3, 0.4, 0.6, 0.8, 1.0)           # ends of the axis of shares
HIGH = "320px"


class Neurons(Plot):
    """Each neuron at its strongest frequency and its phase, opaque as far as it has no other.

    It reads ``neurons`` (records, 1, width, 3), see `recipes.plans.modular_addition_probe.probe`.
    """

    noted = (0.5, 0.96, "middle")

    def __init__(self, title: str, **options: Any):
        super().__init__(
            title, axis("frequency", 0.4, 16, ticks=[1, 5, 10, 15], tick_format="~d"),
            axis("phase [turns]", -0.55, 0.8, vertical=True, tick_format="~g",
                 ticks=[-0.5, -0.25, 0, 0.25, 0.5]), height=HIGH, **options)
        self.put(dots=self.dots(theme.GHOST.colour, size=34, stroke="white", stroke_width=0.4))

    def show(self, record: Record, at: int | None = None) -> None:
        if record.runs == 1 and "neurons" in record.values:
            _fit_frequencies(self, record.values["fourier_power"].shape[-1] - 1)
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        found = self._found(record, at)
        if found is None:
            return {"dots": None, "note": self.legend.note(self._missing(record))}
        frequency, phase, share = found
        colours = colours_of_frequencies(record)
        order = np.argsort(share, kind="stable")        # the tuned ones lie on top
        own = tuple(colours[k - 1] for k in frequency[order])
        dots = Shape(frequency[order], phase[order], own,
                     opacities=np.clip(share[order] / 100, 0.12, 1))
        return {"dots": dots, "note": self.legend.note(_tuned(frequency, share))}

    def describe(self, record: Record) -> str:
        found = self._found(record, -1)
        if found is None:
            return self._missing(record)
        said = _tuned(found[0], found[2])
        return t("common.title_at_step", said=said, **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        found = self._found(record, -1)
        heads = [t(key) for key in ("neurons.neuron", "spectrum.frequency", "neurons.phase",
                                    "spectrum.share_power")]
        rows = [] if found is None else zip(*found, strict=True)
        return heads, [[f"{i}", f"{k:.0f}", f"{phase:.2f}", f"{share:.0f}%"]
                       for i, (k, phase, share) in enumerate(rows, 1)]

    def _found(self, record: Record, at: int) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
        """Frequency, phase [turns] from -1/2 to 1/2 and share [percent] of each neuron."""
        if record.runs > 1 or "neurons" not in record.values:
            return None
        frequency, phase, share = record.values["neurons"][at, 0].T.astype(int)
        return frequency, (phase + TURN // 2) % TURN / TURN - 0.5, share

    def _missing(self, record: Record) -> str:
        if record.runs > 1:
            return t("common.single_runs_only", runs=record.runs)
        s5 = record.settings.get("operation") == "s5"
        return t("neurons.no_circle" if s5 else "neurons.not_kept")


class Lottery(Plot):
    """The share of each frequency in the power of the embedding over the run.

    Parameters
    ----------
    title : str
    named : function
        Record -> names of the frequencies, where they are representations, or None.
    """

    noted = (0.04, 0.94, "start")

    def __init__(self, title: str, named: Callable[[Record], list[str] | None], **options: Any):
        super().__init__(
            title, axis("step", 1, 10_000, log=True, tick_format="~s", ticks=decades(1, 10_000)),
            axis("share of the power", 0, TOPS[0], vertical=True, tick_format=".0%",
                 ticks=[0, TOPS[0] / 2, TOPS[0]]), height=HIGH, **options)
        self.named, self.run_axis = named, RunAxis(self.figure.axes[0], None, True, None)
        self.put(lines=self.lines(theme.GHOST._replace(width=1.6)),
                 cursor=self.lines(theme.CURSOR))

    def show(self, record: Record, at: int | None = None) -> None:
        if self.run_axis.fit(record.settings):
            self.legend.place()
        if record.runs == 1:
            top = 1.25 * float(shares(record).max())
            high = next((limit for limit in TOPS if top <= limit), 1.0)
            if self.scales["y"].max != high:
                self.scales["y"].max = high
                self.figure.axes[1].tick_values = np.array([0, high / 2, high])
        super().show(record, at)

    def shapes(self, record: Record, at: int) -> dict[str, Shape | None]:
        if record.runs > 1:
            said = self.legend.note(t("common.single_runs_only", runs=record.runs))
            return {"lines": None, "cursor": None, "tags": None, "note": said}
        x, keep = self.run_axis.records(record)
        share, colours = shares(record)[keep].T, colours_of_frequencies(record)
        order = np.argsort(share[:, -1], kind="stable")         # winners are drawn on top
        lines = Shape(np.tile(x, (len(share), 1)), share[order],
                      tuple(colours[i] for i in order),
                      opacities=np.array([_seen(colours[i]) for i in order]))
        here = self.run_axis.place(record, float(record.steps[at]))
        cursor = Shape(np.full((1, 2), here), np.array([[0, self.scales["y"].max]]),
                       (theme.CURSOR.colour,))
        return {"lines": lines, "cursor": cursor, "tags": self._tags(record, x, share, colours),
                "note": self.legend.note(self._sentence(record))}

    def moment(self, record: Record, x: float, y: float) -> float | None:
        return self.run_axis.moment(record, x)

    def describe(self, record: Record) -> str:
        if record.runs > 1:
            return t("common.single_runs_only", runs=record.runs)
        return t("common.title_at_step", said=self._sentence(record), **self.heading(record))

    def numbers(self, record: Record) -> tuple[list[str], list[list[str]]]:
        names = self._names(record)
        head = t("spectrum.representation" if self.named(record) else "spectrum.frequency")
        share = shares(record)
        return [head, t("neurons.at_start"), t("neurons.now")], [
            [name, f"{first:.1%}", f"{last:.1%}"]
            for name, first, last in zip(names, share[0], share[-1], strict=True)]

    def _names(self, record: Record) -> list[str]:
        count = record.values["fourier_power"].shape[-1] - 1
        return self.named(record) or [f"{k}" for k in range(1, count + 1)]

    def _tags(self, record: Record, x: np.ndarray, share: np.ndarray, colours: list[str]
              ) -> Shape | None:
        if len(x) < FEW:
            return None
        names = self._names(record)
        return self.legend.tagged([(x, share[i], names[i], colours[i])
                                   for i in range(len(share)) if _seen(colours[i]) == 1])

    def _sentence(self, record: Record) -> str:
        share, names = shares(record), self._names(record)
        first = int(share[-1].argmax())
        rank = int((share[0] > share[0, first]).sum()) + 1
        return t("neurons.in_front", which=names[first], share=float(share[-1, first]), rank=rank,
                 n=len(names))


def shares(record: Record) -> np.ndarray:
    """The share of each frequency but 0 in the power of the embedding, (records, frequencies)."""
    power = record.values["fourier_power"][:, 0, 1:].astype(float)
    return power / np.maximum(power.sum(-1, keepdims=True), 1e-30)


def colours_of_frequencies(record: Record) -> list[str]:
    """A colour for each frequency: its own for the winners of the newest record, else grey."""
    last = shares(record)[-1]
    colours = [theme.GHOST.colour] * len(last)
    for colour, k in zip(theme.BRANCHES, np.argsort(-last, kind="stable")[:WINNERS], strict=False):
        colours[k] = colour
    return colours


def _seen(colour: str) -> float:
    return 0.5 if colour == theme.GHOST.colour else 1.0


def _tuned(frequency: np.ndarray, share: np.ndarray) -> str:
    tuned = frequency[share >= TUNED]
    return t("neurons.tuned", tuned=len(tuned), n=len(frequency))


def _fit_frequencies(plot: Plot, most: int) -> None:
    if plot.scales["x"].max != most + 0.6:
        plot.scales["x"].max = most + 0.6
        every = 5 if most <= 30 else 10
        put_ticks(plot.figure.axes[0], [1, *range(every, most + 1, every)])
