"""Taking widgets out of kernel and browser, with all that belongs to them."""

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
        What it is of, for screen readers.
    bold : collection of int
        Rows to be set in bold.
    colours : sequence of str
        Of the lines under the heads; empty for none.
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
    """A button for each name, with what it is about as its tooltip, of a class of style sheet."""
    made = {name: ipywidgets.Button(description=t(name), tooltip=about, icon=icons.get(name, ""))
            .add_class(kind) for name, about in abouts.items()}
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


def as_many(
    box: ipywidgets.Box, count: int, make: Callable[[], ipywidgets.Widget]
) -> Sequence[ipywidgets.Widget]:
    """Have the first so many children of a box seen, and made if need be; give them back.

    Those that are too many stay, unseen, until they are needed again: see `show_alone`.
    """
    if count > len(box.children):
        box.children = (*box.children, *(make() for _ in range(count - len(box.children))))
    for number, child in enumerate(box.children):
        child.layout.display = None if number < count else "none"
    return box.children[:count]


def close_all(widget: ipywidgets.Widget) -> None:
    """Close a widget, what is in it, and its layout and style, which it does not take along."""
    for child in getattr(widget, "children", ()):
        close_all(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if isinstance(part, ipywidgets.Widget):
            part.close()
    widget.close()


def icon_button(icon: str, tooltip: str) -> ipywidgets.Button:
    """Only its icon is seen; its name is for screen readers, who make nothing of a tooltip."""
    return ipywidgets.Button(icon=icon, description=tooltip, tooltip=tooltip).add_class(
        "grokviz-icon")
