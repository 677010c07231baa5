"""Tables as HTML, small enough for the column beside the pictures."""

from __future__ import annotations

import html
from collections.abc import Collection, Sequence


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
