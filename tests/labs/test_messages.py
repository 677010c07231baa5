"""What a frame costs the browser: messages and bytes, with every page open, while it trains."""

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
FRAMES = 12             # of a page: what is said now and then, a piece a frame, comes round


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
    """(messages, bytes) of the coming frames in which something new is painted while it trains;
    where it begins or ends more may be said at once."""
    found, enough, paint, states = [], threading.Event(), lab.frames.paint, [""]

    def counted():
        log.clear()
        state = lab.scene.player.state
        paint()
        if log and states[-1] == state == lab.scene.player.state == "running":
            found.append((len(log), sum(log)))
        states.append(state)
        if len(found) >= FRAMES or state != "running":
            enough.set()

    lab.frames.paint = counted
    assert enough.wait(60)
    lab.frames.paint = paint
    return found


@pytest.mark.parametrize(("module", "runs"), [
    *((module, 8) for module in LABS), ("teacher_student", 1), ("modular_addition", 1),
    ("penalties", 1)])
def test_a_frame_is_few_messages_whatever_page_is_open(module, runs, log):
    made = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), LABS[module])
    lab = answered(made(driver="thread"))
    try:
        lab.view = IN_FRONT.get(module, lab.view)
        if lab.state.compared and runs > 1:
            lab.runs, lab.comparing = runs, lab.state.compared[0]
        lab.pace, counted = 3.0, 0
        for page in lab.pages.tabs:
            if lab.scene.player.state != "running":
                lab.reset()
                lab.start()
            lab.frames.call(lambda page=page: lab.pages.turn_to(page))
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
        (picture,), whole = lab.frames.call(lambda: lab.scene.pictures.front), threading.Event()
        send = picture.canvas.send

        def sent(message, buffers=None):
            send(message, buffers)
            if message.get("end") is not None:
                whole.set()

        picture.canvas.send = sent
        lab.frames.call(lambda: lab.scene.moment.look_at(None))
        lab.frames.wake()
        assert whole.wait(30) and picture._sent == len(lab.record.steps)
    finally:
        lab.close()
