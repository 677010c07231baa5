"""The wager before a run: on the lab that only counts, then in the teacher-student lab."""

import ipywidgets
import numpy as np
import pytest
from widgets.standin import lab
from widgets.waiting import until

import grokviz as gv
from grokviz.i18n import t
from grokviz.teaching.predictions import log as logs
from grokviz.teaching.predictions.follow_up import Answer, Why
from grokviz.teaching.predictions.panel import Guess
from grokviz.teaching.predictions.question import NEVER, Guessable, Theory
from grokviz.widgets.lab import render_loop

WHY = Why("Why {end:.2f}?", (
    Answer("chance", "no, not chance"), Answer("decay", "yes", right=True),
    Answer("luck", "no, not luck"),
))


def below_one(record):
    """The first step at which the value is at most 1; never at the end of the run."""
    there = np.flatnonzero((record.values["value"] <= 1).all(1))
    if len(there):
        return float(record.steps[there[0]])
    return NEVER if record.steps[-1] >= record.settings["steps"] else None


def slope(wanted):
    when = np.log(wanted["scale"]) / wanted["decay"] if wanted["decay"] else NEVER
    return Theory(float(when), "t = ln(α)/λ")


WHEN = Guessable(
    "when", "when", "At which step is it 1?", 1, below_one, form="step {}", never=True,
    predicted=slope, whys=(WHY,), numbers=lambda record: {"end": record.values["value"][-1, 0]},
)
END = Guessable("end", "the end", "Where does it end?", 0, shape="y", truth=lambda record: (
    float(record.values["value"][-1, 0]) if record.steps[-1] >= record.settings["steps"]
    else None))


@pytest.fixture(autouse=True)
def _own_log(monkeypatch, tmp_path):
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "guesses.json"))


@pytest.fixture
def still():
    made = lab(guesses=(WHEN, END), panels=(Guess,), guess_first=True)
    made.pages.turn_to("Guess")
    yield made
    made.close()


@pytest.fixture
def live(monkeypatch):
    monkeypatch.setattr(render_loop, "has_browser", lambda widget: True)
    monkeypatch.setenv("GROKVIZ_HEADLESS", "")
    made = lab(guesses=(WHEN, END), panels=(Guess,), guess_first=True, steps=1000)
    made.frames.sent.observe(lambda c: setattr(made.frames.seen, "value", c.new), "value")
    made.frames.seen.value = made.frames.sent.value
    made.frames.call(lambda: made.pages.turn_to("Guess"))
    yield made
    made.close()


def slip(made):
    made.frames.flush()
    return made.panels[0].slip


def said(widget):
    return widget.value if widget.layout.display is None else ""


# ---- a round ------------------------------------------------------------------------------------

def test_start_waits_for_the_guess_and_opens_the_page_where_it_is_made(still):
    still.pages.turn_to("Settings")
    assert still.status == "Guess first, then press Start. At which step is it 1?"
    still.transport.go.click()
    still.frames.flush()
    assert still.record is None and still.pages.page == "Guess"
    assert still.status.startswith("Guess first, then press Start. At which")
    still.transport.step.click()
    assert still.record is None
    slip(still).text.value = "5"
    still.frames.flush()
    assert still.guess == 5 and still.status == "Ready. Press Start."
    still.transport.go.click()
    until(lambda: still.view_state.player.state == "finished")


def test_guess_theory_and_run_meet_and_are_remembered(still):
    still.guess = "14"
    record = still.run()
    page = slip(still)
    truth = float(np.argmax(record.values["value"][:, 0] <= 1))
    assert truth == 7 and "You guessed step 14, the run says step 7" in page.said.value
    assert "Theory said step 6.93" in page.said.value and "t = ln(α)/λ" in page.theory.value
    places = [float(rule.x[0]) for rule in still.panels[0]._marks._rules]
    assert places == pytest.approx([14, np.log(2) / 0.1, 7])
    (entry,) = gv.guesses()
    assert (entry["guess"], entry["theory"], entry["run"]) == ("14", "6.93", "7")
    assert entry["settings"] == "α 2 · λ 0.1 · η 0.001" and entry["key"] == "when"
    assert entry["far"] == pytest.approx((14 - 7) / 20)
    still.frames.flush()
    assert len(gv.guesses()) == 1


def test_each_wrong_choice_has_an_answer_of_its_own(still):
    still.guess = 5
    still.run()
    why = slip(still).why
    assert "Why 0.27?" in why.question.value and said(why.answer) == ""
    for number, answer, mark in ((0, "not chance", "✗"), (2, "not luck", "✗"), (1, "yes", "✓")):
        why.buttons[number].click()
        assert answer in why.answer.value
        assert why.buttons[number].description.startswith(mark)


