"""Pictures of a record as SVG, PNG or GIF, drawn by matplotlib from a view's own plots.

No browser takes part. What was set is inside the file: in the metadata of an SVG, a text entry
of a PNG, the comment of a GIF.
"""

from __future__ import annotations

import io
import json
import textwrap
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grokviz import store
from grokviz.run import Record
from grokviz.settings import Table, unknown
from grokviz.widgets.plots import sketch
from grokviz.widgets.plots.base import Beside

FORMATS = (".svg", ".png", ".gif")
WIDTH, DPI = 9.6, 100   # inches
LETTERS = 118           # of the caption in a line
FRAMES = 30             # of a GIF
BEAT, END = 120, 2500   # ms that a frame stays, and the last
_ONE = threading.Lock()         # matplotlib's caches are shared; one picture at a time


def save(scene: Any, settings: Table, path: str | Path, **about: Any) -> Path:
    """Write what a scene shows as a picture, whole or not at all; the ending says which kind.

    Raises StoreError where the folder cannot be written, ValueError for another ending.
    """
    path = Path(path).expanduser().absolute()
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise ValueError(unknown("format", path.suffix, FORMATS))
    about |= {"caption": caption(scene, settings)}
    drawn = {"beside": scene.beside, "columns": scene.view.columns,
             "what": json.dumps(store.described(scene.shown, **about))}
    if kind == ".gif":
        data = growing(scene.plots, scene.shown, lambda record: caption(scene, settings, record),
                       **drawn)
    else:
        data = draw(scene.plots, scene.shown, about["caption"], kind=kind[1:], **drawn)
    with store.whole(path) as (part,):
        part.write_bytes(data)
    return path


def caption(scene: Any, settings: Table, until: Record | None = None) -> str:
    """What is shown, or was at the end of `until`, in words, and what was set."""
    asked = scene.asked or {}
    if until is None or len(until.steps) == len(scene.shown.steps):
        words = scene.words(asked)
    else:
        words = scene.view.words(until, "looking back")
    values = {name: value for name, value in asked.items() if value is not None}
    return f"{words}\n{said(values, settings)}"


def said(values: Mapping[str, Any], settings: Table) -> str:
    """Settings as one line: ``α 2 · λ 0.1``; those that are compared from first to last."""
    def one(name, value):
        ends = [value] if np.ndim(value) == 0 else [value[0], value[-1]]
        shown = " to ".join(settings[name].show(v) for v in ends)
        return f"{settings[name].symbol} {shown}"
    return " · ".join(one(*pair) for pair in values.items())


def draw(
    plots: Sequence[Any], record: Record, caption: str = "", beside: Sequence[Beside] = (),
    columns: int = 2, kind: str = "png", what: str = "",
) -> bytes:
    """The plots of a record as one picture, with a caption under them."""
    metadata = {"png": {"Description": what, "Software": "grokviz"},
                "svg": {"Description": what, "Creator": "grokviz", "Date": None}}[kind]
    buffer = io.BytesIO()
    with _ONE:
        figure, axes = _figure(len(plots), columns, caption)
        for ax, plot in zip(axes, plots, strict=True):
            plot.sketch(ax, record, beside)
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata)
    return buffer.getvalue()


def growing(
    plots: Sequence[Any], record: Record, caption: Callable[[Record], str] = lambda record: "",
    beside: Sequence[Beside] = (), columns: int = 2, what: str = "",
) -> bytes:
    """The plots of a record as it grows, as an animated GIF, each frame with its own caption."""
    from PIL import Image

    images = []
    for step in moments(record):
        with _ONE:
            if not images:
                figure, axes = _figure(len(plots), columns, caption(record))
                canvas = _settled(figure, axes, plots, record)
            shown = record.until(step)
            figure.supxlabel("\n".join(_lines(caption(shown))))
            for ax, plot in zip(axes, plots, strict=True):
                ax.clear()
                plot.sketch(ax, shown, beside)
            canvas.draw()
            image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        images.append(image.quantize(128, dither=Image.Dither.NONE))
    buffer = io.BytesIO()
    images[0].save(
        buffer, format="GIF", save_all=True, append_images=images[1:], loop=0, optimize=True,
        duration=[*[BEAT] * (len(images) - 1), END], comment=what.encode(),
    )
    return buffer.getvalue()


def moments(record: Record, frames: int = FRAMES) -> Iterable[int]:
    """About so many recorded steps, evenly along a logarithmic axis; the last one among them."""
    steps = np.asarray(record.steps)
    wanted = np.geomspace(1, max(steps[-1], 1), frames)
    at = np.clip(np.searchsorted(steps, wanted, side="right") - 1, 0, None)
    return steps[np.unique([*at, len(steps) - 1])].tolist()


def _figure(plots: int, columns: int, caption: str):
    from matplotlib.figure import Figure

    rows = -(-plots // columns)
    lines = _lines(caption)
    height = (2.7 if rows > 1 else 4.2) * rows + 0.2 * len(lines)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = np.ravel(figure.subplots(rows, columns, squeeze=False))
    for ax in axes[plots:]:
        ax.set_axis_off()
    figure.supxlabel("\n".join(lines), fontsize=9, color=sketch.INK, x=0.012, ha="left")
    return figure, axes[:plots]


def _lines(caption: str) -> list[str]:
    return [line for part in caption.splitlines() for line in textwrap.wrap(part, LETTERS)]


def _settled(figure, axes, plots, record: Record):
    """Lay a figure out once, so that nothing moves from frame to frame; gives its canvas."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    for ax, plot in zip(axes, plots, strict=True):
        plot.sketch(ax, record)
    figure.dpi = DPI
    canvas.draw()
    figure.set_layout_engine("none")
    return canvas
