"""What an output shows where there is no kernel: the last state as a picture with a caption.

Drawn by matplotlib from the Record, so that nbconvert, a web viewer or a re-opened notebook can
show it. The picture is an <img>: JupyterLab takes inline <svg> out of output it does not trust.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from grokviz.metrics import geometric_mean
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.base import short, swept, thinned

SIDES = (("train", theme.TRAIN), ("test", theme.TEST))
FLOOR = 1e-5            # added to the training loss over the norm, as the paper does


def bundle(record: Record, sentence: str, curve: Record | None = None) -> dict[str, Any]:
    """Parts of a mime bundle: text/html with a figure, image/png, text/plain."""
    return wrap(draw(record, curve), sentence)


def wrap(png: bytes, sentence: str) -> dict[str, Any]:
    """The parts of a picture and its sentence."""
    data = base64.b64encode(png).decode()
    said = html.escape(sentence, quote=True)
    return {
        "text/html": f'<figure role="img" aria-label="{said}" style="margin:0">'
                     f'<img alt="{said}" style="max-width:100%" '
                     f'src="data:image/png;base64,{data}">'
                     f"<figcaption>{said}</figcaption></figure>",
        "image/png": data,
        "text/plain": sentence,
    }


def draw(record: Record, curve: Record | None = None) -> bytes:
    """Loss, accuracy, the L and the U, and weight norm of a record, as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 5.0), dpi=80, layout="constrained")
    axes = figure.subplots(2, 2).ravel()
    name, values = swept(record)
    order = np.unique(values, return_inverse=True)[1]
    ramp = theme.ramp(order.max() + 1)
    colours = [ramp[i] for i in order] if name else None
    for ax, value, unit in ((axes[0], "loss", "mean squared error"),
                            (axes[1], "accuracy", "share of examples right")):
        for side, look in SIDES:
            _against_step(ax, record, f"{side}_{value}", look, colours)
            ax.plot([], [], label=side, **_style(look, "#555555" if name else None))
        ax.set(title=value.capitalize(), ylabel=unit)
    axes[0].set_yscale("log")
    _landscape(axes[2], record, curve, colours)
    _against_step(axes[3], record, "weight_norm", theme.TEST, colours)
    axes[3].set(title="Weight norm", ylabel="weight norm", yscale="log", ylim=(0.5, 100))
    axes[0].legend(frameon=False, loc="lower left")
    if name:
        for value, colour in zip(np.unique(values), ramp, strict=True):
            axes[3].plot([], [], color=colour, label=short(name, value))
        axes[3].legend(frameon=False, title=name.replace("_", " "), ncols=2, loc="lower left")
    return _png(figure)


def draw_plane(record: Record, radius: float, valley: Sequence[np.ndarray]) -> bytes:
    """Paths in the plane of two weights, and the losses of their runs, as PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.6), dpi=80, layout="constrained")
    plane, loss = figure.subplots(1, 2)
    for u, v in valley:
        plane.plot(u, v, **_style(theme.TRAIN))
    turn = np.linspace(0, 2 * np.pi, 121)
    plane.plot(radius * np.cos(turn), radius * np.sin(turn), **_style(theme.TEST))
    for run in record.values["weights"].swapaxes(0, 1):
        plane.plot(*run.T, color=theme.CURSOR.colour)
        plane.plot(*run[0], "kD")
        plane.plot(*run[-1], "o", color=theme.CURSOR.colour)
    plane.set(title="Two weights", xlabel="weight u", ylabel="weight v", aspect="equal")
    for side, look in SIDES:
        _against_step(loss, record, f"{side}_loss", look, None)
        loss.plot([], [], label=side, **_style(look))
    loss.set(title="Loss", ylabel="mean squared error", yscale="log", ylim=(1e-6, 100))
    loss.legend(frameon=False)
    return _png(figure)


def _against_step(ax, record: Record, value: str, look: theme.Look, colours) -> None:
    x = np.maximum(record.steps, 1)
    keep = thinned(x, 1, max(x[-1], 2), log=True)
    for run in range(record.runs):
        ax.plot(x[keep], record.values[value][keep, run],
                **_style(look, colours[run] if colours else None))
    ax.set(xscale="log", xlabel="step")


def _landscape(ax, record: Record, curve: Record | None, colours: list[str] | None) -> None:
    keep = thinned(np.maximum(record.steps, 1), 1, max(record.steps[-1], 2), log=True)
    norm = record.values["weight_norm"][keep]
    for side, look in SIDES:
        floor = FLOOR if side == "train" else 0.0
        if curve is not None:
            scales, cell = np.unique(curve.sweep["init_scale"], return_inverse=True)
            at, mean = (
                np.array([geometric_mean(curve.values[k][-1][cell == i])
                          for i in range(len(scales))]) for k in ("weight_norm", f"{side}_loss")
            )
            ax.plot(at, mean + floor, **_style(look))
        loss = record.values[f"{side}_loss"][keep] + floor
        for run in range(record.runs):
            colour = colours[run] if colours else look.colour
            ax.plot(norm[:, run], loss[:, run], color=colour, alpha=0.4, lw=1)
            ax.plot(norm[-1, run], loss[-1, run], "s" if side == "train" else "o", color=colour)
    ax.set(title="The L and the U", xscale="log", yscale="log", xlabel="weight norm",
           ylabel="mean squared error", ylim=(5e-6, 50))


def _png(figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _style(look: theme.Look, colour: str | None = None) -> dict[str, Any]:
    return {"color": colour or look.colour, "ls": look.dash, "lw": 0.7 * look.width}
