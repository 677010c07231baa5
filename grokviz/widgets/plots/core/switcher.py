"""A plot with several faces, such as a curve over different clocks; one face is visible."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets

from grokviz.run import Record
from grokviz.widgets.components import close_all, show_alone
from grokviz.widgets.plots.core.base import Beside, Plot
from grokviz.widgets.plots.core.drawn import Drawn


class Faces:
    """Several plots that look like one to the lab; calls go to the face in front.

    A face is made when it is first shown. Marks of other owners, such as a guess, are always in the
    first face.

    Parameters
    ----------
    faces : mapping
        Name -> function that makes the plot.
    """

    tools = None

    def __init__(self, faces: Mapping[str, Callable[[], Plot]]):
        self._make = dict(faces)
        self._made: dict[str, Plot] = {}
        self.front = next(iter(faces))
        self._record: Record | None = None
        self._at: int | None = None
        self._law: Callable[[Record], Record] | None = None
        self._beside: Sequence[Beside] = ()
        self.clicked = self.turned = lambda *where: None
        self._guests = False
        self._size: tuple[float, float] | None = None
        self.first = self.face
        self.box = ipywidgets.VBox([self.first.figure]).add_class("grokviz-faces")

    @property
    def face(self) -> Plot:
        """The visible face."""
        if self.front not in self._made:
            face = self._made[self.front] = self._make[self.front]()
            face.clicked = self._click
        return self._made[self.front]

    def turn_to(self, name: str) -> None:
        """Show another face."""
        self.front = name
        face = self.face
        face.show_forecast(self._law)
        face.beside(self._beside)
        if self._size is not None:
            face.fit(*self._size)
        if self._record is not None:
            face.show(self._record, self._at)
        show_alone(face.figure, self.box)

    def fit(self, wide: float, high: float) -> None:
        self._size = (wide, high)
        self.face.fit(wide, high)

    def show(self, record: Record, at: int | None = None) -> None:
        self._record, self._at = record, at
        self.face.show(record, at)

    def beside(self, others: Sequence[Beside]) -> None:
        self._beside = others
        self.face.beside(others)

    def show_forecast(self, law: Callable[[Record], Record] | None) -> None:
        self._law = law
        self.face.show_forecast(law)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        self.face.sketch(ax, record, beside)

    def drawn(self) -> Drawn:
        return self.face.drawn()

    def describe(self, record: Record) -> str:
        return self.face.describe(record)

    def moment(self, record: Record, x: float, y: float) -> float | None:
        return self.face.moment(record, x, y)

    def host(self, *guests: Any, owner: str = "") -> None:
        self._guests = bool(guests)
        self.first.host(*guests, owner=owner)

    def close(self) -> None:
        for face in self._made.values():
            face.close()
        self.box.children = ()
        close_all(self.box)

    def __getattr__(self, name: str) -> Any:
        if name == "first":                             # still in __init__
            raise AttributeError(name)
        return getattr(self.first, name)

    def _click(self, x: float, y: float) -> None:
        if self.face is self.first or not self._guests:     # a guess refers to the first face only
            self.clicked(x, y)
