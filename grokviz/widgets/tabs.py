"""Buttons of which one is in front.

Plain ones, not toggles: a toggle holds a value that the painter would set while the browser does
too, and a press between the two would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import ipywidgets

from grokviz.widgets.strings import t


def tabs(
    abouts: Mapping[str, str], kind: str, pressed: Callable[[str], None]
) -> dict[str, ipywidgets.Button]:
    """A button for each name, with what it is about as its tooltip, of a class of style sheet."""
    made = {name: ipywidgets.Button(description=t(name), tooltip=about).add_class(kind)
            for name, about in abouts.items()}
    for name, button in made.items():
        button.on_click(lambda _, name=name: pressed(name))
    return made


def bring_forward(made: Mapping[str, ipywidgets.Button], front: str) -> None:
    """Have one of them look pressed."""
    for name, button in made.items():
        (button.add_class if name == front else button.remove_class)("mod-active")


def show_alone(front: ipywidgets.Widget, box: ipywidgets.Box, beside: int = 0) -> None:
    """Have one child of a box seen, put there if need be, besides so many that always are.

    The others stay, unseen. A browser does not let go of the view of a child that is taken out of
    a box: ipywidgets keeps the views of its layout and of its style, and those keep it. So each
    turn of a page would cost memory for as long as the lab lives.
    """
    if front not in box.children:
        box.children = (*box.children, front)
    for child in box.children[beside:]:
        child.layout.display = None if child is front else "none"
