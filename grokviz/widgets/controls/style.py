"""The style sheet of a lab: `lab.css`, and CSS variables for theme and language."""

import json
from pathlib import Path

from grokviz.i18n import t
from grokviz.widgets import theme

GONE = "kernel.gone_mark"
SHEET = Path(__file__).with_name("lab.css").read_text(encoding="utf-8")
COLOURS = {"ink": theme.INK, "line": theme.FAINT, "point": theme.norm_look(0).colour,
           "train": theme.TRAIN.colour, "test": theme.TEST.colour, "right": theme.PHASES[-1]}


def style() -> str:
    """An HTML widget with the style sheet in the present language."""
    variables = COLOURS | {"gone": json.dumps(t(GONE), ensure_ascii=False)}
    said = " ".join(f"--gv-{name}: {value};" for name, value in variables.items())
    return f"<style>.grokviz {{ {said} }}\n{SHEET}</style>"
