"""Commands that Python gives to a lab: the painter's thread runs them, and the caller waits."""

from __future__ import annotations

from collections.abc import Callable

from grokviz.arguments import number, whole
from grokviz.run import Record
from grokviz.widgets.lab.controllers.run_control import RunControl
from grokviz.widgets.lab.controllers.time_control import TimeControl
from grokviz.widgets.lab.lab_state import LabState
from grokviz.widgets.lab.output.notebook_output import Outputs


class Commands:
    """Each command returns when its result can be read; the methods of `Lab` document them."""

    def __init__(self, state: LabState, run: RunControl, time: TimeControl, outputs: Outputs):
        self.state, self.run, self.time, self.outputs = state, run, time, outputs

    def start(self) -> None:
        self._do_until_first(self.run.start)

    def step(self, n: int) -> None:
        n = whole("n", n, 1, 1_000_000, 1)
        self._do_until_first(lambda: self.run.step(n))

    def reset(self) -> None:
        self._do_until_first(lambda: self.run.begin(budget=1))

    def go_to(self, step: float | None) -> None:
        if step is not None and not isinstance(step, str):
            step = number("step", step, 0, 1e15, 100)
        self.state.frames.call(lambda: self.time.go_to_step(step))

    def run_to_the_end(self) -> Record:
        """Train at full speed, wait for the end, and raise any error of the run."""
        frames, player = self.state.frames, self.state.view_state.player
        try:
            frames.call(lambda: self.run.begin(paced=False))
            player.wait()
        finally:
            if player.active:               # the user interrupted the wait
                player.stop()
            frames.flush()
            self.outputs.settle()
        record = self.state.record
        assert record is not None           # without a record, an error was raised above
        return record

    def _do_until_first(self, work: Callable[[], None]) -> None:
        """Run `work`, and wait for the first snapshot of the run."""
        self.state.frames.call(work)
        self.state.view_state.player.wait_for_first()
