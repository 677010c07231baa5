"""The page that guides, on a lab that only counts."""

import ipywidgets
import pytest
from widgets.standin import lab

from grokviz.labs.base import PANELS
from grokviz.labs.shell_toy.lab import ShellToy
from grokviz.labs.teacher_student.lab import TeacherStudentLab
from grokviz.teaching.tour.panel import Guide, guide
from grokviz.teaching.tour.steps import Step
from grokviz.teaching.tour.targets import POINTED

STEPS = (
    Step("Press **Start** & *wait*.", done="started", point="Start"),
    Step("Then [a small one](scale=0.5).", done="scale <= 0.5", point="scale", show="rate"),
    Step("Read this."),
)
ALIVE = ipywidgets.widgets.widget._instances


@pytest.fixture
def made():
    made = guide(lab(panels=(Guide,)), STEPS)
    yield made
    made.close()


def page(made):
    return next(panel for panel in made.panels if isinstance(panel, Guide))


def says(made):
    return "".join(getattr(part, "value", "") or part.description
                   for part in page(made)._words.children)


def test_a_guide_opens_at_its_first_step_and_shows_it(made):
    assert made.pages.panel is page(made) and page(made).number == 0
    assert says(made) == "Press <b>Start</b> &amp; <i>wait</i>."
    assert POINTED in made.transport.go._dom_classes and "☞ Start" in page(made)._point.value
    assert "Step 1 of 3" in page(made)._count.value and page(made).back.disabled


def test_a_step_advances_when_it_is_done_and_not_before(made):
    made.frames.flush()
    assert page(made).number == 0
    made.run()
    assert page(made).number == 1 and POINTED not in made.transport.go._dom_classes
    assert POINTED in made.controls.rows["scale"]._dom_classes
    assert page(made)._rows.children == (made.controls.rows["rate"],)
    made.scale = 0.5
    made.frames.flush()
    assert page(made).number == 2 and "✓✓●" in page(made)._count.value


def test_a_word_is_a_button_that_does_what_it_speaks_of(made):
    page(made).turn_to(1)
    word = next(p for p in page(made)._words.children if isinstance(p, ipywidgets.Button))
    assert word.description == "a small one"
    word.click()
    assert made.scale == 0.5


def test_back_and_on_without_being_carried_off_again(made):
    made.run()
    page(made).back.click()
    made.frames.flush()
    assert page(made).number == 0 and page(made).next.description == "Next"
    page(made).next.click()
    assert page(made).number == 1 and page(made).next.description == "Skip"
    page(made).next.click()
    assert page(made).number == 2 and page(made).next.description == "Finish"
    page(made).next.click()
    assert made.pages.page == "Settings"


def test_what_holds_already_waits_to_be_read(made):
    made.scale = 0.5
    page(made).turn_to(1)
    made.frames.flush()
    assert page(made).number == 1 and page(made).next.description == "Next"


def test_it_can_be_left_at_any_step_and_marks_nothing_then(made):
    page(made).turn_to(1)
    page(made).leave.click()
    assert made.pages.page == "Settings"
    assert POINTED not in made.controls.rows["scale"]._dom_classes
    made.run()
    assert page(made).number == 1                       # actions elsewhere do not change the step
    made.pages.turn_to("Guide")
    assert POINTED in made.controls.rows["scale"]._dom_classes


def test_a_setting_that_a_step_shows_is_seen_although_it_is_under_more(made):
    def display():
        return made.controls.rows["rate"].layout.display

    assert display() == "none"
    page(made).turn_to(1)
    assert display() is None
    page(made).leave.click()
    assert display() == "none"


def test_a_bad_guide_is_refused_and_the_former_one_stays(made):
    for steps, what in (((), "without steps"), ((Step("", point="moon"),), "point at 'moon'")):
        with pytest.raises(ValueError, match=what):
            guide(made, steps)
    assert page(made).steps == STEPS


def test_a_lab_without_the_page_says_so():
    plain = lab()
    with pytest.raises(ValueError, match="no page for a guide"):
        guide(plain, STEPS)
    plain.close()


def test_a_link_carries_the_step(made):
    page(made).turn_to(2)
    kept = page(made).keep()
    other = guide(lab(panels=(Guide,)), STEPS)
    page(other).restore(kept)
    assert page(other).number == 2
    for wrong in (3, -1, "2", True):
        with pytest.raises(ValueError, match="no step"):
            page(other).restore(wrong)
    other.pages.turn_to("Settings")
    assert page(other).keep() is None
    other.close()


def test_steps_leave_no_widgets_behind():
    before = len(ALIVE)
    made = guide(lab(panels=(Guide,)), STEPS)
    page(made).turn_to(1)
    there = len(ALIVE)
    for _ in range(20):
        page(made).turn_to(0)
        page(made).turn_to(1)
    assert len(ALIVE) == there
    made.close()
    assert len(ALIVE) == before


@pytest.mark.parametrize("kind", [TeacherStudentLab, ShellToy])
def test_the_first_visit_of_a_lab_speaks_of_what_the_lab_has(kind):
    made = kind(guide=True)
    assert made.pages.page == "Guide" and page(made).steps == kind.tour
    for number in range(len(kind.tour)):
        page(made).turn_to(number)
    made.close()
    made = kind()
    assert made.pages.page == "Settings"
    made.pages.turn_to("Guide")
    assert page(made).steps == kind.tour and Guide in PANELS
    made.close()


@pytest.fixture
def animated():
    made = TeacherStudentLab(view="Animation")
    yield made
    made.close()


def opened(made):
    return "grokviz-opened" in made.desk.body._dom_classes


def test_beside_an_animated_picture_the_page_is_open_until_it_is_left(animated):
    assert not opened(animated)
    guide(animated)
    assert opened(animated) and "☞ Play" in page(animated)._point.value
    assert "grokviz-points-play" in animated.view_state.box._dom_classes
    page(animated).leave.click()
    assert not opened(animated)
    assert "grokviz-points-play" not in animated.view_state.box._dom_classes


def test_a_step_brings_the_picture_that_it_points_at_unless_it_asks_for_a_view(animated):
    guide(animated, [
        Step("Press play.", point="Start"),
        Step("Go to [the law](view The law).", done="view The law", point="When is it learnt?"),
        Step("Look.", point="Weight norm"),
    ])
    assert animated.view == "Animation"
    page(animated).turn_to(1)
    assert animated.view == "Animation" and not page(animated)._lit
    page(animated).turn_to(2)
    assert animated.view == "Run" and len(page(animated)._lit) == 1


def test_a_recorded_run_that_is_played_counts_as_started(animated):
    guide(animated, [Step("Press play.", done="started", point="Start"), Step("Look.")])
    page(animated).show()
    assert page(animated).number == 0
    animated.animation.ask({"ask": "play", "open": False})
    page(animated).show()
    assert page(animated).number == 1


def test_the_end_counts_for_whoever_has_been_elsewhere():
    made = guide(TeacherStudentLab(), [Step("From [start](start) to [end](end).", done="at end"),
                                       Step("Look.")])
    page(made).show()
    assert page(made).number == 0
    for step, number in ((0, 0), (None, 1)):
        made.go_to(step)
        page(made).show()
        assert page(made).number == number
    made.close()
