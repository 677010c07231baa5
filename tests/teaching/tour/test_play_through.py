"""A tour that plays by itself: how long each text is read, and which actions follow."""

import re
from importlib import import_module

import pytest

from grokviz import i18n
from grokviz.labs import LABS
from grokviz.labs.teacher_student.activities import TOUR
from grokviz.labs.teacher_student.lab import TeacherStudentLab
from grokviz.teaching.tour import play_through
from grokviz.teaching.tour.steps import Step


def test_steps_are_played_up_to_another_view_and_none_that_needs_a_hand():
    steps = [Step("a", done="started"), Step("b", done=lambda lab: True), Step("c"),
             Step("d [e](view Run)"), Step("f")]
    assert [step.words for step in play_through.of_a_picture(steps)] == ["a", "c"]


@pytest.mark.parametrize("words, seconds", [
    ("one two", 5.0), ("word " * 50, 1 + 50 / 2.5), ("训练集" * 15, 1 + 45 / 4.5),
])
def test_longer_words_stay_longer(words, seconds):
    assert play_through.seconds(words) == pytest.approx(seconds)


def test_a_step_does_what_its_links_say_and_what_it_waits_for():
    acts = [play_through.acts(step) for step in (
        Step("Press it.", done="started"), Step("Press [it](Start).", done="started"),
        Step("To [one](t_train), [two](plateau)."), Step("Set it.", done="weight_decay >= 0.3"),
        Step("Set [it](weight_decay=0.5).", done="weight_decay >= 0.3"), Step("Read."))]
    assert acts == [
        [("start", None)], [("start", None)], [("moment", "t_train"), ("moment", "plateau")],
        [("settings", {"weight_decay": 0.3})], [("settings", {"weight_decay": "0.5"})], []]


def test_what_the_browser_is_told_has_no_marks_and_ends():
    steps = [Step("Press **it**, [now](Start).", done="ended"), Step("Read *this*.")]
    first, second, none = (play_through.told(steps, number) for number in range(3))
    assert first == {"number": 0, "of": 2, "words": "Press it, now.", "seconds": 5.0, "acts": 1,
                     "waits": True}
    assert second["words"] == "Read this." and not second["waits"]
    assert none["number"] == none["of"] == 2


@pytest.fixture(params=["en", "zh"])
def language(request):
    yield i18n.language(request.param)
    i18n.language("en")


@pytest.mark.parametrize("name", LABS)
def test_every_lab_has_something_to_play(language, name):
    steps = play_through.of_a_picture(import_module(f"grokviz.labs.{name}.activities").TOUR)
    for number, step in enumerate(steps):
        told = play_through.told(steps, number)
        assert told["words"] and not re.search(r"\]\(|\*", told["words"])
        assert 5 <= told["seconds"] < 40 and len(play_through.acts(step)) <= 3
    assert play_through.acts(steps[0]) == [("start", None)]


def test_the_lab_answers_with_a_step_and_does_its_acts(monkeypatch):
    lab = TeacherStudentLab(view="Animation", driver="here", steps=100, width=10, pace=None)
    lab.frames.flush()
    sent = []
    monkeypatch.setattr(lab.view_state.pictures.animated.canvas, "send",
                        lambda message, buffers=None: sent.append(message))

    def ask(**message):
        lab.animation.ask({"ask": "tour", **message})
        lab.frames.flush()
        return [message for message in sent if message["kind"] == "tour"]

    assert ask(number=0)[-1]["of"] == len(TOUR)
    ask(number=0, act=0)
    assert lab.view_state.player.job is not None and lab.record.settings["steps"] == 100
    before = lab.view_state.player.job
    ask(number=4, act=0)                        # other settings: another run
    assert lab.weight_decay == 0.3 and lab.view_state.player.job is not before
    ask(number=3, act=1)                        # the plateau, of a run that may have none
    assert lab.state.trouble is None
    assert ask(number=6)[-1]["number"] == 6
    lab.close()
