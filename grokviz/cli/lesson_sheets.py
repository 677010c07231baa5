"""A sheet for whoever teaches a lesson: timings, board, wrong guesses to expect, exam questions.

Most of it is read off the lesson and its labs, where each planned wrong answer has its own reply.
The board and the exam questions are texts of the language files, by the topic of the lesson.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grokviz import i18n
from grokviz.cli.lesson_copies import Notebook, tags
from grokviz.i18n import t
from grokviz.labs import LABS
from grokviz.labs.exercises import exercises
from grokviz.serving.drawings import drawing
from grokviz.storage.files import place, whole
from grokviz.teachers.whys import whys, without_numbers
from grokviz.teaching.exercises.exercise import Exercise
from grokviz.teaching.predictions.follow_up import Answer

TOPICS = {                              # a part of a lesson's name -> its topic
    "start_here": "start", "right_but_late": "start", "L_and_the_U": "l_and_u",
    "waiting": "waiting", "how_long": "waiting", "modular_addition": "addition",
    "clock_inside": "addition", "degrok": "cures", "ending_the_wait": "cures",
    "beyond": "beyond", "two_clocks": "clocks", "sliding": "slide", "slide_ends": "slide",
    "not_only": "penalties", "two_numbers": "plane", "output_layer": "layers",
    "which_layer": "layers", "images": "fields", "minima": "density", "own_question": "own",
}
EXAMS = 2                               # questions of a topic
WORDS, RUN, EXERCISE = 160, 2.0, 4.0    # a minute; minutes for each
TOP = re.compile(r"(?:About|约)\s*(\d+)\s*(?:minutes|分钟)[:：]\s*(.*?)[.。]")
MINUTES = re.compile(r"(\d+)\s*(?:min|minutes|分钟)")
MODEL = re.compile(r"<details><summary>(.*?)</summary>\s*(.*?)\s*</details>", re.DOTALL)
ASKS = re.compile(r"\*\*(?:Guess|先猜|猜)[^\n]*")
STYLE = """<style>
:root { color-scheme: light dark; }
body { max-width: 820px; margin: 24px auto; padding: 0 16px; font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; } h2 { font-size: 17px; margin: 20px 0 6px; } li { margin: 4px 0; }
table { border-collapse: collapse; } td, th { padding: 2px 16px 2px 0; text-align: left; }
svg { width: 320px; float: right; margin: 0 0 12px 16px; fill: none; stroke: currentColor;
  stroke-width: 2; } svg text { fill: currentColor; stroke: none; text-anchor: middle; }
svg .ball, svg .dot { fill: currentColor; } svg .ground { fill: currentColor; fill-opacity: .08;
  stroke: none; }
