"""A simulated learner who uses the labs of a page at random, but the same way each time."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

DRAG = 20               # movements of the mouse in one drag
PATIENCE = 60           # seconds for an answer, on a busy machine
TRIES = 3               # on a busy machine the page may move under the mouse
NEAR = 0.1              # how near to its goal a slider has to be, as a share of its track
ACTIONS = {"drag": 8, "go": 4, "view": 3, "preset": 2, "turn_page": 2}      # relative frequencies
_RERUN = """async cell => {
    const { content } = jupyterapp.shell.currentWidget;
    content.activeCellIndex = cell;
    content.deselectAll();
    await jupyterapp.commands.execute('notebook:run-cell');
}"""


class Learner:
    """A learner of `labs` labs, which are in the first cells of a notebook, one a cell.

    Parameters
    ----------
    page
        A page of Playwright with the notebook, open and run.
    labs : int
    seed : int

    Attributes
    ----------
    done : Counter
        Counts each of ACTIONS, and `rerun`.
    turns : int
        Counts how often it was another lab's turn.
    """

    def __init__(self, page: Any, labs: int, seed: int = 0):
        self.page, self.labs, self.chance = page, labs, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.turns, self._at = 0, -1

    def wait_for_labs(self) -> None:
        """Wait until all labs are there."""
        self._until(lambda: self.page.locator(".grokviz-go").count() == self.labs,
                    "a cell shows no lab")

    def act(self) -> None:
        """Do one thing with one of the labs."""
        what = self.chance.choices(list(ACTIONS), list(ACTIONS.values()))[0]
        number = self.chance.randrange(self.labs)
        self.turns += number != self._at
        self._at = number
        self.done[what] += getattr(self, what)(number)

    def drag(self, number: int) -> bool:
        """Drag a slider, if there is one, until the kernel answers with a new value."""
        self.turn_page(number, 0)
        rows = self._lab(number).locator(".grokviz-row:visible:has([role=slider])")
        count = rows.count()
        if not count:                           # this view has no sliders: its runs have all values
            return False
        row = rows.nth(self.chance.randrange(count))
        row.scroll_into_view_if_needed()
        text, refused = row.locator("input"), row.locator("[role=alert]")
        value, move = text.input_value(), self.chance.uniform(0.25, 0.75)
        tries = (self._slide(row, move) for _ in range(TRIES))
        assert any(near or refused.count() for near in tries), "the drag missed its slider"
        self._until(lambda: text.input_value() != value or refused.count(),
                    "the kernel did not answer to a slider")
        return True

    def _slide(self, row: Any, move: float) -> bool:
        """Drag a slider by a share of its track; True if it arrived there.

        A goal beyond the end of the track continues at its beginning.
        """
        slider = row.locator("[role=slider]")
        slider.hover()                          # waits until the page stands still
        track, handle = row.locator(".slider-container").bounding_box(), slider.bounding_box()
        x, y = (handle[k] + handle[size] / 2 for k, size in (("x", "width"), ("y", "height")))
        share = (x - track["x"]) / track["width"]
        goal = (share + move) % 1               # never its own place
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for i in range(1, DRAG + 1):
            self.page.mouse.move(x + (goal - share) * track["width"] * i / DRAG, y)
            self.page.wait_for_timeout(20)
        self.page.mouse.up()
        low, high, reached = (float(slider.get_attribute(f"aria-value{which}"))
                              for which in ("min", "max", "now"))
        return abs((reached - low) / (high - low) - goal) < NEAR

    def go(self, number: int) -> bool:
        """Start, pause or resume, and wait a moment."""
        self._lab(number).locator(".grokviz-go:visible, .grokviz-play:visible").click()
        self.page.wait_for_timeout(self.chance.choice((500, 2000)))
        return True

    def view(self, number: int) -> bool:
        """Open another view."""
        return self._press(number, ".grokviz-view")

    def preset(self, number: int) -> bool:
        """Choose one of the presets, if the view has any."""
        self.turn_page(number, 0)
        choice = self._lab(number).locator(".grokviz-preset select")
        if not choice.is_visible():
            return False
        count = choice.locator("option").count()            # the first option is no preset
        choice.select_option(index=self.chance.randrange(min(1, count - 1), count))
        return True

    def turn_page(self, number: int, page: int | None = None) -> bool:
        """Open another page at the left; page 0 has the settings."""
        return self._press(number, ".grokviz-tab", page)

    def rerun(self, number: int) -> None:
        """Run the cell again, and wait for its new lab."""
        self._lab(number).evaluate("element => { element.dataset.former = 'yes'; }")
        self.page.evaluate(_RERUN, number)
        self._until(
            lambda: not self.page.locator("[data-former]").count()
            and self.page.locator(".grokviz .grokviz-go").count() == self.labs,
            "a cell that was run again shows no new lab")
        self.done["rerun"] += 1

    def turn(self, times: int) -> None:
        """Click beside the widgets of one lab, then of another."""
        for _ in range(times):
            self._at = (self._at + 1) % self.labs
            self._lab(self._at).click(position={"x": 3, "y": 3})
            self.page.wait_for_timeout(100)

    def _lab(self, number: int) -> Any:
        return self.page.locator(".grokviz:has(.grokviz-go)").nth(number)

    def _press(self, number: int, kind: str, which: int | None = None) -> bool:
        buttons = self._lab(number).locator(f"{kind}:visible")
        count = buttons.count()
        if not count:
            return False
        button = buttons.nth(self.chance.randrange(count) if which is None else which)
        button.click()
        self._until(lambda: "mod-active" in button.get_attribute("class"),
                    "a pressed button does not look pressed")
        return True

    def _until(self, holds: Callable[[], bool], otherwise: str) -> None:
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, otherwise
            self.page.wait_for_timeout(30)
