"""Where texts stand: keys in the code, and in the tables that labs are made of."""

import ast
import importlib
from functools import cache
from pathlib import Path

import grokviz
from grokviz.cli.lesson_sheets import EXAMS, TOPICS
from grokviz.labs import LABS
from grokviz.labs.exercises import exercises

ROOT = Path(grokviz.__file__).parent


@cache
def trees():
    """Path -> syntax tree of every module of ours."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}


def constants():
    """Every text that stands in the code."""
    return {node.value for tree in trees().values() for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def literals():
    """(where, text) of each that is said where it stands."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t" and node.args:
                said = node.args[0]
                for part in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                    if isinstance(part, ast.Constant):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", part.value


def modules(name):
    """The modules of this name, one in a lab's package."""
    for lab in LABS:
        if (ROOT / "labs" / lab / f"{name}.py").exists():
            yield importlib.import_module(f"grokviz.labs.{lab}.{name}")


def guides():
    """The steps of every tour and of every guide that has a name."""
    return [step for module in modules("activities")
            for guide in (module.TOUR, *getattr(module, "GUIDES", {}).values()) for step in guide]


def of_exercises():
    for exercise in exercises().values():
        yield from (exercise.question, exercise.right, exercise.wrong, exercise.why)
        yield from (*exercise.hints, *(slip.says for slip in exercise.slips))


def of_guesses(guesses):
    """The questions before and after a run, and their replies."""
    for guess in guesses:
        yield from (guess.name, guess.question)
        for why in guess.whys:
            yield why.question
            for choice in why.choices:
                yield from (choice.text, choice.answer)


def of_tables():
    """Values of the tables of sentences, by rule or by shape of a guess."""
    for name in ("grokviz.labs.status", "grokviz.labs.headline",
                 "grokviz.teaching.predictions.form",
                 *(module.__name__ for kind in ("status", "headline")
                   for module in modules(kind))):
        module = importlib.import_module(name)
        for table in ("SENTENCES", "HEADLINES", "HOW"):
            yield from getattr(module, table, {}).values()


def of_sheets():
    """Boards and exam questions of the teacher's sheets, by topic."""
    for topic in set(TOPICS.values()):
        yield f"teacher.{topic}.board"
        for number in range(1, EXAMS + 1):
            yield from (f"teacher.{topic}.exam_{number}", f"teacher.{topic}.exam_{number}_answer")
