"""The same pictures in matplotlib, without a browser: frames and looks as in bqplot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bqplot
import numpy as np

from grokviz.run import Record
from grokviz.widgets.plots.core.drawn import Shape
from grokviz.widgets.theme import Look

INK, SOFT = "#222222", "#DDDDDD"
EITHER = "#555555"      # for words on runs of several colours
THIN = 0.75             # matplotlib points for one pixel in the browser
MARKERS = {"square": "s", "circle": "o", "diamond": "D", "cross": "x", "triangle-up": "^"}
DASHES = {"dash_dotted": "dashdot"}                     # bqplot's names that differ in matplotlib


def frame(ax, figure: bqplot.Figure) -> None:
    """Give `ax` the title, axes, limits and ticks of a bqplot figure; `erase` keeps them."""
    if ax.get_title():
        return
    ax.set_title(figure.title, fontsize=10, fontweight="bold", color=INK)
    for axis in figure.axes:
        which = "y" if axis.side in ("left", "right") or axis.orientation == "vertical" else "x"
        scale, label = axis.scale, axis.label
        getattr(ax, f"set_{which}label")(label, fontsize=9, color=INK)
        if isinstance(scale, bqplot.LogScale):
            getattr(ax, f"set_{which}scale")("log")
        if getattr(scale, "min", None) is not None and scale.max is not None:
            getattr(ax, f"set_{which}lim")(scale.min, scale.max)
        if axis.tick_values is not None and len(axis.tick_values):
            names = {f"{float(k):g}": name for k, name in (axis.tick_labels or {}).items()}
            values = np.asarray(axis.tick_values, float)
            getattr(ax, f"set_{which}ticks")(
                values, [names.get(f"{v:g}", f"{v:,g}") for v in values])
    ax.minorticks_off()
    ax.tick_params(labelsize=8, colors=INK)
    if any(axis.grid_lines != "none" for axis in figure.axes):
        ax.grid(color=SOFT, lw=0.6)
    for spine in ax.spines.values():
        spine.set_color(SOFT)


def erase(ax) -> None:
    """Remove the drawing and keep the frame, because making a frame takes longer than drawing."""
    for artist in (*ax.lines, *ax.collections, *ax.texts, ax.get_legend()):
        if artist is not None:
            artist.remove()


def style(look: Look, colour: str | None = None, **more: Any) -> dict[str, Any]:
    """Arguments of `ax.plot` for a look."""
    return {"color": colour or look.colour, "ls": DASHES.get(look.dash, look.dash),
            "lw": THIN * look.width} | {k: v for k, v in more.items() if v is not None}


def lines(ax, x: np.ndarray, y: np.ndarray, look: Look, colours: Sequence[str] | None, **more):
    """Draw lines in a look: x (points,) or (runs, points), y (runs, points)."""
    for run, line in enumerate(y):
        colour = colours[run] if colours else None
        ax.plot(x if x.ndim == 1 else x[run], line, **style(look, colour, **more))


def rule(ax, step: float, word: str, colour: str) -> None:
    """A vertical rule with a word at its foot."""
    ax.axvline(step, color=colour, lw=THIN, alpha=0.8)
    ax.text(step, 0.03, f" {word}", color=colour, fontsize=7, rotation=90, va="bottom", ha="right",
            transform=ax.get_xaxis_transform())


def words(ax, said: Sequence[tuple], corner: tuple[float, float]) -> None:
    """Write each (look, word) or (look, word, marker) in its look, where no line comes."""
    said = [each for each in said if each[1]]
    shown = [
        ax.plot([], [], **style(look, ls="none" if marker else None, marker=(*marker, None)[0]))[0]
        for look, _, *marker in said
    ]
    if shown:
        ax.legend(shown, [word for _, word, *_ in said], loc="upper left", frameon=False,
                  bbox_to_anchor=corner, borderaxespad=0, fontsize=8, labelcolor=INK)


def mark(ax, mark: Any, shape: Shape) -> None:
    """Draw a shape with the looks of a bqplot mark."""
    shape = shape._replace(colours=tuple(INK if c.startswith("var(") else c for c in shape.colours))
    if isinstance(mark, bqplot.Lines):
        look = Look(mark.colors[0], mark.line_style, mark.stroke_width)
        alphas = [*shape.opacities] or [*mark.opacities] or [1.0]
        for i, (x, y, colour) in enumerate(zip(shape.x, shape.y, shape.colours, strict=True)):
            ends = slice(0, 1 if mark.close_path else 0)
            ax.plot(np.append(x, x[ends]), np.append(y, y[ends]),
                    **style(look, colour, alpha=alphas[i % len(alphas)]))
        if mark.fill == "bottom":
            ax.fill_between(shape.x[0], shape.y[0], color=shape.colours[0],
                            alpha=mark.fill_opacities[0], lw=0)
    elif isinstance(mark, bqplot.Scatter):
        ax.scatter(shape.x, shape.y, c=shape.colours, s=mark.default_size / 2,
                   alpha=shape.opacities if len(shape.opacities) else None,
                   marker=MARKERS.get(mark.marker, "o"), zorder=3)
    elif isinstance(mark, bqplot.Label):
        _label(ax, mark, shape)
    elif shape.pixels is not None and shape.pixels.any():
        edges = [
            (np.geomspace if isinstance(scale, bqplot.LogScale) else np.linspace)(
                float(low), float(high), n + 1)
            for scale, (low, high), n in zip(mark.mark.scales.values(), (shape.x, shape.y),
                                             shape.pixels.shape[1::-1], strict=True)]
        ax.pcolormesh(*edges, shape.pixels / 255, zorder=0)


def _label(ax, mark: bqplot.Label, shape: Shape) -> None:
    align = {"start": "left", "middle": "center", "end": "right"}[mark.align]
    for x, y, text, colour in zip(shape.x, shape.y, shape.text, shape.colours, strict=False):
        ax.annotate(str(text), (x, y), (THIN * mark.x_offset, -THIN * mark.y_offset),
                    textcoords="offset points", ha=align, va="center", fontsize=8, color=colour)


def last_step(record: Record) -> float:
    """The step at the end of the axis."""
    return float(max(record.settings.get("steps", record.steps[-1]), 2))
