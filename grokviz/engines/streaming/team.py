"""The blocks of an ensemble, and the threads that work through them together.

Each thread takes the next free block, with one torch thread, see `streaming.threads`. A core
that is slowed down by other work so ends up with fewer blocks, and nobody waits for it long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np

from grokviz.engines.streaming.ensemble import AnyBlock, AnyPlan, Sweep
from grokviz.engines.streaming.threads import one_torch_thread, spread
from grokviz.run import State, frozen

T = TypeVar("T")
BLOCK = 8               # most runs in a block on a CPU; more do not fit into its caches


class Team:
    """Builds the blocks of a plan and calls their methods, all blocks at a time."""

    def __init__(self, plan: AnyPlan, runs: int, blocks: int):
        threads = min(blocks, runs)
        turns = -(-runs // (threads * BLOCK)) if plan.device == "cpu" else 1
        # Every thread gets the same number of blocks, all of about the same size, so that the
        # threads finish a chunk at about the same time.
        cuts = np.linspace(0, runs, threads * turns + 1).round().astype(int)
        self.parts = [slice(a, b) for a, b in zip(cuts, cuts[1:], strict=False)]
        self.plan, self.pools = plan, one_torch_thread(threads)
        self.blocks: list[AnyBlock] = []

    def build(self, sweep: Sweep) -> None:
        sweeps = [{k: v[part] for k, v in sweep.items()} for part in self.parts]
        self.blocks = self._each(lambda i: self.plan.block(sweeps[i]))

    def set(self, hot: Mapping[str, np.ndarray]) -> None:
        parts = [{k: v[part] for k, v in hot.items()} for part in self.parts]
        self._each(lambda i: self.blocks[i].set(parts[i]))

    def advance(
        self, taken: int, until: int, marks: list[int]
    ) -> list[tuple[int, dict[str, np.ndarray]]]:
        """Advance all blocks to step `until`, and measure at the steps in `marks`.

        Returns (step, values of all runs) for each mark. A block goes through all its marks in one
        visit: handing it to a thread for every mark would cost more than the steps between.
        """
        def go(i: int) -> list[dict[str, np.ndarray]]:
            block, step = self.blocks[i], taken
            found: list[dict[str, np.ndarray]] = []
            for target in [*marks, until]:
                if target > step:
                    block.advance(target - step)
                    step = target
                if len(found) < len(marks):
                    # Frozen at once, because the next steps overwrite the measured tensors.
                    found.append(frozen(block.measure()))
            return found

        found = zip(*self._each(go), strict=True)           # for each mark, the values by block
        return [
            (step, {k: np.concatenate([part[k] for part in parts]) for k in parts[0]})
            for step, parts in zip(marks, found, strict=True)
        ]

    def state(self) -> State:
        parts = self._each(lambda i: self.blocks[i].state())
        # All blocks have taken the same number of steps, so that one number stands for all.
        return {"step": parts[0].pop("step")} | {
            k: np.concatenate([p[k] for p in parts]) for k in parts[0] if k != "step"
        }

    def restore(self, state: State) -> None:
        parts = [{k: v if k == "step" else v[part] for k, v in state.items()}
                 for part in self.parts]
        self._each(lambda i: self.blocks[i].restore(parts[i]))

    def close(self) -> None:
        for pool in self.pools:
            pool.shutdown(wait=True, cancel_futures=True)
        # A block and its functions refer to each other, so Python would free them only at its next
        # garbage collection. Clearing the block gives the memory back now.
        for block in self.blocks:
            vars(block).clear()
        self.blocks = []

    def _each(self, call: Callable[[int], T]) -> list[T]:
        """``call(i)`` for the number of every block, spread over the threads."""
        return spread(self.pools, len(self.parts), call, self.plan.grad_mode)
