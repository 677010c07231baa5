"""The cost of a frame during training, with every page open: messages and bytes."""

import importlib
import json
import threading

import comm
import pytest
from comm.base_comm import BaseComm

from grokviz import TeacherStudentLab
from grokviz.labs import LABS
from grokviz.widgets.plots.animated import animated

MESSAGES, BYTES = 10, 80_000      # of a frame: at eight a second under the 1 MB/s of old servers
IN_FRONT = {"plane": "Full training"}   # a reduced path is over within a frame
ONCE = 2                # frames of a page in which something appears: a moment, a run's first row
FRAMES = 5              # frames per page: enough for messages that are spread over several frames
RECORDS = 2             # of a frame


class Counted(BaseComm):
    """A way to the browser that writes down what goes over it."""

    log: list[int] = []

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        if msg_type == "comm_msg":
            raw = sum(memoryview(buffer).nbytes for buffer in buffers or [])
            self.log.append(len(json.dumps(data, default=str)) + raw)


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(comm, "create_comm", lambda *args, **keys: Counted(*args, **keys))
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    Counted.log.clear()
    return Counted.log


def answered(lab):
    """A lab whose browser answers at once."""
    lab.frames.seen.value = lab.frames.sent.value
    lab.frames.sent.observe(lambda change: setattr(lab.frames.seen, "value", change.new), "value")
    return lab


def frames_of(lab, log) -> list[tuple[int, int]]:
    """(messages, bytes) of coming frames while it trains: some records, then a frame of these."""
    found = []
    while len(found) < FRAMES and lab.view_state.player.active:
        player = lab.view_state.player
        player.step(RECORDS)
        if player.state == "paused":            # by the budget of the step, unless it has ended
            player.state = "running"            # as a frame that is painted during training
            log.clear()
            lab.frames.flush()
            found += [(len(log), sum(log))] if log else []
    return found


# As many messages, sooner.
SMALL = {"reviews": {"length": 10, "embedding": 8, "hidden": 8}, "molecules": {"width": 12}}


@pytest.mark.parametrize(("module", "runs"), [
    *((module, 8) for module in LABS), ("teacher_student", 1), ("modular_addition", 1),
    ("penalties", 1)])
def test_a_frame_is_few_messages_whatever_page_is_open(module, runs, log):
    made = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), LABS[module])
    lab = made(driver="here", **SMALL.get(module, {}))
    try:
        lab.view = IN_FRONT.get(module, lab.view)
        if lab.state.compared and runs > 1:
            lab.runs, lab.comparing = runs, lab.state.compared[0]
        counted = 0
        for page in lab.pages.tabs:
            if not lab.view_state.player.active:
                lab.reset()
                lab.step(1)
            lab.pages.turn_to(page)
            lab.frames.flush()                           # a page that opens may say more
            found = frames_of(lab, log)
            counted += len(found)
            most = sorted(n for n, _ in found)[:-ONCE]
            assert all(n <= MESSAGES for n in most), (page, found)
            assert all(size <= BYTES for _, size in found), (page, found)
        assert counted >= FRAMES
    finally:
        lab.close()


def test_a_run_too_large_for_a_frame_comes_with_the_next_ones(log, monkeypatch):
    monkeypatch.setattr(animated, "BATCH", 2000)
    lab = answered(TeacherStudentLab(view="Animation", driver="thread"))
    try:
        (picture,) = lab.frames.call(lambda: lab.view_state.pictures.front)
        whole = threading.Event()
        send = picture.canvas.send

        def sent(message, buffers=None):
            send(message, buffers)
            if message.get("end") is not None:
                whole.set()

        picture.canvas.send = sent
        lab.frames.call(lambda: lab.view_state.moment.look_at(None))
        lab.frames.wake()
        assert whole.wait(30) and picture._sent == len(lab.record.steps)
    finally:
        lab.close()
