"""The (w, m) plane: reduced train and test loss over decoder norm and messiness.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 5, Table 1 and Fig. 6. The
direction of the decoder's weights is assumed to be optimal at all times. Two numbers are left: w,
the decoder's norm as a multiple of the default initial norm, and m, the messiness of the
representation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import contourpy
import numpy as np
from scipy.interpolate import RectBivariateSpline

from grokviz.run import Record

Array = np.ndarray
BOUNDARY = 0.05                 # training loss on the border between regions I and II
SOLVED = 0.1                    # test loss at which the test set counts as learnt


@dataclass(frozen=True, eq=False)
class Surface:
    """Both reduced losses on a grid of (w, m), and interpolated between its points.

    Attributes
    ----------
    scale : array, shape (w,)
        Increasing norms, as multiples of the default initial norm.
    messiness : array, shape (m,)
        Increasing, from 0 to 1.
    train, test : arrays, shape (w, m)
    """

    scale: Array
    messiness: Array
    train: Array
    test: Array

    @cached_property
    def ball(self) -> Array:
        """Least training loss at a norm or any smaller one, (w, m).

        A larger norm allows unused weights besides, so the reduced loss cannot rise with w. If the
        trained loss rises, the optimiser has not found the minimum.
        """
        return np.minimum.accumulate(self.train, axis=0)

    def train_loss(self, w: Array, m: Array) -> Array:
        """Reduced training loss (that of `ball`) between the points of the grid."""
        return self._train(np.log(w), np.sqrt(m), grid=False) ** 2

    def test_loss(self, w: Array, m: Array) -> Array:
        """Reduced test loss between the points of the grid."""
        return self._test(np.log(w), np.sqrt(m), grid=False) ** 2

    def gradient(self, w: Array, m: Array) -> tuple[Array, Array]:
        """Derivatives of `train_loss` by w and by m."""
        x, u, root = np.log(w), np.sqrt(m), self._train
        twice = 2 * root(x, u, grid=False)
        u = np.maximum(u, 1e-4)             # the derivative by u vanishes there too: avoids 0/0
        return (twice * root(x, u, dx=1, grid=False) / w,
                twice * root(x, u, dy=1, grid=False) / (2 * u))

    def boundary(self, level: float = BOUNDARY) -> list[Array]:
        """Lines where the training loss is `level`, each (points, 2) of w and m."""
        x, u = np.log(self.scale), np.sqrt(self.messiness)
        # In ln w and sqrt(m), the coordinates of the spline, in which the grid is about even.
        lines = contourpy.contour_generator(x, u, self.ball.T).lines(level)
        corners = (np.asarray(line) for line in lines)
        return [np.stack([np.exp(line[:, 0]), line[:, 1] ** 2], 1) for line in corners]

    def region(self, level: float = BOUNDARY) -> Array:
        """1 where the training loss is large, 2 where it is small and flat, (w, m)."""
        return np.where(self.ball > level, 1, 2)

    @property
    def star(self) -> tuple[float, float]:
        """(w, m) of the generalising solution; nan if no norm qualifies.

        It has m = 0 and the least norm in region II at which the test set is solved.
        """
        there = (self.region()[:, 0] == 2) & (self.test[:, 0] <= SOLVED)
        if not there.any():
            return np.nan, np.nan
        return float(self.scale[there.argmax()]), float(self.messiness[0])

    @cached_property
    def _train(self) -> RectBivariateSpline:
        return _spline(self.scale, self.messiness, self.ball)

    @cached_property
    def _test(self) -> RectBivariateSpline:
        return _spline(self.scale, self.messiness, self.test)


def surface(record: Record, at: int = -1) -> Surface:
    """The plane from a Record of cells, or from a coarse stage of it.

    Parameters
    ----------
    record : Record
        With columns ``init_scale`` and ``messiness``, and ``train_loss`` and ``test_loss``.
    at : int
        Index of the record to use.

    Raises
    ------
    ValueError
        If the cells known by then contain no grid of at least 4 by 4.
    """
    return of_cells(record.sweep, {k: record.values[k][at] for k in ("train_loss", "test_loss")})


def of_cells(sweep: Mapping[str, Array], values: Mapping[str, Array]) -> Surface:
    """Like `surface`, from the columns and values, each (cells,), of one snapshot."""
    w, m = np.unique(sweep["init_scale"]), np.unique(sweep["messiness"])
    at = np.searchsorted(w, sweep["init_scale"]), np.searchsorted(m, sweep["messiness"])
    train, test = np.full((2, len(w), len(m)), np.nan)
    train[at], test[at] = values["train_loss"], values["test_loss"]
    known = np.isfinite(train)
    rows, columns = _whole(known)
    if min(len(rows), len(columns)) < 4:
        raise ValueError(
            f"{known.sum()} of {known.size} cells are known, and they contain no grid of 4 by 4; "
            "train the map further"
        )
    box = np.ix_(rows, columns)
    return Surface(w[rows], m[columns], train[box], test[box])


def _whole(known: Array) -> tuple[Array, Array]:
    """Rows and columns of the largest complete grid among the fullest rows."""
    # Rows with at least c known cells, and the columns that all of these know; best c wins.
    count = known.sum(1)
    grids = [(count >= c, known[count >= c].all(0)) for c in np.unique(count[count > 0])]
    best = max(grids, key=lambda grid: grid[0].sum() * grid[1].sum(), default=((), ()))
    return np.flatnonzero(best[0]), np.flatnonzero(best[1])


def _spline(scale: Array, messiness: Array, loss: Array) -> RectBivariateSpline:
    """A spline of the root of the loss over ln w and u = sqrt(m).

    The root is smooth at the foot of the wall, and its square cannot fall below zero. The grid is
    fine near u = 0. Mirroring the values there makes the spline even in u, so that it has a
    derivative by m.
    """
    u, root = np.sqrt(messiness), np.sqrt(loss)
    both = np.concatenate([-u[:0:-1], u]), np.concatenate([root[:, :0:-1], root], axis=1)
    return RectBivariateSpline(np.log(scale), *both, s=0)
