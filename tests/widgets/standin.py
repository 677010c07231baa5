"""An area without science: an experiment that only counts, and plots that note what they drew."""

from types import SimpleNamespace

import bqplot
import numpy as np

from grokviz.divergence import Diverged
from grokviz.run import Change, Experiment, Hot, Snapshot
from grokviz.settings import Setting, Table
from grokviz.widgets import theme
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.views.view import View
from grokviz.widgets.plots import Series
from grokviz.widgets.plots.core import base
from grokviz.widgets.plots.core.size import Size

SETTINGS = Table(
    Setting("scale", "α", "scale", 0.1, 10, 2.0, log=True),
    Setting("decay", "λ", "decay", 0.001, 10, 0.1, log=True, hot=True, off=True),
    Setting("rate", "η", "rate", 1e-5, 1, 1e-3, log=True, hot=True),
    Setting("seed", "seed", "of all", 0, 99, 1, integer=True),
    Setting("steps", "steps", "to count", 1, 1000, 20, log=True, integer=True),
)
PRESETS = {"plain": {"scale": 2.0}, "small": {"scale": 0.1, "decay": 0}}


def goes_together(wanted):
    if (np.multiply(*(np.asarray(wanted[k], float) for k in ("rate", "decay"))) >= 1).any():
        raise ValueError("rate times decay is 1 or more; give a smaller decay")


def counting(wanted, beats=1):
    """value = scale * exp(-decay step); a scale of 10 diverges at step 5. It can go on from a
    state, where another scale holds at once."""
    columns = {k: np.atleast_1d(np.asarray(v, float)) for k, v in wanted.items()}
    columns = dict(zip(columns, np.broadcast_arrays(*columns.values()), strict=True))
    goes_together(wanted)

    def start(hot, state=None):
        now, fallen, first = columns["decay"], np.zeros_like(columns["decay"]), 0
        if state is not None:
            fallen, first = state["fallen"], int(state["step"]) + 1
        for step in range(first, int(wanted["steps"]) + 1):
            for _ in range(beats):
                yield None
            if isinstance(hot, Hot):
                hot.turn(step)
            new = np.broadcast_to(hot.get("decay", now), now.shape)
            changes = () if np.array_equal(new, now) else (Change(step, "decay", tuple(new)),)
            now = new
            if step:
                fallen = fallen + now
            value = columns["scale"] * np.exp(-fallen)
            if step == 5 and columns["scale"].max() == 10:
                raise Diverged(step, 0, np.inf, {"rate": 1e-3})
            kept = {"step": np.array(step), "fallen": fallen}
            yield Snapshot(step, {"value": value}, changes, lambda kept=kept: kept)

    return Experiment("counting", dict(wanted), columns, start)


class Plot:
    size = Size("250px")
    tools, title, series = None, "", (Series("value", theme.TEST, "value"),)
    floor, legend, make_room = 0.0, SimpleNamespace(place=lambda: None), base.Plot.make_room

    def __init__(self):
        self.scales = {k: bqplot.LinearScale(min=0.0, max=1.0) for k in "xy"}
        self.line = bqplot.Lines(x=[0.0, 1.0], y=[0.0, 1.0], scales=self.scales)
        self.axes = [bqplot.Axis(scale=self.scales[k], label=k) for k in "xy"]
        self.axes[1].orientation = "vertical"
        self.figure = bqplot.Figure(
            marks=[self.line], axes=self.axes, animation_duration=0,
            layout={"height": "250px", "width": "auto"},
        )
        self.box = self.figure
        self.shown, self.ghosts, self.names, self.guests, self.at = [], [], [], (), None
        self.clicked = lambda x, y: None

    def show(self, record, at=None):
        self.shown.append(len(record.steps))
        self.at = at
        with self.line.hold_sync():
            at = [0, *range(len(record.steps))]                 # never a single point
            self.line.x = record.steps[at].astype(np.float32)
            self.line.y = record.values["value"][at].T.astype(np.float32)

    def fit(self, wide, high):
        self.fitted = (wide, high)

    def beside(self, others):
        self.ghosts, self.names = [o.record for o in others], [o.name for o in others]

    def sketch(self, ax, record, beside=()):
        ax.plot(record.steps, record.values["value"])

    def expect(self, settings):
        self.scales["x"].max = float(settings["steps"])

    def moment(self, record, x, y):
        return x

    def leads(self, record, x, y):
        return ("Other", {"scale": round(x, 1)}) if y > 1 else None

    def describe(self, record):
        return f"{len(record.steps)} points"

    def numbers(self, record):
        rows = [[f"{s}", f"{v[0]:.4g}"] for s, v in zip(record.steps, record.values["value"],
                                                        strict=True)]
        return ["step", "value"], rows[::-1]

    def lines(self, look, **options):
        return bqplot.Lines(x=[0.0, 1.0], y=[0.0, 1.0], scales=self.scales,
                            colors=[look.colour], **options)

    def label(self, x, y, text, **options):
        return bqplot.Label(x=np.array(x), y=np.array(y), text=list(text), scales=self.scales,
                            **options)

    def host(self, *guests, owner=""):
        self.guests = guests
        self.figure.marks = [self.line, *guests]

    def close(self):
        for part in (*self.axes, *self.figure.marks, *self.scales.values(), self.figure.scale_x,
                     self.figure.scale_y, self.figure.layout, self.figure):
            part.close()


class Counting(Lab):
    key = "counting"


def lab(stored=None, guesses=(), **given):
    views = {
        "Run": View(
            pictures=lambda: [Plot(), Plot()], experiment=counting, uses=tuple(SETTINGS),
            words=lambda record, state: f"{state} at {record.steps[-1]}",
            hot=("decay", "rate"), rules=(goes_together,), branch=("scale",),
            compare=True, paced=True, stored=stored,
            measures={"end": lambda record: record.values["value"][-1]}, apart="value",
            guesses=guesses,
        ),
        "Other": View(
            pictures=lambda: [Plot()], uses=("scale", "steps"),
            experiment=lambda wanted: counting({"decay": 0.0, "rate": 1e-3} | dict(wanted)),
            words=lambda record, state: f"other {state}", columns=1,
        ),
    }
    return Counting(
        SETTINGS, views, presets=PRESETS, main=("scale", "decay"), plain=("seed",),
        compare=("scale", "decay", "seed"), seed="seed",
        remedy=lambda error: ("try scale 1", {"scale": 1.0}), **given,
    )


def seen_on_stage(lab):
    """The sheets of pictures that are not hidden."""
    return [box for box in lab.desk.stage.children if box.layout.display != "none"]
