"""What an animated picture sends to the browser, seen at the channel itself."""

import numpy as np
import pytest

from grokviz import store
from grokviz.widgets.plots.animated.animated import Animated

RUN = store.stored("modular_addition.grokking")


class Story:
    """Sends each accuracy as floats and as bytes."""

    renewed = False

    def scene(self, record, live):
        return {"panels": [], "strip": {}}

    def channels(self, record, since):
        right = record.values["test_accuracy"][since:]
        return {"right": right, "percent": (100 * right).astype(np.uint8)}

    def renews(self, record, over):
        return self.renewed

    def headline(self, record, state):
        return str(record.steps[-1]), state

    def events(self, record):
        return []


@pytest.fixture
def shown():
    """The picture, and the messages with records that it sent."""
    sent = []
    picture = Animated(Story(), None, lambda message: None, lambda: "running", dict)
    picture.canvas.send = lambda message, buffers=(): (
        sent.append((message, buffers)) if message["kind"] == "frames" else None)
    yield picture, sent
    picture.close()


def test_bytes_go_as_bytes_and_numbers_as_floats(shown):
    picture, sent = shown
    picture.show(RUN.until(3))
    message, (steps, right, percent) = sent[0]
    assert message["channels"] == [["right", 1, "floats"], ["percent", 1, "bytes"]]
    accuracy = RUN.values["test_accuracy"][:4, 0]
    np.testing.assert_array_equal(np.frombuffer(right, np.float32), accuracy)
    np.testing.assert_array_equal(np.frombuffer(percent, np.uint8), np.floor(100 * accuracy))
    assert len(np.frombuffer(steps, np.float64)) == 4


def test_a_story_that_renews_has_all_sent_again_and_the_head_stays(shown):
    picture, sent = shown
    picture.show(RUN.until(3))
    picture.show(RUN.until(5))
    picture.story.renewed = True
    picture.show(RUN.until(8))
    froms = [(message["from"], message["kept"]) for message, _ in sent]
    assert froms == [(0, False), (4, True), (0, True)]
    assert len(np.frombuffer(sent[-1][1][0], np.float64)) == 9


def test_another_run_is_sent_from_its_start_and_the_head_goes_there(shown):
    picture, sent = shown
    picture.show(RUN.until(5))
    other = store.stored("modular_addition.paper_size")
    picture.show(other.until(5))
    assert [(message["from"], message["kept"]) for message, _ in sent] == [(0, False), (0, False)]