svg .u { stroke: #D55E00; } svg .l, svg .valley { stroke: #0072B2; }
@media print { body { margin: 0; font-size: 12px; } }
</style>"""


def write(notebooks: Mapping[str, Notebook], folder: Path, language: str) -> list[Path]:
    """Write ``NAME.html`` for each lesson; FileExistsError if one is there already."""
    folder, before = place(folder), i18n.language()
    paths = {name: folder / f"{name}.html" for name in notebooks}
    there = [path.name for path in paths.values() if path.exists()]
    if there:
        raise FileExistsError(f"{folder} holds {', '.join(there)} already; give an empty folder")
    try:
        i18n.language(language)
        for name, path in paths.items():
            with whole(path) as part:
                part.write_text(sheet(name, notebooks[name]), encoding="utf-8")
    finally:
        i18n.language(before)
    return list(paths.values())


def sheet(name: str, notebook: Notebook) -> str:
    """The sheet of one lesson as an HTML document in the present language."""
    title = _title(notebook)
    parts = [_board(name, notebook), _timings(notebook), _asked(notebook), _wrong(notebook),
             _exercises(notebook), _model(notebook), _exam(name, notebook), _notes(notebook)]
    return (f'<!doctype html><html lang="{i18n.language()}"><meta charset="utf-8">'
            f"<title>{_safe(title)}</title>{STYLE}<h1>{_safe(t('sheet.title'))}: {_safe(title)}"
            f"</h1>{''.join(parts)}</html>\n")


def topic(name: str, notebook: Notebook) -> str:
    """The topic of a lesson, from its metadata or its name; empty for one without a board."""
    given = notebook["metadata"].get("grokviz", {}).get("topic")
    return given or next((of for part, of in TOPICS.items() if part in name), "")


# ---- parts --------------------------------------------------------------------------------------

def _board(name: str, notebook: Notebook) -> str:
    of = topic(name, notebook)
    picture = "".join(map(drawing, _labs(notebook)[:2]))
    said = f"<p>{_safe(t(f'teacher.{of}.board'))}</p>" if of else ""
    return f"<h2>{_safe(t('sheet.board'))}</h2>{picture}{said}"


def _timings(notebook: Notebook) -> str:
    parts, stated = timings(notebook)
    rows = "".join(f"<tr><td>{_safe(part)}</td><td>{minutes:.0f}</td></tr>"
                   for part, minutes in parts)
    total = sum(minutes for _, minutes in parts)
    how = t("sheet.timings_measured" if stated else "sheet.timings_about")
    return (f"<h2>{_safe(t('sheet.timings'))}</h2><table><tr><th>{_safe(t('sheet.part'))}</th>"
            f"<th>{_safe(t('sheet.head_minutes'))}</th></tr>{rows}</table>"
            f"<p>{_safe(t('sheet.minutes', minutes=f'{total:.0f}'))}. {_safe(how)}</p>")


def timings(notebook: Notebook) -> tuple[list[tuple[str, float]], bool]:
    """(part, minutes) of a lesson; and whether the lesson states them.

    Without that they are estimated from lengths, and scaled to the minutes of the whole lesson.
    """
    first = "".join(notebook["cells"][0]["source"])
    if stated := TOP.search(first):
        parts = [re.fullmatch(r"\s*(.*?)\s*(\d+)", part) for part in re.split("[,，、]", stated[2])]
        return [(part[1], float(part[2])) for part in parts if part], True
    lengths: dict[str, float] = {}
    name = ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and (heading := re.match(
                r"#+ (.*)", "".join(cell["source"]))):
            name = heading[1]
        if "solution" not in tags(cell):
            lengths[name] = lengths.get(name, 0.5) + _length(cell)
    whole_lesson = MINUTES.search(first)
    scale = float(whole_lesson[1]) / sum(lengths.values()) if whole_lesson else 1.0
    return [(name, max(round(minutes * scale), 1)) for name, minutes in lengths.items()], False


def _length(cell: Mapping[str, Any]) -> float:
    if cell["cell_type"] == "code":
        return EXERCISE if "stub" in tags(cell) else RUN
    text = "".join(cell["source"])
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text)) / 1.6       # characters in a word
    return (len(re.findall(r"[A-Za-z]+", text)) + chinese) / WORDS


def _asked(notebook: Notebook) -> str:
    asked = [found.strip("*") for cell in notebook["cells"] if cell["cell_type"] == "markdown"
             for found in ASKS.findall("".join(cell["source"]))]
    return _list("sheet.ask_first", (_plain(one) for one in asked))


def _wrong(notebook: Notebook) -> str:
    """The questions after a run, with the planned wrong choices and the reply to each."""
    items = []
    for lab in _labs(notebook):
        for why in whys(lab):
            choices = "".join(map(_choice, why.choices))
            items.append(f"<b>{_safe(without_numbers(why.question))}</b><ul>{choices}</ul>")
    return _list("sheet.wrong_guesses", items)


def _choice(choice: Answer) -> str:
    said = t("sheet.right" if choice.right else "sheet.wrong", choice=without_numbers(choice.text))
    return f"<li>{_safe(said)}<br>{_safe(without_numbers(choice.answer))}</li>"


def _exercises(notebook: Notebook) -> str:
    known, items = exercises(), []
    for cell in notebook["cells"]:
        for name in re.findall(r'gv\.check\("(\w+)"', "".join(cell["source"])):
            if "stub" in tags(cell) and name in known:
                items.append(_exercise(known[name]))
    return _list("sheet.exercises", items)


def _exercise(exercise: Exercise) -> str:
    said = [t("sheet.slip", number=i, says=t(slip.says))
            for i, slip in enumerate(exercise.slips, 1)]
    said += [t("sheet.hint", number=i, hint=t(hint)) for i, hint in enumerate(exercise.hints, 1)]
    said.append(t("sheet.solution", solution=dict(exercise.solution), why=t(exercise.why)))
    rest = "".join(f"<li>{_safe(one)}</li>" for one in said)
    return f"<b>{_safe(exercise.id)}</b>: {_safe(t(exercise.question))}<ul>{rest}</ul>"


def _model(notebook: Notebook) -> str:
    """The questions without a check, and the model answers that students do not get."""
    items = []
    for cell in notebook["cells"]:
        text = "".join(cell["source"])
        before = 0
        for found in MODEL.finditer(text) if cell["cell_type"] == "markdown" else ():
            question = text[before: found.start()].strip().split("\n\n")[-1]
            answer = t("sheet.answer", answer=found[2])
            items.append(f"{_plain(question)}<br><i>{_plain(answer)}</i>")
            before = found.end()
    return _list("sheet.model", items)


def _exam(name: str, notebook: Notebook) -> str:
    of = topic(name, notebook)
    numbers = range(1, EXAMS + 1) if of else ()
    return _list("sheet.exam", (
        f"{_safe(t(f'teacher.{of}.exam_{i}'))}<br><i>"
        f"{_safe(t('sheet.answer', answer=t(f'teacher.{of}.exam_{i}_answer')))}</i>"
        for i in numbers))


def _notes(notebook: Notebook) -> str:
    """Cells of the lesson that are for the teacher alone."""
    notes = ["".join(c["source"]) for c in notebook["cells"] if "teacher" in tags(c)]
    return _list("sheet.notes", map(_plain, notes))


# ---- helpers ------------------------------------------------------------------------------------

def _labs(notebook: Notebook) -> list[str]:
    """The labs of a lesson, in the order in which they appear."""
    code = "\n".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code")
    by_name = {name: lab for lab, name in LABS.items()} | {"CustomLab": "custom"}
    found = re.findall(r"gv\.(\w+)\(", code)
    return list(dict.fromkeys(by_name[name] for name in found if name in by_name))


def _title(notebook: Notebook) -> str:
    return "".join(notebook["cells"][0]["source"]).splitlines()[0].lstrip("# ")


def _list(heading: str, items: Iterable[str]) -> str:
    shown: Iterator[str] = (f"<li>{item}</li>" for item in items)
    body = "".join(shown)
    return f"<h2>{_safe(t(heading))}</h2><ul>{body}</ul>" if body else ""


def _plain(markdown: str) -> str:
    """Text without the marks of emphasis and code; formulas stay."""
    return _safe(re.sub(r"\*+([^*]+)\*+|`([^`]+)`", r"\1\2", markdown))


def _safe(text: str) -> str:
    return html.escape(text, quote=False)
