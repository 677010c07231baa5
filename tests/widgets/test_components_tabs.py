"""Tabs hold nothing that painter and browser could both set."""

import ipywidgets

from grokviz.widgets.components import as_many, bring_forward, close_all, tabs


def test_a_press_is_told_whatever_is_in_front():
    pressed = []
    made = tabs({"One": "first", "Two": "second"}, "kind", pressed.append)
    bring_forward(made, "One")
    for name in ("Two", "One", "One"):
        made[name].click()
    assert pressed == ["Two", "One", "One"]
    assert [made[k].tooltip for k in made] == ["first", "second"]


def test_one_is_in_front():
    made = tabs({"One": "", "Two": ""}, "kind", print)
    for front in ("One", "Two", "Two"):
        bring_forward(made, front)
        assert [k for k, b in made.items() if "mod-active" in b._dom_classes] == [front]
    assert all("kind" in button._dom_classes for button in made.values())


def test_children_that_are_too_many_stay_unseen_until_they_are_needed_again():
    box = ipywidgets.VBox()
    three = as_many(box, 3, ipywidgets.HTML)
    assert len(three) == 3 and as_many(box, 1, ipywidgets.HTML) == three[:1]
    assert box.children == three
    assert [child.layout.display for child in three] == [None, "none", "none"]
    assert as_many(box, 4, ipywidgets.HTML)[:3] == three
    assert [child.layout.display for child in box.children] == [None] * 4
    close_all(box)
