"""Messages to the browser and back, with a stand-in for the browser."""

import numpy as np
import pytest

from grokviz.run import Record
from grokviz.widgets.plots.animated import animated, palette
from grokviz.widgets.plots.animated.animated import Animated
from grokviz.widgets.plots.core.base import Beside


class Story:
    def scene(self, record, live):
        return {"panels": [], "strip": {"x": {"log": True}}, "pace": {}}

    def channels(self, record, since):
        return {"norm": record.values["norm"][since:, 0]}

    def headline(self, record, state):
        return f"{state} at {record.steps[-1]}", ""

    def events(self, record):
        return [{"step": 4.0, "asked": True}] if record.steps[-1] >= 4 else []


class Still:
    title = "a still"


def run(steps, start=0.0):
    norm = start + np.arange(steps, dtype=float)[:, None]
    return Record("toy", {"steps": 8}, {"seed": np.zeros(1)}, np.arange(steps), {"norm": norm})


@pytest.fixture
def picture(monkeypatch):
    asked, now = [], {"state": "running"}
    made = Animated(Story(), Still(), asked.append, lambda: now["state"], lambda: {"pull": 1.0})
    made.sent, made.asked, made.now = [], asked, now
    monkeypatch.setattr(made.canvas, "send", lambda message, buffers=None: made.sent.append(
        (message, buffers)))
    yield made
    made.close()


def frames(picture):
    """(first number, norms) of every batch that was sent."""
    return [(message["from"], np.frombuffer(buffers[1], np.float32).tolist())
            for message, buffers in picture.sent if message["kind"] == "frames"]


def told(picture):
    return [message for message, _ in picture.sent if message["kind"] == "state"]


def test_each_record_is_sent_once(picture):
    picture.show(run(3))
    picture.show(run(5))
    picture.show(run(5))
    assert frames(picture) == [(0, [0, 1, 2]), (3, [3, 4])]


def test_another_run_is_sent_from_its_start(picture):
    picture.show(run(5))
    picture.show(run(6, start=0.5))
    assert frames(picture)[-1] == (0, [0.5, 1.5, 2.5, 3.5, 4.5, 5.5])


def test_a_branch_is_seen_from_where_it_begins_and_the_next_run_from_step_0(picture):
    picture.show(run(6))
    picture.begins_at = 3.0
    picture.show(run(4, start=0.5))
    picture.show(run(4, start=0.7))
    starts = [message["start"] for message, _ in picture.sent if message["kind"] == "frames"]
    assert starts == [None, 3.0, None]


def test_a_new_view_is_sent_everything(picture):
    picture.show(run(3))
    picture._heard({"ask": "ready"})
    picture.show(run(3))
    assert frames(picture) == [(0, [0, 1, 2])] * 2 and len(told(picture)) == 2


def test_of_a_stored_run_only_step_0_is_sent_while_it_opens(picture):
    picture.now["state"] = "opening"
    picture.show(run(6), 0)
    assert frames(picture) == [(0, [0])] and told(picture)[-1]["open"]
    assert told(picture)[-1]["flag"]["placed"] is False


def test_the_scene_has_the_first_record_for_a_kernel_that_is_still_busy(picture):
    """What the browser is sent at first, it has in the scene already; no later record is there."""
    picture.now["state"] = "opening"
    picture.show(run(6), 0)
    (first, buffers), *_ = picture.sent
    assert picture.canvas.scene["opening"] == {
        **first, "open": True, "buffers": buffers}
    assert first["heads"] == [[0, "looking back at 0", "", ""]] and first["last"] == 8
    scene = picture.canvas.scene
    picture.now["state"] = "running"
    picture.show(run(6))
    assert picture.canvas.scene is scene            # a run that goes on sends no scene again


def test_other_runs_are_for_the_story_and_all_is_sent_again_but_for_the_former_run(picture):
    picture.show(run(3))
    picture.beside([Beside(run(3)), Beside(run(4), "#1D722E", "1")])    # the ghost, and a pin
    assert [other.name for other in picture.story.beside] == ["1"]
    picture.show(run(4))
    assert [start for start, _ in frames(picture)] == [0, 0]
    picture.beside(picture.story.beside)                                # nothing new
    picture.show(run(5))
    assert [start for start, _ in frames(picture)] == [0, 0, 4]


def test_headlines_know_no_later_record(picture):
    picture.show(run(3))
    (message, _), *_ = picture.sent
    assert [title for _, title, *_ in message["heads"]] == [
        f"looking back at {step}" for step in range(3)]


