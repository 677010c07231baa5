"""A process that trains blocks: it reads a folder and a number a line, and answers a line each.

It is started by `jobs.executors.Processes`. A notebook may be killed meanwhile: then no line comes
any more, the block in hand is still finished and written, and the process ends.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    # Lines go to the pipe that was our output; whatever else prints goes to the errors.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    from grokviz.jobs.block import train_block

    for line in sys.stdin:
        folder, block = json.loads(line)
        said = json.dumps(train_block(folder, block))
        try:
            answers.write(f"{said}\n")
            answers.flush()
        except BrokenPipeError:
            os._exit(0)


if __name__ == "__main__":
    main()
