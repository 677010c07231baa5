"""Measured beside the losses of teacher and student: the function that a run has learnt."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.block import Probe
from grokviz.models import Model, Params
from grokviz.tasks import Task
from grokviz.tasks.teacher_student import along_one_input

OUTPUT = 1                      # of the network, that of `along_one_input`


def probe(sweep: Mapping[str, np.ndarray], network: Model) -> Probe:
    """A probe for `engines.Plan`, of runs that share one data seed and one teacher.

    Returns
    -------
    function
        function_slice (runs, 2, points), float32: what the student says along one input, and
        what the teacher says there.
    """
    seeds = (int(sweep[name][0]) for name in ("data_seed", "teacher_seed"))
    line, teacher = along_one_input(*seeds)

    def look(params: Params, task: Task, outputs: Tensor, full: bool) -> dict[str, np.ndarray]:
        runs = outputs.shape[0]
        inputs = line.to(outputs).expand(runs, *line.shape)
        with torch.no_grad():
            student = network.apply(params, inputs)[..., OUTPUT]
        both = torch.stack([student, teacher.to(student).expand_as(student)], 1)
        return {"function_slice": both.float().cpu().numpy()}

    return look
