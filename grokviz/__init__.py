"""Interactive labs on grokking: real networks train while you hold the slider.

    import grokviz as gv
    gv.TeacherStudentLab()                                          # in Jupyter
    gv.record(gv.recipes.teacher_student.grokking(init_scale=2))    # from Python

Importing this loads no torch: each name is fetched when it is first used.
"""

import importlib

_HOME = {
    "TeacherStudentLab": "grokviz.labs.teacher_student",
    "ShellToy": "grokviz.labs.shell_toy",
    "ModularAdditionLab": "grokviz.labs.modular_addition",
    "PlaneLab": "grokviz.labs.plane",
    "NormFlowLab": "grokviz.labs.norm_flow",
    "FirstLayerLab": "grokviz.labs.first_layer",
    "PenaltyLab": "grokviz.labs.penalties",
    "Step": "grokviz.teaching.guide",
    "guide": "grokviz.teaching.guide_panel",
    "check": "grokviz.labs.exercises",
    "Record": "grokviz.run",
    "Experiment": "grokviz.run",
    "Snapshot": "grokviz.run",
    "Diverged": "grokviz.run",
    "Interrupted": "grokviz.run",
    "record": "grokviz.run",
    "replay": "grokviz.run",
    "save": "grokviz.store",
    "load": "grokviz.store",
    "StoreError": "grokviz.store",
    "export": "grokviz.exports",
    "open_link": "grokviz.labs.links",
    "resume": "grokviz.labs.links",
    "open_page": "grokviz.labs.links",
    "LinkError": "grokviz.widgets.link",
    "guesses": "grokviz.teaching.log",
    "language": "grokviz.widgets.strings",
}
_ROOMS = ("recipes", "theory")

__all__ = sorted([*_HOME, *_ROOMS])     # noqa: PLE0604


def __getattr__(name):
    if name in _ROOMS:
        return importlib.import_module(f"grokviz.{name}")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"grokviz has no {name!r}; it has {', '.join(__all__)}")


def __dir__():
    return __all__
