"""Tabs hold nothing that painter and browser could both set."""

from grokviz.widgets.components import bring_forward, tabs


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
