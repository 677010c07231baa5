"""The size of a plot: its share of a page, its margins, and the room between its axes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

MARGIN = {"top": 30, "bottom": 34, "left": 52, "right": 14}     # around the axes of a picture [px]
WIDE = 270              # width between the axes before a browser tells it [px]


class Size:
    """The size of one plot.

    Parameters
    ----------
    height : str
        Of the plot alone [px]; beside others, its share of their height.
    classes : collection of str
        CSS classes: a plot is "grokviz-tall" if it takes two rows, "grokviz-wide" if it takes two
        columns.
    margin : mapping
        Margins that differ from `MARGIN`.

    Attributes
    ----------
    high, rows, columns : float, int, int
        The height [px], and the rows and columns that the plot takes beside others.
    margin : dict
    inside : (float, float)
        Width and height between the axes [px]; only a browser knows them, see `fit`.
    shape : float, optional
        Width over height of the axes, if it is fixed.
    """

    def __init__(
        self, height: str, classes: Collection[str] = (),
        margin: Mapping[str, int] = MappingProxyType({}),
    ):
        self.high = float(height.removesuffix("px"))
        self.rows, self.columns = 1 + ("grokviz-tall" in classes), 1 + ("grokviz-wide" in classes)
        self.margin = MARGIN | dict(margin)
        self.shape: float | None = None
        self.inside: tuple[float, float] = (WIDE, self.high - self._up)

    def fit(self, wide: float, high: float) -> bool:
        """The figure is `wide` and `high` [px]; return True if the axes have a new size."""
        inside = (wide - self._across, high - self._up)
        if min(inside) <= 0 or inside == self.inside:
            return False
        self.inside = inside
        return True

    def keep_shape(self, shape: float, below: int = 0) -> dict[str, str]:
        """Fix width over height of the axes; the layout of a figure that keeps it.

        bqplot itself can only fix the ratio of a whole figure, with its margins. So the figure has
        the largest size of the right shape in its cell of the page, which is 100cqw x 100cqh, less
        what the tools below it take [px].
        """
        self.shape = shape
        across, up = self._across, self._up
        high = f"calc(100cqh - {below}px)" if below else "100cqh"
        return {"width": f"min(100cqw, calc({shape:g} * (100cqh - {up + below}px) + {across}px))",
                "height": f"min({high}, calc((100cqw - {across}px) / {shape:g} + {up}px))"}

    @property
    def _across(self) -> int:
        return self.margin["left"] + self.margin["right"]

    @property
    def _up(self) -> int:
        return self.margin["top"] + self.margin["bottom"]
