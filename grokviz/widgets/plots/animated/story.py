"""The content of an animated picture: what a lab supplies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from grokviz.run import Record
from grokviz.widgets.plots.core.base import Beside


class Story(Protocol):
    """The content of an animated picture, computed from a record; each lab supplies one.

    A channel has a row of numbers for each record: name -> (records, width). Channels are sent as
    32-bit floats, or as bytes if they are uint8. In some stories later records change all rows, for
    example when the strongest frequencies become known. Such a story has ``renews(record, over)``,
    which says whether all records must be sent again.
    """

    beside: Sequence[Beside]        # records that are drawn beside the one in front

    def scene(self, record: Record, live: Mapping[str, float]) -> dict[str, Any]:
        """Panels, their marks, the strip and the pace, see `animated.js`."""

    def channels(self, record: Record, since: int) -> dict[str, np.ndarray]:
        """The rows of the records from number `since` on."""

    def headline(self, record: Record, state: str) -> tuple[str, str]:
        """A title and a sentence for the newest record; `state` is the player's, or "looking
        back"."""

    def events(self, record: Record) -> list[dict[str, Any]]:
        """The marks on the strip: step, text, colour, ink."""
