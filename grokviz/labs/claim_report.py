"""The report of a claim of one's own: two pages of Markdown or HTML, made from its records."""

from __future__ import annotations

import base64
import html
import inspect
import io
import json
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np

from grokviz.i18n import t
from grokviz.labs import LABS
from grokviz.run import Record
from grokviz.storage.files import place, whole

CURVES = (("train_accuracy", "test_accuracy"), ("train_loss", "test_loss"),
          ("train_error", "test_error"))
STYLE = ("body{max-width:46em;margin:2em auto;font:15px/1.5 sans-serif;padding:0 1em}"
         "table{border-collapse:collapse}td,th{padding:2px 10px;text-align:right}"
         "pre{background:#f4f4f4;padding:8px;white-space:pre-wrap;"
         "overflow-wrap:anywhere}img{max-width:100%}")


def write(claim: Any, path: Any, **notes: str) -> Path:
    """Write the report; the ending of the path, .md or .html, says in which form."""
    path = Path(path)
    if path.suffix not in (".md", ".html"):
        raise ValueError(t("own_claim.ending", came=path.name))
    path, parts = place(path, path.suffix), list(sections(claim, **notes))
    text = _as_html(claim, parts) if path.suffix == ".html" else _as_markdown(parts)
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")
    return path


def sections(
    claim: Any, author: str = "", because: str = "", limits: str = ""
) -> Iterator[tuple[str, Any]]:
    """The report as (kind, content): title, text, head, code, table or picture."""
    yield "title", claim.statement
    if author:
        yield "text", author
    yield "text", claim.says
    yield "head", t("own_claim.before")
    yield "text", t("own_claim.predicted_count", k=claim.predicted, n=len(claim.rows),
                    needed=claim.needed)
    if because:
        yield "text", because
    yield "text", t("own_claim.rule")
    yield "code", claim.rule
    yield "text", (t("own_claim.no_control") if claim.changed is None else
                   t("own_claim.control", settings=_listed(claim.changed)))
    yield "head", t("own_claim.found")
    yield "table", claim.table()
    against = [str(row.seed) for row in claim.rows if not row.obeys]
    yield "text", (t("own_claim.against", seeds=", ".join(against)) if against else
                   t("own_claim.none_against"))
    if drawn := picture(claim):
        yield "picture", drawn
    yield "head", t("own_claim.limits")
    yield "text", limits or t("own_claim.limits_wanted", n=len(claim.rows))
    yield "head", t("own_claim.again")
    yield "code", code(claim)
    if found := link(claim):
        yield "text", t("own_claim.link")
        yield "code", f'gv.open_link("{found}")'


def code(claim: Any) -> str:
    """Python that trains the first seed again."""
    name = claim.recipe.__name__
    area = claim.recipe.__module__.rpartition(".")[2]
    given = first_run(claim)
    said = ", ".join(f"{key}={value!r}" for key, value in given.items())
    return f"gv.record(gv.recipes.{area}.{name}({said}))"


def link(claim: Any) -> str:
    """A short link that opens the first seed's run in its lab; empty where no lab shows it."""
    area = claim.recipe.__module__.rpartition(".")[2]
    known = getattr(sys.modules[claim.recipe.__module__], "SETTINGS", None)
    if area not in LABS or claim.recipe.__name__ != "grokking" or known is None:
        return ""
    given = first_run(claim)
    if any(name not in known for name in given):
        return ""                       # the lab has no such control
    typed = {known[name].short or name: value for name, value in given.items()}
    return f"?{urlencode({'lab': area, **typed}, quote_via=quote)}"


def first_run(claim: Any) -> dict[str, Any]:
    """All settings of the first seed's run."""
    return claim.settings | seeds_of(claim.recipe, claim.settings, claim.rows[0].seed)


def seeds_of(recipe: Callable[..., Any], settings: Mapping[str, Any], seed: int) -> dict[str, int]:
    """The recipe's seeds that the settings leave open.

    The start of a network is drawn from the next seed: a student that is drawn like its teacher
    would be that teacher.
    """
    return {name: seed + (name == "init_seed") for name in inspect.signature(recipe).parameters
            if name.endswith("seed") and name not in settings}


def source_of(rule: Callable[..., Any]) -> str:
    """The rule as it was typed, as far as Python knows; otherwise its name."""
    try:
        said = textwrap.dedent(inspect.getsource(rule)).strip()
    except (OSError, TypeError):
        return getattr(rule, "__name__", repr(rule))
    # Of a lambda, Python knows the line it stands in: `rule=lambda run: ...,`.
    return said[said.index("lambda"):].rstrip(",") if rule.__name__ == "<lambda>" else said


def picture(claim: Any) -> bytes:
    """Curves of all seeds as a PNG: the run on the left, its control on the right."""
    from matplotlib.figure import Figure

    names = next((pair for pair in CURVES for one in claim.records[:1]
                  if all(name in one.values for name in pair)), None)
    if names is None:
        return b""
    sides = [("run", claim.records)]        # English: matplotlib may lack other fonts
    if claim.controls:
        sides.append(("control", claim.controls))
    figure = Figure(figsize=(4.2 * len(sides), 2.8), layout="constrained")
    for axes, (title, records) in zip(np.atleast_1d(figure.subplots(1, len(sides), sharey=True)),
                                      sides, strict=True):
        _draw(axes, title, records, names)
    with io.BytesIO() as file:
        figure.savefig(file, dpi=110)
        return file.getvalue()


def _draw(axes: Any, title: str, records: tuple[Record, ...], names: tuple[str, str]) -> None:
    for name, colour, dashes in zip(names, ("#1f77b4", "#ff7f0e"), ("--", "-"), strict=True):
        for number, one in enumerate(records):
            axes.plot(one.steps + 1, one.values[name][:, 0], dashes, color=colour, lw=1,
                      label=name.replace("_", " ") if not number else None)
    axes.set(title=title, xscale="log", xlabel="step", ylabel="")
    if not names[0].endswith("accuracy"):
        axes.set_yscale("log")
    axes.legend(frameon=False)


def _listed(settings: Any) -> str:
    return ", ".join(f"{name} = {json.dumps(value, default=str)}"
                     for name, value in settings.items())


def _as_markdown(parts: list[tuple[str, Any]]) -> str:
    """The sections as Markdown, the picture inside it."""
    said = []
    for kind, content in parts:
        if kind == "table":
            head, *body = content
            rows = [head, ["---"] * len(head), *body]
            said.append("\n".join(f"| {' | '.join(row)} |" for row in rows))
        elif kind == "picture":
            said.append(f"![]({_inside(content)})")
        else:
            said.append({"title": "# {}", "head": "## {}", "text": "{}",
                         "code": "```python\n{}\n```"}[kind].format(content))
    return "\n\n".join(said) + "\n"


def _as_html(claim: Any, parts: list[tuple[str, Any]]) -> str:
    """The same as one page of HTML that needs no other file."""
    said = []
    for kind, content in parts:
        if kind == "table":
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in content)
            said.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif kind == "picture":
            said.append(f'<img alt="" src="{_inside(content)}">')
        else:
            tag = {"title": "h1", "head": "h2", "text": "p", "code": "pre"}[kind]
            said.append(f"<{tag}>{html.escape(content)}</{tag}>")
    title = html.escape(claim.statement)
    return (f'<!doctype html><meta charset="utf-8"><title>{title}</title>'
            f"<style>{STYLE}</style>" + "\n".join(said) + "\n")


def _inside(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"