def test_a_guess_is_locked_once_its_run_is_on_its_way(still):
    still.guess = 5
    still.reset()
    until(lambda: still.view_state.player.state == "paused")
    still.guess = 6                                     # at step 0 it may still be moved
    still.step(3)
    until(lambda: still.view_state.player.state == "paused")
    with pytest.raises(ValueError, match="has begun"):
        still.guess = 7
    page = slip(still)
    assert page.text.disabled and "locked in" in page.about.value and still.guess == 6
    assert not still.panels[0].clicked(still.view_state.plots[1], 3, 0)
    still.start()
    until(lambda: still.view_state.player.state == "finished")
    assert "You guessed step 6" in slip(still).said.value


def test_a_guess_of_other_settings_is_kept_but_does_not_count_for_these(still):
    still.guess = 5
    still.decay = 0.2
    page = slip(still)
    assert still.guess == 5 and "for other settings: α 2 · λ 0.1" in page.about.value
    still.transport.go.click()
    assert still.record is None and page.holds.layout.display is None
    page.holds.click()
    still.run()
    assert "You guessed step 5, the run says step 4" in slip(still).said.value
    still.new_seed()
    assert still.guess is None and said(slip(still).said) == ""
    still.guess = 5
    still.decay = 0.3
    still.guess = 5                                     # said again, it is of these settings
    assert not still.panels[0].rounds.stale


def test_never_can_be_guessed_and_can_happen(still):
    still.guess = "never"
    assert still.guess == NEVER
    still.run(scale=0.5, decay=0)
    still.scale, still.decay = 2, 0
    slip(still).never.click()
    still.run()
    assert "You guessed never, the run says never: a hit." in slip(still).said.value
    assert "Theory said never" in slip(still).said.value


def test_skipping_is_for_one_run_and_the_switch_for_all(still):
    page = slip(still)
    assert page.skip.layout.display is None
    page.skip.click()
    still.transport.go.click()
    until(lambda: still.view_state.player.state == "finished")
    still.scale = 3
    assert "Guess first" in still.panels[0].may_start()
    slip(still).first.value = False
    assert still.guess_first is False and still.panels[0].may_start() == ""


def test_a_run_that_was_seen_needs_no_guess_and_counts_for_nothing(still):
    still.guess = 5
    still.run()
    assert still.panels[0].may_start() == ""
    still.panels[0].rounds._anew(still.panels[0].rounds.now)
    still.guess = 7
    assert "already shows this run" in slip(still).about.value
    still.run()
    assert "a hit" in slip(still).said.value and len(gv.guesses()) == 1


def test_turned_runs_branches_and_runs_cut_off_do_not_count(still):
    still.guess = 5
    still.step(3)
    until(lambda: still.view_state.player.state == "paused")
    still.stop()
    assert "ended before your guess could be" in slip(still).about.value and still.guess == 5
    still.run()
    still.go_to(2)
    still.branch(decay=0.5)
    until(lambda: still.view_state.player.state == "finished")
    still.frames.flush()
    assert len(gv.guesses()) == 1
    still.time_control.bring(still.view_state.tree.runs[0]) # a former run, to the front again
    still.frames.flush()
    assert len(gv.guesses()) == 1


def test_another_question_has_a_guess_of_its_own(still):
    still.guess = 5
    page = slip(still)
    page.questions.value = "end"
    assert still.guess is None and "Where does it end?" in page.question.value
    still.guess = 0.5
    with pytest.raises(ValueError, match="from 0 to 1$"):
        still.guess = 7
    page.questions.value = "when"
    assert still.guess == 5
    with pytest.raises(ValueError, match="did you mean 'when'"):
        still.panels[0].rounds.choose("whn")
    still.view = "Other"
    assert "nothing to guess" in slip(still).question.value and still.guess is None
    with pytest.raises(ValueError, match="nothing can be guessed in the view Other"):
        still.guess = 5
    assert still.panels[0].may_start() == ""


def test_pages_views_questions_and_runs_leave_the_marks_in_the_picture(still):
    for seed in range(3):
        for page in ("Settings", "Guess"):
            still.pages.turn_to(page)
            slip(still)
        for key, guess in (("when", 7), ("end", 0.3)):
            still.panels[0]._ask("question", key)
            still.guess = guess
        still.run(seed=seed)
        slip(still)
        marks = [plot.figure.marks for plot in still.view_state.plots]
        alive = len(ipywidgets.widgets.widget._instances)
        if not seed:
            before = marks, alive
    assert (marks, alive) == before


