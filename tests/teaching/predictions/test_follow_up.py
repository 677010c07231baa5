"""The question after a run: its choices, and the reply to each."""

import pytest

from grokviz.teaching.predictions.follow_up import Answer, Why, WhyBox


def why(choices):
    return Why("Which?", [Answer(f"choice {k}", f"answer {k}", right=k == choices - 1)
                          for k in range(choices)])


def shown(box):
    return [b.description for b in box.children
            if b in box.buttons and b.layout.display != "none"]


@pytest.mark.parametrize("choices", [2, 3, 4, 7])
def test_every_choice_has_a_button_that_chooses_it(choices):
    chosen = []
    box = WhyBox(chosen.append)
    box.show(why(choices), {}, [])
    assert shown(box) == [f"choice {k}" for k in range(choices)]
    for button in box.buttons:
        button.click()
    assert chosen == list(range(choices))
    box.show(why(choices), {}, [choices - 1])
    assert shown(box)[-1] == f"✓ choice {choices - 1}" and f"answer {choices - 1}" in (
        box.answer.value)


def test_a_question_with_fewer_choices_hides_the_rest_and_the_next_shows_them_again():
    box = WhyBox(lambda number: None)
    for choices in (4, 2, 3, 5):
        box.show(why(choices), {}, [])
        assert len(shown(box)) == choices
    assert box.children[0] is box.question and box.children[-1] is box.answer


def test_exactly_one_choice_is_right():
    with pytest.raises(ValueError, match="exactly one right choice"):
        Why("Which?", [Answer("a", "b"), Answer("c", "d")])
