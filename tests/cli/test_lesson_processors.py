"""The text of a lesson holds on another processor: other vector units, other numbers of threads.

Lesson 01 stands for all: it is the cheapest that trains. The verdicts in the tables of all lessons
are stored, so they are the same anywhere; tests/test_processors.py judges those near a threshold.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.test_lesson_numbers import LEARNT, LESSONS, load, printed, unprinted

(LESSON,) = (path for path in LESSONS if path.stem.startswith("01"))
DEAR = "cell-11"        # takes as long as the others together
NAMES = ("ATEN_CPU_CAPABILITY", "MKL_CBWR", "ONEDNN_MAX_CPU_ISA", "OMP_NUM_THREADS")


@pytest.mark.parametrize("values", [
    ("default", "COMPATIBLE", "SSE41", "1"), ("avx2", "AVX2", "AVX2", "2")], ids=lambda v: v[0])
def test_the_text_of_a_lesson_holds_on_another_processor(values):
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("lesson_cells.py")), str(LESSON), DEAR],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        | dict(zip(NAMES, values, strict=True)), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found, notebook = json.loads(done.stdout.splitlines()[-1]), load(LESSON)
    assert found["threads"] == int(values[3]) and len(found["cells"]) == 3
    if values[0] == "default":                  # which every machine can do
        assert found["capability"] == "DEFAULT"
    for cell in notebook["cells"]:
        if cell["id"] in found["cells"]:
            cell["outputs"] = [{"text": found["cells"][cell["id"]]}]
    known = {LEARNT, *printed(notebook)}
    told = {cell["id"]: list(unprinted("".join(cell["source"]), known))
            for cell in notebook["cells"] if cell["cell_type"] == "markdown"}
    assert {name: numbers for name, numbers in told.items() if numbers} == {}