def test_the_formula_goes_with_the_sentence_and_none_before_the_first_step(picture):
    picture.why = lambda record: f"norm {record.values['norm'][-1, 0]:g}"
    picture.now["state"] = "finished"
    picture.show(run(3))
    (message, _), *_ = picture.sent
    assert [formula for *_, formula in message["heads"]] == ["", "norm 1", "norm 2"]
    assert told(picture)[-1]["end"][2] == "norm 2"


def test_a_guess_is_answered_when_it_has_happened(picture):
    picture.now["state"] = "opening"
    picture.show(run(1))
    picture._heard({"ask": "guess", "step": 3})
    picture.now["state"] = "running"
    picture.show(run(3))
    assert told(picture)[-1]["verdict"] is None
    picture.show(run(5))
    verdict = told(picture)[-1]["verdict"]
    assert verdict["step"] == 4 and "3" in verdict["text"] and "4" in verdict["text"]
    assert [message["ask"] for message in picture.asked] == ["guess"]


def test_where_the_head_was_put_by_hand_is_not_sent_back(picture):
    picture.show(run(5))
    picture._heard({"ask": "at", "number": 2})
    picture.show(run(5), 2)
    assert not [message for message, _ in picture.sent if message["kind"] == "at"]
    picture.show(run(5), 1)
    assert picture.sent[-1][0] == {"kind": "at", "number": 1}


def test_what_is_asked_of_a_still_picture_that_one_answers(picture):
    assert picture.title == "a still"


def test_bytes_go_as_bytes_and_numbers_as_floats(picture, monkeypatch):
    monkeypatch.setattr(picture.story, "channels", lambda record, since: {
        "norm": record.values["norm"][since:, 0],
        "answers": np.full((len(record.steps) - since, 3), 200, np.uint8)}, raising=False)
    picture.show(run(2))
    message, (_, norm, answers) = picture.sent[0]
    assert message["channels"] == [["norm", 1, "floats"], ["answers", 3, "bytes"]]
    assert np.frombuffer(norm, np.float32).tolist() == [0, 1]
    assert list(answers) == 6 * [200]


def test_a_story_that_renews_has_all_sent_again_and_the_head_stays(picture):
    picture.show(run(3))
    picture.show(run(5))
    picture.story.renews = lambda record, over: len(record.steps) == 8
    picture.show(run(8))
    assert [start for start, _ in frames(picture)] == [0, 3, 0]
    kept = [message["kept"] for message, _ in picture.sent if message["kind"] == "frames"]
    assert kept == [False, True, True] and frames(picture)[-1][1] == list(range(8))
    picture.show(run(4, start=0.5))
    assert picture.sent[-1][0].get("kept", False) is False


def contrast(one, other):
    def light(colour):
        parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return np.dot([0.2126, 0.7152, 0.0722], linear)
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("words", [
    "ink", "soft", "trainInk", "testInk", "guess", *(f"value{i}" for i in range(palette.MOST))])
def test_words_can_be_read_on_every_ground(theme, words):
    colours = palette.COLOURS[theme]
    for ground in ("page", "panel", "past"):
        assert contrast(colours[words], colours[ground]) >= 4.5


def test_a_long_run_comes_in_parts_and_ends_when_all_are_there(picture, monkeypatch):
    monkeypatch.setattr(animated, "BATCH", 8)           # bytes: two records
    asked, picture.now["state"] = [], "finished"
    picture.more = lambda: asked.append(len(frames(picture)))
    for _ in range(3):
        picture.show(run(5))
    assert frames(picture) == [(0, [0, 1]), (2, [2, 3]), (4, [4])] and asked == [1, 2]
    assert [message["end"] is None for message in told(picture)] == [True, False]


def test_play_pressed_before_the_page_hears_of_the_opening_stays_pressed(picture):
    """Its state stops playback only if a run was there, or if the lab refused to begin one."""
    picture.now["state"] = "opening"
    picture._heard({"ask": "ready"})
    picture.show(run(6), 0)
    assert told(picture)[-1]["playing"] is None
    picture.again()                                     # refused
    picture.show(run(6), 0)
    assert told(picture)[-1]["playing"] is False
    picture.now["state"] = "finished"                   # all in one frame
    picture.show(run(6))
    assert told(picture)[-1]["playing"] is None and not told(picture)[-1]["open"]
    picture.now["state"] = "opening"                    # set back
    picture.show(run(1), 0)
    assert told(picture)[-1]["playing"] is False
