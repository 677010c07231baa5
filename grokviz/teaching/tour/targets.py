"""What the words of a guide come to in a lab: moments, what is pointed at, what is done."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import ipywidgets
import numpy as np

from grokviz.i18n import t
from grokviz.run import Record
from grokviz.sentences import unknown
from grokviz.settings import AnySetting, Choice
from grokviz.teaching.tour.steps import Step, target
from grokviz.widgets.lab.time_control import number_at

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

BUTTONS = {"Start": "go", "Step": "step", "Reset": "reset", "New seed": "new_seed",
           "speed": "speed"}
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
           "=": operator.eq}
NEAR = 2                # records: the time machine is "at" a moment that is no further away


def check(lab: Lab, step: Step) -> None:
    """ValueError for a step that speaks of something the lab does not have."""
    for kind, what in (*step.targets(), *filter(None, [step.condition()])):
        if kind == "view" and what not in lab.scenes:
            raise ValueError(unknown("view", what, lab.scenes))
        for name, value in (what if kind == "settings" else {}).items():
            setting(lab, name).check(value)
        if kind == "compare" and isinstance(setting(lab, what[0]), Choice):
            setting(lab, what[0]).check(what[2])
    for name in step.show:
        setting(lab, name)
    if step.point and not pointed(lab, step.point):
        titles = _titles(lab)
        if step.point not in titles:
            raise ValueError(unknown("thing to point at", step.point, [
                *lab.controls.rows, *lab.scenes, *BUTTONS, "time machine", *titles]))


def _titles(lab: Lab) -> list[str]:
    """Those of all pictures, which have one once they are made."""
    for name, scene in lab.scenes.items():
        scene.build(name)
    lab.scene.build(lab.view)
    return [plot.title for scene in set(lab.scenes.values())
            for sheet in scene.sheets.values() for plot in sheet.plots]


def setting(lab: Lab, name: str) -> AnySetting:
    """A setting of the lab; ValueError with the known ones for any other name."""
    if name not in lab.controls.rows:
        raise ValueError(unknown("setting", name, lab.controls.rows))
    return lab.controls.rows[name].setting


def pointed(lab: Lab, name: str) -> list[ipywidgets.DOMWidget]:
    """The widgets of the lab, as it is now, that are meant by a name."""
    if name in lab.controls.rows:
        return [lab.controls.rows[name]]
    if name in lab.scenes:
        return [lab.transport.views[name]]
    if name in BUTTONS:
        return [getattr(lab.transport, BUTTONS[name])]
    if name == "time machine":
        return [lab.time]
    scene = lab.scene
    animated = scene.pictures.animated
    if animated is not None:                    # it is all there is to see
        return [scene.box] if animated.title == name else []
    cells = scene.box.children if scene.box is not None else ()
    return [cell for plot, cell in zip(scene.plots, cells, strict=True)
            if plot.title == name]


def do(lab: Lab, text: str) -> None:
    """Bring the lab to what a link speaks of; on the painter's thread."""
    kind, what = target(text)
    if kind == "view":
        lab.view = what
    elif kind == "settings":
        lab.update(what)
    elif kind == "start":
        lab.transport.go.click()
    elif lab.record is not None:
        lab.go_to(moment(lab.record, what))


def moment(record: Record, what: str | float) -> float | None:
    """The step of a moment of a run; None for the newest. ValueError where it did not come yet.

    The plateau is the middle, on a logarithmic axis, of the time from learning the training set
    to learning the test set, or to the end where that is not learnt.
    """
    if not isinstance(what, str):
        return what
    if what in ("start", "end"):
        return 0.0 if what == "start" else None
    if "train_accuracy" not in record.values:
        raise ValueError(t("guide.no_such_moment_picture"))
    t_train, t_test = float(record.t_train[0]), float(record.t_test[0])
    if np.isnan(t_train):
        raise ValueError(t("guide.training_set_not_learnt"))
    if what == "t_test" and np.isnan(t_test):
        raise ValueError(t("guide.test_set_not_learnt"))
    end = float(record.steps[-1]) if np.isnan(t_test) else t_test
    middle = float(np.sqrt(max(t_train, 1) * max(end, 1)))
    return {"t_train": t_train, "plateau": middle, "t_test": t_test}[what]


def is_done(lab: Lab, step: Step, before: Any) -> bool:
    """Whether it is; `before` is the job, if any, that was over when the step was opened."""
    condition = step.condition()
    if condition is None:
        return False
    kind, what = condition
    job, record = lab.scene.player.job, lab.record
    if kind == "function":
        return bool(what(lab))
    if kind == "compare":
        name, sign, number = what
        return bool(COMPARE[sign](lab.value[name], number))
    if kind == "view":
        return lab.view == what
    if kind == "at":
        at = lab.scene.at
        return at is not None and record is not None and _stands_at(record, at, what)
    if kind == "learnt":                                # what is stored was done by nobody here
        return None not in (job, record) and bool(np.isfinite(getattr(record, what)[0]))
    if job in (None, before):
        return False
    return lab.scene.player.state == "finished" if kind == "ended" else len(job.history) > 1


def _stands_at(record: Record, at: int, what: str) -> bool:
    try:
        step = moment(record, what)
    except ValueError:
        return False
    if what == "plateau":                               # anywhere on it; t_test may be nan
        at_step = record.steps[at]
        return bool(at_step > record.t_train[0] and not at_step >= record.t_test[0])
    wanted = len(record.steps) - 1 if step is None else number_at(record, str(step))
    return wanted is not None and abs(at - wanted) <= NEAR
