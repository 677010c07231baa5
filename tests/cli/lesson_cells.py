"""Run the cells of a lesson that print numbers, and print what they print.

lesson_cells.py PATH [ID ...] leaves out the cells with these ids.
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import torch

import grokviz as gv


def printed(notebook, without):
    """Id of each cell that prints and checks no answer -> what it prints now."""
    known, found = {"gv": gv}, {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        prints = any(o.get("name") == "stdout" for o in cell.get("outputs", ()))
        if prints and "gv.check(" not in source and cell["id"] not in without:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                exec(source, known)     # the cells of a lesson are one program
            found[cell["id"]] = said.getvalue()
    return found


if __name__ == "__main__":
    cells = printed(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), sys.argv[2:])
    print(json.dumps({"cells": cells, "threads": torch.get_num_threads(),
                      "capability": torch.backends.cpu.get_cpu_capability()}))
