"""Small widgets that several rooms use, and the code that closes them without leaks."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

import ipywidgets

from grokviz.i18n import t


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], caption: str = "",
    bold: Collection[int] = (), colours: Sequence[str] = (),
) -> str:
    """A table whose first column names its rows.

    Parameters
    ----------
    heads, rows : texts
    caption : str
        The contents of the table, for screen readers.
    bold : collection of int
        Numbers of the rows in bold.
    colours : sequence of str
        One colour a head, drawn as a line under it; an empty string draws no line.
    """
    colours = [*colours, *[""] * (len(heads) - len(colours))]
    top = "".join(f'<th scope="col"{_under(c)}>{html.escape(h)}</th>'
                  for h, c in zip(heads, colours, strict=True))
    body = "".join(
        f'<tr{_bold(i in bold)}><th scope="row">{html.escape(first)}'
        f"</th>{''.join(f'<td>{html.escape(text)}</td>' for text in rest)}</tr>"
        for i, (first, *rest) in enumerate(rows)
    )
    said = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return (f'<div class="grokviz-table" tabindex="0"><table>{said}<thead><tr>{top}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>")


def _under(colour: str) -> str:
    return f' style="border-bottom:3px solid {colour}"' if colour else ""


def _bold(on: bool) -> str:
    return ' class="grokviz-bold"' if on else ""


def tabs(
    abouts: Mapping[str, str], kind: str, pressed: Callable[[str], None],
    icons: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, ipywidgets.Button]:
    """One button a name, with its description as the tooltip; `kind` is its CSS class."""
    made = {name: ipywidgets.Button(description=t(name), tooltip=about, icon=icons.get(name, ""))
            .add_class(kind) for name, about in abouts.items()}
    for name, button in made.items():
        button.on_click(lambda _, name=name: pressed(name))
    return made


def bring_forward(made: Mapping[str, ipywidgets.Button], front: str) -> None:
    """Make one button look pressed, and no other."""
    for name, button in made.items():
        (button.add_class if name == front else button.remove_class)("mod-active")


def show_alone(front: ipywidgets.Widget, box: ipywidgets.Box) -> None:
    """Show `front` alone in a box, and add it if it is new.

    The other children are hidden, not removed. When a box loses a child, ipywidgets keeps the views
    of the child's layout and style. These keep the child's view alive, so each change of page would
    cost browser memory for as long as the lab lives.
    """
    if front not in box.children:
        box.children = (*box.children, front)
    for child in box.children:
        child.layout.display = None if child is front else "none"


def as_many(
    box: ipywidgets.Box, count: int, make: Callable[[], ipywidgets.Widget]
) -> Sequence[ipywidgets.Widget]:
    """Show the first `count` children of a box and return them; make new ones if too few exist.

    Surplus children are hidden until they are needed again: `show_alone` explains why.
    """
    if count > len(box.children):
        box.children = (*box.children, *(make() for _ in range(count - len(box.children))))
    for number, child in enumerate(box.children):
        child.layout.display = None if number < count else "none"
    return box.children[:count]


def close_all(widget: ipywidgets.Widget) -> None:
    """Close a widget, its children, and their layouts and styles, which ipywidgets leaves open."""
    for child in getattr(widget, "children", ()):
        close_all(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if isinstance(part, ipywidgets.Widget):
            part.close()
    widget.close()


def icon_button(icon: str, tooltip: str) -> ipywidgets.Button:
    """A button that shows an icon; its name is for screen readers, which ignore tooltips."""
    return ipywidgets.Button(icon=icon, description=tooltip, tooltip=tooltip).add_class(
        "grokviz-icon")
