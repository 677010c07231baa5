"""Targets and conditions of a guide in a lab: moments, marked widgets, and finished steps."""

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
from grokviz.widgets.lab.controllers.time_control import number_at

if TYPE_CHECKING:
    from grokviz.widgets.lab.lab import Lab

POINTED = "grokviz-pointed"
BUTTONS = {"Start": "go", "Step": "step", "Reset": "reset", "New seed": "new_seed",
           "speed": "speed"}
COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
           "=": operator.eq}
INSIDE = {"Start": "grokviz-points-play", "time machine": "grokviz-points-strip"}
SAID = {"Start": "animation.play", "time machine": "animation.bar"}
NEAR = 2                # records: the time machine is "at" a moment that is no further away


def check(lab: Lab, step: Step) -> None:
    """Raise ValueError for a step that names something that the lab lacks."""
    for kind, what in (*step.targets(), *filter(None, [step.condition()])):
        if kind == "view" and what not in lab.view_states:
            raise ValueError(unknown("view", what, lab.view_states))
        for name, value in (what if kind == "settings" else {}).items():
            setting(lab, name).check(value)
        if kind == "compare" and isinstance(setting(lab, what[0]), Choice):
            setting(lab, what[0]).check(what[2])
    for name in step.show:
        setting(lab, name)
    if step.point and where(lab, step.point) is None:
        titles = [title for name in lab.view_states for title in _titles(lab, name)]
        raise ValueError(unknown("thing to point at", step.point, [
            *lab.controls.rows, *lab.view_states, *BUTTONS, "time machine", *titles]))


def where(lab: Lab, name: str) -> str | None:
    """The view that shows the named target: the current view if possible, otherwise first a view of
    the same run; None if no view shows it."""
    if name in lab.controls.rows or name in lab.view_states or name in (*BUTTONS, "time machine"):
        return lab.view
    views = sorted(lab.view_states, key=lambda view: (view != lab.view,
                                                 lab.view_states[view] is not lab.view_state))
    return next((view for view in views if name in _titles(lab, view)), None)


def _titles(lab: Lab, view: str) -> list[str]:
    """The titles of a view's pictures; a picture has one after it is made."""
    view_state, front = lab.view_states[view], lab.view_state.pictures.name
    view_state.build(view)
    titles = [plot.title for plot in view_state.plots]
    lab.view_state.build(front)
    return titles


def setting(lab: Lab, name: str) -> AnySetting:
    """A setting of the lab; ValueError with the known ones for any other name."""
    if name not in lab.controls.rows:
        raise ValueError(unknown("setting", name, lab.controls.rows))
    return lab.controls.rows[name].setting


def pointed(lab: Lab, name: str) -> list[ipywidgets.DOMWidget]:
    """The widgets of the lab that a name means at present."""
    if name in lab.controls.rows:
        return [lab.controls.rows[name]]
    if name in lab.view_states:
        return [lab.transport.views[name]]
    view_state = lab.view_state
    animated = view_state.pictures.animated
    if animated is not None and name in INSIDE:
        return [animated.box]
    if name in BUTTONS:
        return [getattr(lab.transport, BUTTONS[name])]
    if name == "time machine":
        return [lab.time]
    if animated is not None:                    # it is all there is to see
        return [view_state.box] if animated.title == name else []
    cells = view_state.box.children if view_state.box is not None else ()
    return [cell for plot, cell in zip(view_state.plots, cells, strict=True)
            if plot.title == name]


def mark(lab: Lab, name: str) -> str:
    """The CSS class that marks the target; in an animated picture it marks one part."""
    return INSIDE.get(name, POINTED) if lab.view_state.pictures.animated is not None else POINTED


def called(lab: Lab, point: str) -> str:
    """The name of the target on the screen."""
    if point in lab.controls.rows:
        return setting(lab, point).label
    if lab.view_state.pictures.animated is not None:
        return t(SAID.get(point, point))
    return t(point)


def do(lab: Lab, text: str) -> None:
    """Show the target of a link in the lab; runs on the painter's thread."""
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
    """The step of a moment of a run; None for the newest. ValueError if it has not happened yet.

    The plateau is the logarithmic middle of the time between t_train and t_test, or between
    t_train and the end if the test set is not learnt.
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
    """True if the step is done; `before` is the job that was over when the step opened, if any."""
    condition = step.condition()
    if condition is None:
        return False
    kind, what = condition
    if kind == "view":
        return lab.view == what
    if kind == "function":
        return bool(what(lab))
    if kind == "compare":
        name, sign, number = what
        return bool(COMPARE[sign](lab.value[name], number))
    job, record = lab.view_state.player.job, lab.record
    if kind == "at":
        at = lab.view_state.at
        return at is not None and record is not None and _stands_at(record, at, what)
    if kind == "learnt":                                # a stored run does not count
        when = np.nan if None in (job, record) else float(getattr(record, what)[0])
        return bool(np.isfinite(when)) and _seen(lab, when)
    if job in (None, before):
        return False
    if kind == "begun":
        return len(job.history) > 1
    if record is None or lab.view_state.player.state != "finished":
        return False
    return _seen(lab, float(record.steps[-1]))


def _seen(lab: Lab, step: float) -> bool:
    """True if the learner has seen a step: an animated picture may lag behind its run."""
    return lab.view_state.pictures.animated is None or lab.animation.reached >= step


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
