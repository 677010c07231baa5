"""The runs that an animated picture draws: those of the record in front, and those beside it.

Runs of an ensemble have the colours of one palette, ordered by the compared value, and their names
stand at the end of their lines. Pinned runs and branches keep the colours that they have elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.widgets.plots.animated import palette
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.ensemble import names_of_runs, swept

Channels = dict[str, np.ndarray]

BLACK, WHITE = "#14181F", "#FFFFFF"     # on a map, in both themes


class Run(NamedTuple):
    """A run in a picture.

    Attributes
    ----------
    suffix : str
        The end of the names of its channels; empty for the first run of the record in front.
    colour : str
        Its colour in the scene; empty if it has the colours of training set and test set.
    name : str
        The compared setting and its value, or the number of a pin; may be empty.
    """

    suffix: str
    colour: str
    name: str
    record: Record
    number: int

    def channel(self, name: str, log: bool = False) -> dict[str, Any]:
        """A moving value of a mark; `log` interpolates logarithms between records."""
        return {"ch": name + self.suffix} | ({"log": True} if log else {})

    def values(self, name: str, steps: np.ndarray) -> np.ndarray:
        """A value at these steps, (steps, ...); after its last record, the last one."""
        at = np.searchsorted(self.record.steps, steps, side="right") - 1
        return self.record.values[name][np.clip(at, 0, len(self.record.steps) - 1), self.number]


class Several:
    """What the stories of labs share.

    Parameters
    ----------
    symbols : mapping
        Name of a setting -> its symbol, for the names of runs.

    Attributes
    ----------
    beside : sequence of Beside
        Records beside the one in front; the lab's picture sets it.
    """

    def __init__(self, symbols: Mapping[str, str] | None = None):
        self.symbols = symbols or {}
        self.beside: Sequence[Beside] = ()
        self._found: tuple[Any, list[tuple[str, str]]] = (None, [])

    def runs(self, record: Record) -> list[Run]:
        """The runs to draw, the first run of the record in front first."""
        own = [Run(f" {i + 1}" if i else "", colour, name, record, i)
               for i, (colour, name) in enumerate(self._looks(record))]
        return own + [Run(f" {owner}.{i + 1}", f"beside {owner}", "" if i else other.name,
                          other.record, i)
                      for owner, other in enumerate(self.beside, 1)
                      for i in range(other.record.runs)]

    def _looks(self, record: Record) -> list[tuple[str, str]]:
        """Colour and name of each run; found once an ensemble, since every frame asks for them."""
        if record.runs == 1:
            return [("", "")]
        if self._found[0] is not record.sweep:
            names = names_of_runs(record, self.symbols)
            self._found = record.sweep, list(zip(_colours(record), names, strict=True))
        return self._found[1]

    def colours(self) -> dict[str, Any]:
        """For the scene: the colours of records beside the one in front, if there are any."""
        if not self.beside:
            return {}
        made = palette.extended({f"beside {owner}": other.colour
                                 for owner, other in enumerate(self.beside, 1)})
        on_maps = {on_a_map(name): colour for name, colour in made["light"].items()
                   if name.startswith("beside")}
        return {"colours": {theme: known | on_maps for theme, known in made.items()}}

    def strip(self, record: Record, strip: dict[str, Any], channel: str) -> dict[str, Any]:
        """A strip of one run, with the curves of the other runs in one channel; of an ensemble
        with that channel alone."""
        runs = self.runs(record)
        if len(runs) == 1:
            return strip
        own = [line for line in strip["lines"] if record.runs == 1 or line["ch"] == channel]
        title = strip["title"] if record.runs == 1 else t(
            "animation.of_one_kind", title=strip["title"], kind=own[0]["text"])
        first = [line | {"colour": runs[0].colour, "ink": runs[0].colour, "text": runs[0].name}
                 if runs[0].colour else line for line in own]
        return strip | {"title": title, "lines": first + [
            {"ch": channel + run.suffix, "colour": run.colour, "ink": run.colour,
             "text": run.name, "width": 2} for run in runs[1:]]}

    def names(self, record: Record, x: str, y: str, halo: str = "panel") -> list[dict[str, Any]]:
        """A mark with the names of the runs beside their points; none if no run has a name."""
        named = [{"x": run.channel(x, True), "y": run.channel(y, True), "text": run.name,
                  "colour": run.colour} for run in self.runs(record) if run.name and run.colour]
        return [{"kind": "names", "of": named, "halo": halo}] if named else []

    def names_on_a_map(self, record: Record, x: str, y: str) -> list[dict[str, Any]]:
        """As `names`, on a map whose colours are the same in both themes."""
        return [mark | {"of": [each | {"colour": on_a_map(each["colour"])} for each in mark["of"]]}
                for mark in self.names(record, x, y, WHITE)]

    def further(
        self, record: Record, since: int, names: Sequence[str],
        drawn: Callable[[str, np.ndarray], np.ndarray] = lambda name, values: values,
    ) -> Channels:
        """The channels of all runs but the first; ``drawn(name, values)`` limits what is drawn."""
        steps = record.steps[since:]
        return {name + run.suffix: drawn(name, run.values(name, steps))
                for run in self.runs(record)[1:] for name in names}


def on_a_map(colour: str) -> str:
    """The colour of a run on a map whose colours are the same in both themes."""
    if colour.startswith(palette.VALUE):
        return palette.of_value(int(colour.removeprefix(palette.VALUE)), "light")
    return f"{colour}, map" if colour else BLACK


def path_on_a_map(run: Run, x: str, y: str, log: bool = False) -> list[dict[str, Any]]:
    """A further path on a map, smaller than that of the run in front."""
    ball = {"x": run.channel(x, log), "y": run.channel(y), "colour": on_a_map(run.colour)}
    return [{"kind": "trail", **ball, "outline": WHITE, "width": 2.5},
            {"kind": "point", **ball, "shape": "ball", "size": 13, "rim": WHITE}]


def learnt(record: Record, runs: Sequence[Run]) -> list[dict[str, Any]]:
    """The steps at which each run of an ensemble generalised, in its colour.

    A guess is about the run in the middle.
    """
    own = [run for run in runs if run.record is record]
    found = sorted((float(record.t_test[run.number]), run.number) for run in own
                   if np.isfinite(record.t_test[run.number]))
    return [{"step": step, "colour": own[number].colour, "ink": own[number].colour,
             "text": own[number].name, "asked": place == len(own) // 2}
            for place, (step, number) in enumerate(found)]


def _colours(record: Record) -> list[str]:
    """A colour of the palette for each run of several, ordered by the compared value."""
    name, values = swept(record)
    places = np.unique(values, return_inverse=True)[1] if name else np.arange(record.runs)
    return [palette.of_values(place, int(places.max()) + 1) for place in places]
