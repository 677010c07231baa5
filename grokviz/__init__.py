"""Interactive labs on grokking: real networks train while you hold the slider.

    import grokviz as gv
    gv.TeacherStudentLab()                                          # in Jupyter
    gv.record(gv.recipes.teacher_student.grokking(init_scale=2))    # from Python

Importing this loads no torch: each name is fetched when it is first used.
"""

import importlib

from grokviz.labs import LABS as _LABS

_HOME = {                               # of the public names, but for those of labs
    "Step": "grokviz.teaching.tour.steps",
    "guide": "grokviz.teaching.tour.panel",
    "check": "grokviz.labs.exercises",
    "Record": "grokviz.run",
    "Experiment": "grokviz.run",
    "Snapshot": "grokviz.run",
    "Diverged": "grokviz.divergence",
    "Interrupted": "grokviz.recording",
    "record": "grokviz.recording",
    "replay": "grokviz.recording",
    "save": "grokviz.store",
    "load": "grokviz.store",
    "StoreError": "grokviz.store",
    "export": "grokviz.exports",
    "open_link": "grokviz.labs.links",
    "resume": "grokviz.labs.links",
    "open_page": "grokviz.labs.links",
    "LinkError": "grokviz.widgets.lab.permalink",
    "guesses": "grokviz.teaching.predictions.log",
    "language": "grokviz.i18n",
}
_ROOMS = ("recipes", "theory")


def _home():
    """Public name -> the module that it is fetched from."""
    return {**{lab: f"grokviz.labs.{package}.lab" for package, lab in _LABS.items()}, **_HOME}


__all__ = sorted([*_home(), *_ROOMS])   # noqa: PLE0604


def __getattr__(name):
    if name in _ROOMS:
        return importlib.import_module(f"grokviz.{name}")
    if name in _home():
        return getattr(importlib.import_module(_home()[name]), name)
    raise AttributeError(f"grokviz has no {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return __all__
