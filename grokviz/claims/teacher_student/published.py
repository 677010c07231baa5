"""What the notebooks of Omnigrok stored, from the paper's own seeds and draws, measured again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from grokviz.claims.ledger import Claim, Verdict
from grokviz.claims.teacher_student import lu_curve_rules, published_runs, runs
from grokviz.claims.teacher_student.rules import both
from grokviz.run import Record

Rule = Callable[[Record], Verdict]
ONE_EXAMPLE = 0.0101                    # of the 100 in the test set


def _at(
    stored: Mapping[int, float], name: str, relative: float = 0.0, absolute: float = 0.0
) -> Rule:
    """A rule: a value of the run agrees with the stored numbers, step by step."""

    def rule(run: Record) -> Verdict:
        value = published_runs.squared_norm(run) if name == "squared_norm" else run.values[name]
        found = value[[run.steps.tolist().index(s) for s in stored], 0]
        return lu_curve_rules.near(name, found, list(stored.values()), relative, absolute,
                           labels=[f"step {s}" for s in stored])

    return rule


def _cells(
    stored: Sequence[float], name: str, step: int, cells: Sequence[int], relative: float
) -> Rule:
    """A rule: the landscape agrees with the stored losses at some of its norms."""
    cells = [c for c in cells if not np.isnan(stored[c])]

    def rule(run: Record) -> Verdict:
        found = run.values[name][run.steps.tolist().index(step)]
        return lu_curve_rules.near(name, found[cells], [stored[c] for c in cells], relative,
                           labels=[f"α {published_runs.SCALES[c]:.2f}" for c in cells])

    return rule


_ALL = range(len(published_runs.SCALES))
_SETTLED = [c for c in _ALL if c not in published_runs.ADRIFT]
_EARLY = dict(zip(published_runs.ADRIFT, published_runs.EARLY_TEST, strict=True))
_claim = partial(Claim, area="teacher_student", paper="Omnigrok, arXiv:2210.01117")

CLAIMS = (
    _claim(
        id="stored_start", figure="Fig. 2a, stored log",
        statement="The paper's seeds and draws give its test loss at step 0.",
        wanted="11 losses to 0.5%, their printed digits",
        test=runs.stored_landscape,
        rule=_cells(published_runs.START_TEST, "test_loss", 0, _ALL, 5e-3),
    ),
    _claim(
        id="stored_landscape", figure="Fig. 2a, stored log",
        statement="They give its losses at fixed norm, step 9,800, at all α but 0.25 and 0.40.",
        wanted="losses above 1e-4 to 5%",
        test=runs.stored_landscape, rule=both(
            _cells(published_runs.TRAIN, "train_loss", 9800, _SETTLED, 0.05),
            _cells(published_runs.TEST, "test_loss", 9800, _SETTLED, 0.05)),
    ),
    _claim(
        id="stored_landscape_early", figure="Fig. 2a, stored log",
        statement="At α 0.25 and 0.40 they give its test loss at step 4,000.",
        wanted="test losses to 5%",
        test=runs.stored_landscape, rule=_cells(
            [_EARLY.get(c, np.nan) for c in _ALL], "test_loss", 4000, published_runs.ADRIFT, 0.05),
    ),
    _claim(
        id="stored_landscape_late", figure="Fig. 2a, stored log",
        statement="At α 0.25 and 0.40 they give its losses at step 9,800.",
        wanted="losses above 1e-4 to 5%",
        test=runs.stored_landscape, rule=both(
            _cells(published_runs.TRAIN, "train_loss", 9800, published_runs.ADRIFT, 0.05),
            _cells(published_runs.TEST, "test_loss", 9800, published_runs.ADRIFT, 0.05)),
        expected=False,
        reason="at these norms Adam does not settle but wanders, its loss rising again from step "
               "4,000 on, and small differences add up: a plain loop in the notebook's own order "
               "is as far off on today's torch (test 6% and 16%)",
    ),
    _claim(
        id="stored_norm", figure="Fig. 2b, stored log",
        statement="α 2, λ 0.05: they give its squared norm, first matrix counted twice as there.",
        wanted="at 5 steps up to 19,000, to 1e-3",
        test=runs.stored_dynamics,
        rule=_at(published_runs.SQUARED_NORM, "squared_norm", relative=1e-3),
    ),
    _claim(
        id="stored_test_loss", figure="Fig. 2b, stored log",
        statement="α 2, λ 0.05: they give its test loss.",
        wanted="at 6 steps up to 19,000, to 5%",
        test=runs.stored_dynamics,
        rule=_at(published_runs.TEST_LOSS, "test_loss", relative=0.05),
    ),
    _claim(
        id="stored_accuracy", figure="Fig. 2b, stored log",
        statement="α 2, λ 0.05: they give its train and test accuracy.",
        wanted="train at steps 200 to 800, to the printed digits; test at 1,000 to 19,000, to one "
               "example of the 100, since rounding alone flips one in that many steps",
        test=runs.stored_dynamics, rule=both(
            _at(published_runs.TRAIN_ACCURACY, "train_accuracy", absolute=0.005),
            _at(published_runs.TEST_ACCURACY, "test_accuracy", absolute=ONE_EXAMPLE)),
    ),
)
