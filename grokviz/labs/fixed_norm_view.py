"""The view *L and U* of labs whose curve is one line for each set: training loss and test loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grokviz.i18n import t
from grokviz.labs import headline as heads
from grokviz.labs.headline import NOTHING, Headline
from grokviz.metrics import geometric_mean
from grokviz.run import Experiment, Record
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Landscape
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.base import Beside
from grokviz.widgets.plots.core.marks import power


class Curve(Landscape):
    """The L and the U alone, during their training."""

    def show(self, record: Record, at: int | None = None) -> None:
        self.curve(record if at is None else record.until(record.steps[at]))

    def beside(self, others: Sequence[Beside]) -> None:
        self.former_curve(others[-1].record if others else None)

    def sketch(self, ax, record: Record, beside: Sequence[Beside] = ()) -> None:
        mpl.frame(ax, self.figure)
        self.sketch_curve(ax, record)
        mpl.words(ax, self.said, self.corner)

    def describe(self, record: Record) -> str:
        return f"{self.figure.title}. {words(record)}"


def l_and_u(
    experiment: Callable[..., Experiment], uses: tuple[str, ...], what: str,
    norms: tuple[float, float], losses: tuple[float, float], **given: Any,
) -> View:
    """The view; `uses` are the settings on which the curve depends."""
    return View(
        pictures=lambda: [Curve("Train and test loss at fixed weight norm", norms=norms,
                                losses=losses, what=what, height="520px")],
        experiment=lambda wanted: experiment(**wanted), uses=uses, per_step=1, columns=1,
        words=lambda record, state: words(record), headline=headline, icon="area-chart", **given)


def headline(
    record: Record | None, state: str = "running", wanted: Mapping[str, Any] = NOTHING
) -> Headline:
    return heads.of_the_curve(record, lambda curve: lowest(curve) or (np.nan, np.nan))


def lowest(record: Record) -> tuple[float, float] | None:
    """Weight norm and test loss at the bottom of the U, over the seeds; None if unknown."""
    norm, loss = (record.values[k][-1] for k in ("weight_norm", "test_loss"))
    scales = record.sweep["init_scale"]
    cells = [scales == scale for scale in np.unique(scales)]
    x, y = (np.array([geometric_mean(v[cell]) for cell in cells]) for v in (norm, loss))
    if not np.isfinite(y).any():
        return None
    best = int(np.nanargmin(y))
    return float(x[best]), float(y[best])


def words(record: Record) -> str:
    scales, seeds = (len(np.unique(record.sweep[k])) for k in ("init_scale", "init_seed"))
    said = t("teacher_student.norms_seeds_each_held", norms=scales, seeds=seeds)
    share = record.steps[-1] / record.settings["steps"]
    if share < 1:
        said += t("common.share_done", share=float(share))
    found = lowest(record)
    if found is None:
        return said
    return said + t("teacher_student.test_loss_lowest_weight", norm=found[0], loss=power(found[1]))
