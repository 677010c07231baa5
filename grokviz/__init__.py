"""Interactive labs on grokking: real networks train while you move the sliders.

    import grokviz as gv
    gv.TeacherStudentLab()                                          # in Jupyter
    gv.record(gv.recipes.teacher_student.grokking(init_scale=2))    # from Python

Importing this package does not load torch, which takes seconds: each name is imported when it is
first used.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:                       # for editors and type checkers, which cannot see `_home`
    from grokviz import recipes as recipes
    from grokviz import theory as theory
    from grokviz.divergence import Diverged as Diverged
    from grokviz.exports import export as export
    from grokviz.exports import from_xarray as from_xarray
    from grokviz.i18n import language as language
    from grokviz.jobs.job import Job as Job
    from grokviz.jobs.many import many as many
    from grokviz.labs.coordinates.lab import CoordinatesLab as CoordinatesLab
    from grokviz.labs.custom.lab import CustomLab as CustomLab
    from grokviz.labs.density.lab import DensityLab as DensityLab
    from grokviz.labs.digits.lab import DigitsLab as DigitsLab
    from grokviz.labs.exercises import check as check
    from grokviz.labs.first_layer.lab import FirstLayerLab as FirstLayerLab
    from grokviz.labs.links import open_link as open_link
    from grokviz.labs.links import open_page as open_page
    from grokviz.labs.links import resume as resume
    from grokviz.labs.modular_addition.lab import ModularAdditionLab as ModularAdditionLab
    from grokviz.labs.molecules.lab import MoleculesLab as MoleculesLab
    from grokviz.labs.norm_flow.lab import NormFlowLab as NormFlowLab
    from grokviz.labs.own_claims import claim as claim
    from grokviz.labs.penalties.lab import PenaltyLab as PenaltyLab
    from grokviz.labs.phases import PhaseLab as PhaseLab
    from grokviz.labs.plane.lab import PlaneLab as PlaneLab
    from grokviz.labs.reviews.lab import ReviewsLab as ReviewsLab
    from grokviz.labs.shell_toy.lab import ShellToy as ShellToy
    from grokviz.labs.sparse_parity.lab import ParityLab as ParityLab
    from grokviz.labs.teacher_student.lab import TeacherStudentLab as TeacherStudentLab
    from grokviz.recording import Interrupted as Interrupted
    from grokviz.recording import record as record
    from grokviz.recording import replay as replay
    from grokviz.run import Experiment as Experiment
    from grokviz.run import Record as Record
    from grokviz.run import Snapshot as Snapshot
    from grokviz.storage.files import StoreError as StoreError
    from grokviz.store import load as load
    from grokviz.store import save as save
    from grokviz.teachers.room import classroom as classroom
    from grokviz.teachers.seats import seat as seat
    from grokviz.teaching.exercises.verdicts import verdicts as verdicts
    from grokviz.teaching.measured import measured as measured
    from grokviz.teaching.predictions.log import guesses as guesses
    from grokviz.teaching.tour.panel import guide as guide
    from grokviz.teaching.tour.steps import Step as Step
    from grokviz.widgets.lab.serialization.permalink import LinkError as LinkError

from grokviz.labs import LABS as _LABS

_HOME = {                               # modules of the public names other than labs
    "CustomLab": "grokviz.labs.custom.lab",                     # needs a module: it has no page
    "Step": "grokviz.teaching.tour.steps",
    "guide": "grokviz.teaching.tour.panel",
    "check": "grokviz.labs.exercises",
    "claim": "grokviz.labs.own_claims",
    "Record": "grokviz.run",
    "Experiment": "grokviz.run",
    "Snapshot": "grokviz.run",
    "Diverged": "grokviz.divergence",
    "Interrupted": "grokviz.recording",
    "record": "grokviz.recording",
    "replay": "grokviz.recording",
    "save": "grokviz.store",
    "load": "grokviz.store",
    "StoreError": "grokviz.storage.files",
    "export": "grokviz.exports",
    "many": "grokviz.jobs.many",
    "PhaseLab": "grokviz.labs.phases",
    "Job": "grokviz.jobs.job",
    "from_xarray": "grokviz.exports",
    "open_link": "grokviz.labs.links",
    "resume": "grokviz.labs.links",
    "open_page": "grokviz.labs.links",
    "LinkError": "grokviz.widgets.lab.serialization.permalink",
    "measured": "grokviz.teaching.measured",
    "guesses": "grokviz.teaching.predictions.log",
    "classroom": "grokviz.teachers.room",
    "seat": "grokviz.teachers.seats",
    "verdicts": "grokviz.teaching.exercises.verdicts",
    "language": "grokviz.i18n",
}
_ROOMS = ("recipes", "theory")


def _home():
    """Public name -> the module from which it is imported."""
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
