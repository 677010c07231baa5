"""Runs of a comparison that diverge: every lab says which and why, and draws the others."""

import importlib
import warnings
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from grokviz.divergence import Diverged, Lost
from grokviz.labs import LABS
from grokviz.labs.norm_flow.lab import NormFlowLab
from grokviz.labs.teacher_student.lab import TeacherStudentLab
from grokviz.recording import History

RECORDS = 12


def short(experiment, records=RECORDS):
    """The first records of an experiment."""
    history = History(experiment)
    with closing(experiment.start({})) as stream:
        for snapshot in stream:
            if snapshot is not None:
                history.append(snapshot)
            if len(history) == records:
                break
    return history.record()


def without(record, run=1):
    """The same, with a run lost half-way."""
    half = len(record.steps) // 2
    values = {}
    for name, value in record.values.items():
        values[name] = value = value.copy()
        value[half:, run] = np.nan if value.dtype.kind == "f" else 0
    lost = Lost(int(record.steps[half]), run, np.inf, {"learning_rate": 0.5}, 0.1)
    return replace(record, values=values, diverged=(lost,))


def views():
    for module, name in LABS.items():
        lab = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), name)(driver="here")
        compared = lab.state.compared
        for view in lab.view_states:
            if lab.view_states[view].view.compare:
                yield pytest.param(module, view, compared[0], id=f"{module}, {view}")
        lab.close()


@pytest.mark.parametrize(("module", "view", "compared"), views())
def test_a_comparison_names_the_run_that_is_lost_and_draws_the_others(module, view, compared):
    make = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), LABS[module])
    with closing(make(driver="here", view=view, comparing=compared, runs=3)) as lab:
        record = without(short(lab.view_state.experiment(lab.wanted)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            lab.view_state.runner.put_stored(lab.wanted)
            lab.view_state.player.load(record)
            lab.frames.flush()
            for plot in lab.view_state.plots:
                said = plot.describe(lab.view_state.told)
                assert "nan" not in said, said
            assert lab.state.trouble is None, lab.state.trouble
        name = lab.refresh.names(record)[1]
        assert lab.status.startswith(
            f"Run 2 ({name}) diverged at step {record.diverged[0].step:,}: its loss is not a "
            "number any more at learning rate 0.5; the others go on."), lab.status
        assert "nan" not in lab.status, lab.status
        assert lab.run_control.offer() is not None or module == "shell_toy"
        key = [word for plot in lab.view_state.plots for name in ("key", "more key")
               if name in plot.drawn().marks for word in plot.drawn().marks[name].text]
        assert not key or any(word.endswith("diverged") for word in key)


def test_two_of_three_live_runs_are_lost_and_the_third_trains_on():
    """Where the start is three times as large the largest eigenvalue is nine times as large."""
    with closing(NormFlowLab(driver="here", view="Diagonal net", comparing="init_scale", runs=3,
                             init_scale=2, learning_rate=0.3)) as lab:
        record = lab.run(steps=2000)
        assert [lost.run for lost in record.diverged] == [2, 1] and record.steps[-1] == 2000
        assert lab.status.startswith(
            "2 of 3 runs diverged, the first at step 2: its loss passed 5e+13 at learning rate 0.3;"
            " the others go on. ") and "nan" not in lab.status
        words, settings = lab.run_control.offer()
        least = min(lost.bound for lost in record.diverged)
        assert settings["learning_rate"] == pytest.approx(least / 2, rel=0.05)
        assert words == f"try learning rate {settings['learning_rate']:g}"
        with pytest.raises(Diverged, match="all 3 runs"):
            lab.run(learning_rate=1.0)
        assert lab.status.startswith("all 3 runs diverged; first, the loss of run 2 passed")


def test_a_map_of_phases_counts_the_runs_that_diverged():
    with closing(TeacherStudentLab(driver="here", view="Phases")) as lab:
        (plot,), record = lab.view_state.plots, lab.record
        record = replace(record, diverged=(Lost(int(record.steps[-1]), 4, np.inf),))
        plot.show(record)
        assert plot.describe(record).endswith(" Diverged runs: 1.")
        _, rows = plot.numbers(record)
        assert sum("(1 diverged)" in cell for row in rows for cell in row) == 1
