"""Pictures of a record as SVG, PNG or GIF, drawn by matplotlib from a view's plots.

No browser is needed. Each file contains the settings: an SVG in its metadata, a PNG in a text
entry, a GIF in its comment.
"""

from __future__ import annotations

import functools
import io
import logging
import textwrap
import threading
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.sentences import unknown
from grokviz.settings import Table
from grokviz.storage import files, origin
from grokviz.widgets.lab.views.view_state import ViewState
from grokviz.widgets.plots.core import mpl
from grokviz.widgets.plots.core.base import Beside

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.text import Text

FORMATS = ("svg", "png", "gif")
WIDTH, DPI = 9.6, 100   # inches
LETTERS = 118           # characters of the caption in one line
GLUE = "\N{NO-BREAK SPACE}"
FRAMES = 30             # in a GIF
BEAT, END = 120, 2500   # time that a frame stays, and the last frame [ms]
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
           "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "Arial Unicode MS")
_ONE = threading.Lock()         # matplotlib's caches are shared, so draw one picture at a time


@dataclass(frozen=True)
class Sight:
    """Everything that is needed to draw a scene at one moment."""

    plots: Sequence[Any]
    record: Record
    beside: Sequence[Beside]
    columns: int
    words: Callable[[Record, str], str]
    state: str
    settings: str                               # the settings as one line

    @classmethod
    def of(cls, view_state: ViewState, settings: Table, still: bool = False) -> Sight:
        """The scene as shown; if `still`, the ordinary pictures replace an animated one."""
        record, state = view_state.shown, view_state.moment.seen_as
        if record is None:
            raise ValueError(t("common.nothing_save_yet_press"))
        asked = {name: value for name, value in (view_state.asked or {}).items()
                 if value is not None}
        plots = view_state.pictures.ordinary if still else view_state.plots
        columns = min(view_state.view.columns, len(plots))
        return cls(plots, record, view_state.beside, columns, view_state.view.words,
                   state, settings_line(asked, settings))

    def caption(self, until: Record | None = None) -> str:
        """Sentences on the run up to this record (by default its end), and its settings."""
        if until is None or len(until.steps) == len(self.record.steps):
            words = self.words(self.record, self.state)
        else:
            words = self.words(until, "looking back")
        return f"{words}\n{self.settings}"


def save(sight: Sight, path: str | Path, **about: Any) -> Path:
    """Write a picture, completely or not at all; the suffix of `path` names the format.

    Raises StoreError if the folder cannot be written, ValueError for an unknown suffix.
    """
    path = files.place(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(unknown("kind of picture", files.shorten(kind), FORMATS))
    what = origin.as_line(sight.record, caption=sight.caption(), **about)
    data = growing(sight, what) if kind == "gif" else draw(sight, kind, what)
    with files.whole(path) as part:
        part.write_bytes(data)
    return path


def settings_line(values: Mapping[str, Any], settings: Table) -> str:
    """Settings as one line, ``α 2 · λ 0.1``; a compared setting as its first and last value."""
    def one(name: str, value: Any) -> str:
        ends = [value] if np.ndim(value) == 0 else [value[0], value[-1]]
        low, high = (settings[name].show(ends[i]) for i in (0, -1))
        shown = low if len(ends) == 1 else t("common.range", low=low, high=high)
        return f"{settings[name].symbol} {shown}"
    return " · ".join(one(*pair) for pair in values.items())


def draw(sight: Sight, kind: str = "png", what: str = "", caption: bool = True) -> bytes:
    """A picture with its caption below; `what` goes into the metadata of the file."""
    metadata = {"png": {"Description": what, "Software": "grokviz"},
                "svg": {"Description": what, "Creator": "grokviz", "Date": None}}[kind]
    buffer = io.BytesIO()
    with _ONE:
        figure, axes, _ = _figure(sight, _lines(sight.caption()) if caption else [])
        for ax, plot in zip(axes, sight.plots, strict=True):
            plot.sketch(ax, sight.record, sight.beside)
        _drawn(figure, lambda: figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata))
    return buffer.getvalue()