def test_an_ensemble_is_guessed_as_one(still):
    still.comparing, still.runs = "scale", 3
    still.panels[0].rounds.now.ask = Guessable(
        "when", "when", "When?", 1, below_one, never=True)
    still.guess = 5
    still.run()
    assert "You guessed 5, the run says 14" in slip(still).said.value
    assert gv.guesses()[-1]["settings"].startswith("α 1…4")


def test_wrong_entries_are_answered_on_the_page_and_nothing_is_lost(still):
    page = slip(still)
    page.text.value = "5"
    page.text.value = "soon"
    assert "the guess is soon; give a value from" in page.error.value and still.guess == 5
    page.text.value = "6"
    assert said(page.error) == "" and still.guess == 6
    assert still.panels[0].clicked(still.view_state.plots[1], 9.87, 0.5) and still.guess == 9.87
    assert not still.panels[0].clicked(still.view_state.plots[0], 3, 0.5)


@pytest.mark.parametrize("guess", [5.0, NEVER, None])
def test_a_link_carries_the_guess(still, guess):
    still.guess = guess
    still.decay = 0.2
    still.guess = guess
    other = lab(guesses=(WHEN, END), panels=(Guess,))
    other.open_link(still.link())
    assert (other.guess, other.guess_first, other.decay) == (guess, True, 0.2)
    other.close()
    for wrong in (3, {"first": True}, {"first": True, "key": "when", "guess": "soon"},
                  {"first": True, "key": "whn", "guess": 5}):
        with pytest.raises(ValueError):
            still.panels[0].restore(wrong)


# ---- with a painter -----------------------------------------------------------------------------

def test_a_change_of_settings_shows_step_0_and_waits(live):
    until(lambda: live.record is not None and live.view_state.player.state == "paused")
    live.scale = 3
    until(lambda: live.record is not None and live.record.sweep["scale"][0] == 3)
    until(lambda: live.view_state.player.state == "paused")
    assert list(live.record.steps) == [0]
    live.transport.go.click()
    until(lambda: live.status.startswith("Guess first"))
    live.guess = 14
    live.transport.go.click()
    until(lambda: live.record.steps[-1] > 20)
    until(lambda: "You guessed step 14" in live.panels[0].slip.said.value)


def test_the_handle_moves_the_guess(live):
    until(lambda: live.view_state.player.state == "paused")
    live.panels[0]._marks._handle.x = np.array([123.4])
    until(lambda: live.guess == 123)
    until(lambda: live.panels[0].slip.text.value == "123")


# ---- in the teacher-student lab -----------------------------------------------------------------

def test_every_question_of_the_teacher_student_lab_can_be_guessed():
    made = gv.TeacherStudentLab(guess_first=True, steps=100, width=10)
    made.pages.turn_to("Guess")
    for view in ("Run", "L and U", "The law"):
        made.view = view
        for ask in made.view_state.view.guesses:
            made.panels[0].rounds.choose(ask.key)
            made.guess = "10 0.1; 50 0.5" if ask.shape == "curve" else 40
            made.frames.flush()
            assert made.guess is not None and made.panels[0].may_start() == ""
            assert t(ask.question) in made.panels[0].slip.question.value
    made.close()


def test_a_picture_with_a_flag_says_where_the_guess_is_made_and_no_other_view_says_so():
    made = gv.TeacherStudentLab(view="Animation", guess_first=True, steps=100, width=10)
    try:
        made.view_state.pictures.animated._flag.plant(True, 100, log=True)
        with pytest.raises(ValueError, match="drag the flag") as refused:
            made.run_control.unless_waiting(made.run_control.begin)
        made.state.report(refused.value)
        made.frames.flush()
        assert "drag the flag" in made.status
        made.view = "The law"
        made.frames.flush()
        assert made.status.startswith("Guess first, then press Start")
    finally:
        made.close()


def test_a_stored_run_that_seems_not_to_have_begun_waits_for_a_guess_and_counts_it():
    made = gv.TeacherStudentLab(view="Animation", guess_first=True)
    try:
        view_state, (panel, *_) = made.view_state, made.panels
        view_state.show_given(gv.load("stored:teacher_student.grokking"), "a paper", made.wanted)
        assert panel.may_start() == ""                          # it is seen already
        view_state.moment.look_at_opening()
        assert panel.may_start().startswith("Guess first")
        made.guess = 900
        assert panel.may_start() == "" and not panel.rounds.current.seen
    finally:
        made.close()
