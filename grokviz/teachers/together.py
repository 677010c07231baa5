"""The class trained again as one ensemble, and each line compared with its own run.

Neighbours in a batch change how sums are rounded, so a run is not repeated bit for bit: its phase
has to be the same, and its times to within `NEAR`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grokviz.divergence import Diverged
from grokviz.metrics import phase
from grokviz.recording import record as record_of
from grokviz.run import Record
from grokviz.teachers.lines import HandedIn
from grokviz.teachers.planes import ClassPlane

NEAR = 0.05             # share by which a time may differ


@dataclass(frozen=True)
class Map:
    """The seats whose settings agree but for the plane and the seed: one map.

    Attributes
    ----------
    seats : tuple of HandedIn
    record : Record or None
        The same runs, trained here, in the order of `seats`; None before.
    """

    plane: ClassPlane
    seats: tuple[HandedIn, ...]
    record: Record | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """The settings that all seats share."""
        return {k: v for k, v in self.seats[0].settings.items() if k not in self.plane.free}

    @property
    def times(self) -> np.ndarray:
        """t_train and t_test of each seat, (2, seats): as trained here, else as handed in."""
        if self.record is not None:
            return np.stack([self.record.values[k][-1] for k in ("t_train", "t_test")])
        return self.claimed

    @property
    def claimed(self) -> np.ndarray:
        return np.array([[s.t_train for s in self.seats], [s.t_test for s in self.seats]])

    @property
    def phases(self) -> np.ndarray:
        """Index into `metrics.PHASES`, (seats,)."""
        return _phases(self.times)

    @property
    def agrees(self) -> np.ndarray | None:
        """True for each line that agrees with its run, (seats,); None before training."""
        if self.record is None:
            return None
        near = np.isclose(self.claimed, self.times, rtol=NEAR, atol=1, equal_nan=True)
        return near.all(0) & (_phases(self.claimed) == self.phases)

    @property
    def diverged(self) -> tuple[int, ...]:
        """Seats whose run diverged."""
        lost = self.record.diverged if self.record is not None else ()
        return tuple(self.seats[each.run].seat for each in lost)


def _phases(times: np.ndarray) -> np.ndarray:
    t_train, t_test = times
    return phase(t_train, t_test, np.array(True))


def maps(seats: Sequence[HandedIn], plane: ClassPlane) -> list[Map]:
    """One map for each set of further settings, that of most seats first."""
    groups: dict[tuple, list[HandedIn]] = {}
    for each in sorted(seats, key=lambda s: s.seat):
        key = tuple((k, v) for k, v in each.settings.items() if k not in plane.free)
        groups.setdefault(key, []).append(each)
    return [Map(plane, tuple(group)) for group in
            sorted(groups.values(), key=len, reverse=True)]


def trained(of: Map) -> Map:
    """The same map with its runs; a run that diverges counts as confusion, and the rest go on."""
    experiment = of.plane.trained([each.settings for each in of.seats])
    try:
        made = record_of(experiment, progress=False)
    except Diverged as error:
        if error.record is None:
            raise
        made = error.record
    seats = np.array([each.seat for each in of.seats])
    last = {k: v[-1:] for k, v in made.values.items()}
    return replace(of, record=replace(
        made, name=f"{of.plane.lab}.class", sweep={**made.sweep, "seat": seats},
        steps=made.steps[-1:], values=last))