def growing(sight: Sight, what: str = "") -> bytes:
    """An animated GIF of a growing record; each frame has its own caption."""
    from PIL import Image

    images = []
    with _ONE:
        figure, axes, said = _figure(sight, _lines(sight.caption()))
        canvas = _settled(figure, axes, sight)
    for step in moments(sight.record):
        shown = sight.record.until(step)
        with _ONE:
            said.set_text("\n".join(_lines(sight.caption(shown))))
            for ax, plot in zip(axes, sight.plots, strict=True):
                mpl.erase(ax)
                plot.sketch(ax, shown, sight.beside)
            _drawn(figure, canvas.draw)
            image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        images.append(image.quantize(128, dither=Image.Dither.NONE))
    buffer = io.BytesIO()
    images[0].save(
        buffer, format="GIF", save_all=True, append_images=images[1:], loop=0,
        duration=[*[BEAT] * (len(images) - 1), END], comment=what.encode(),
    )
    return buffer.getvalue()


def moments(record: Record, frames: int = FRAMES) -> list[int]:
    """About `frames` recorded steps, evenly spaced on a logarithmic axis, with the last one."""
    steps = np.asarray(record.steps)
    wanted = np.geomspace(1, max(steps[-1], 1), frames)
    at = np.clip(np.searchsorted(steps, wanted, side="right") - 1, 0, None)
    return [int(step) for step in steps[np.unique([*at, len(steps) - 1])]]


def _figure(sight: Sight, lines: Sequence[str]) -> tuple[Figure, np.ndarray, Text]:
    from matplotlib.figure import Figure

    rows = -(-len(sight.plots) // sight.columns)
    height = (2.7 if rows > 1 else 4.2) * rows + 0.2 * len(lines)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    axes = np.ravel(figure.subplots(rows, sight.columns, squeeze=False))
    for ax in axes[len(sight.plots):]:
        ax.set_axis_off()
    said = figure.supxlabel("\n".join(lines), fontsize=9, color=mpl.INK, x=0.012, ha="left")
    return figure, axes[:len(sight.plots)], said


def _drawn(figure: Figure, draw: Callable[[], Any]) -> None:
    """Draw with the default font, and with a Chinese font (if any) for the characters it lacks."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        text.set_fontfamily(["DejaVu Sans", *_chinese()])
    log, wanted = logging.getLogger("matplotlib.font_manager"), lambda record: False
    log.addFilter(wanted)                       # no message if the Chinese font has no bold weight
    try:
        with warnings.catch_warnings():  # no warning for missing glyphs: the boxes are visible
            warnings.filterwarnings("ignore", "Glyph .* missing")
            draw()
    finally:
        log.removeFilter(wanted)


@functools.cache
def _chinese() -> list[str]:
    """The installed fonts among `CHINESE`.

    matplotlib caches its list of fonts. If the list contains none of these fonts, the fonts that
    were installed later are added to it.
    """
    from matplotlib.font_manager import findSystemFonts, fontManager

    if not set(CHINESE) & set(fontManager.get_font_names()):
        listed = {font.fname for font in fontManager.ttflist}
        for path in set(findSystemFonts()) - listed:
            with suppress(RuntimeError, OSError):       # the file is not a font after all
                fontManager.addfont(path)
    return [name for name in CHINESE if name in fontManager.get_font_names()]


def _lines(caption: str) -> list[str]:
    """The caption in lines that fit the width; a setting and its value stay on one line."""
    glued = caption.replace(" ", GLUE).replace(f"{GLUE}·{GLUE}", " · ")
    parts = zip(caption.splitlines(), glued.splitlines(), strict=True)
    lines = [textwrap.wrap(whole if " · " in part else part, LETTERS) for part, whole in parts]
    return [line.replace(GLUE, " ") for each in lines for line in each]


def _settled(figure: Figure, axes: np.ndarray, sight: Sight) -> FigureCanvasAgg:
    """Fix the layout of a figure, so that nothing moves between frames; return its canvas."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = FigureCanvasAgg(figure)
    figure.dpi = DPI
    for ax, plot in zip(axes, sight.plots, strict=True):
        plot.sketch(ax, sight.record)
    _drawn(figure, canvas.draw)
    figure.set_layout_engine("none")
    return canvas
