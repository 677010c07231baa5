"""What an output shows where there is no kernel: the last state as a picture with a caption.

Drawn by matplotlib from the Record, so that nbconvert, a web viewer or a re-opened notebook can
show it. The picture is an <img>: JupyterLab takes inline <svg> out of output it does not trust.
"""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import numpy as np

from grokviz.metrics import geometric_mean
from grokviz.run import Record
from grokviz.widgets import theme
from grokviz.widgets.plots.base import swept

SIDES = (("train", theme.TRAIN), ("test", theme.TEST))


def bundle(record: Record, sentence: str, curve: Record | None = None) -> dict[str, Any]:
    """Parts of a mime bundle: text/html with a figure, image/png, text/plain."""
    png = draw(record, curve)
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
    colours = theme.ramp(order.max() + 1)
    x = np.maximum(record.steps, 1)
    for ax, value, title in ((axes[0], "loss", "Loss"), (axes[1], "accuracy", "Accuracy")):
        for side, look in SIDES:
            for run in range(record.runs):
                ax.plot(x, record.values[f"{side}_{value}"][:, run], label=None if run else side,
                        **_style(look, colours[order[run]] if name else None))
        ax.set(title=title, xscale="log", xlabel="step")
        ax.legend(frameon=False)
    axes[0].set_yscale("log")
    _landscape(axes[2], record, curve, [colours[i] for i in order] if name else None)
    for run in range(record.runs):
        axes[3].plot(x, record.values["weight_norm"][:, run],
                     color=colours[order[run]] if name else theme.TEST.colour)
    axes[3].set(title="Weight norm", xscale="log", xlabel="step")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _landscape(ax, record: Record, curve: Record | None, colours: list[str] | None) -> None:
    for side, look in SIDES:
        if curve is not None:
            scales, cell = np.unique(curve.sweep["init_scale"], return_inverse=True)
            cells = {k: geometric_mean(np.stack([v[-1][cell == i] for i in range(len(scales))]), 1)
                     for k, v in curve.values.items() if v.ndim == 2}
            ax.plot(cells["weight_norm"], cells[f"{side}_loss"] + (1e-5 if side == "train" else 0),
                    **_style(look))
        for run in range(record.runs):
            colour = colours[run] if colours else look.colour
            ax.plot(record.values["weight_norm"][:, run], record.values[f"{side}_loss"][:, run],
                    color=colour, alpha=0.4, lw=1)
            ax.plot(record.values["weight_norm"][-1, run], record.values[f"{side}_loss"][-1, run],
                    "s" if side == "train" else "o", color=colour)
    ax.set(title="The L and the U", xscale="log", yscale="log", xlabel="weight norm",
           ylim=(5e-6, 50))


def _style(look: theme.Look, colour: str | None = None) -> dict[str, Any]:
    return {"color": colour or look.colour, "ls": look.dash, "lw": 0.7 * look.width}
