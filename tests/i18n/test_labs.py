"""Every view of every lab, opened in a language that has no letters: what is read is from no file.

In that language a sentence is its number, between brackets, with the numbers in it. Whatever word
is left on the screen does not come out of the language files.
"""

import html
import importlib
import re
from string import Formatter

import every
import ipywidgets
import numpy as np
import pytest

from grokviz import i18n
from grokviz.i18n import language, name_key
from grokviz.labs import LABS
from grokviz.labs.custom.lab import CustomLab
from grokviz.teaching.predictions import log
from tests.i18n import texts

ENGLISH = i18n.table("en")
WORD = re.compile(r"[A-Za-z]{2,}")
SHOWN = ("description", "tooltip", "value", "placeholder", "title", "label", "text", "tick_labels")
SAME = {                                        # words that are the same in every language
    "CSV", "GIF", "NPZ", "PNG", "Parquet", "SVG", "csv", "gif", "npz", "parquet", "png", "svg",
    "English", "grokviz", "run", "alpha", "wd",         # of the link that may be pasted
    "off", "nan",                               # as they are typed
    *LABS, "custom",
}

BUILT = ("headline.reviews.", "headline.molecules.", "exercise.read_at_once.",
         "exercise.explain_at_once.",                       # by rule, see labs/waiting.py
         "term.")                                           # and i18n/glossary.py

APART = re.compile(r"\w+_\w+|⟦\d+⟧|[A-Z]\w+ [^⟦]*arXiv[^⟦]*")      # of code; a mark; a citation


def without_letters(number, sentence):
    """⟦number⟧ and what stands in braces; the targets of links stay."""
    if "{'" in sentence or "{0:" in sentence:           # braces that are shown as they are
        return f"⟦{number}⟧"
    said = f"⟦{number}⟧"
    for text, name, spec, how in Formatter().parse(sentence):
        parts = re.split(r"(\]\([^)]*\))", text)
        said += "".join(p if p.startswith("](") else re.sub("[A-Za-z]", "", p) for p in parts)
        if name is not None:
            said += "{" + name + (f"!{how}" if how else "") + (f":{spec}" if spec else "") + "}"
    return said


class Walk:
    """Texts that were looked up and not found, keys that were found, words that were shown."""

    def __init__(self):
        self.raw, self.found, self.left, self.guesses = set(), set(), {}, set()
        self.others = set(ipywidgets.widgets.widget._instances)     # which other tests have left

    def open(self, module, lab):
        for view, view_state in lab.view_states.items():
            lab.view = view
            view_state.build(view)
            lab.frames.flush()
            self.guesses |= {*texts.of_guesses(view_state.view.guesses)}
            self.names(*view_state.view.measures, view_state.view.apart.replace("_", " "))
            for tab, panel in lab.pages.panels.items():
                lab.pages.turn_to(tab)
                panel.show()
            if lab.record is not None:
                for plot in view_state.plots:
                    self.read(f"{module}: {view}: {plot.title}", [
                        plot.describe(lab.record), *plot.numbers(lab.record)[0]])
            alive = ipywidgets.widgets.widget._instances
            for widget in [w for key, w in alive.items() if key not in self.others]:
                self.read(f"{module}: {view}: {type(widget).__name__}", shown(widget))
        lab.close()

    def names(self, *names):
        for name in names:
            i18n.t(name)

    def read(self, where, said):
        for text in said:
            plain = html.unescape(re.sub(r"<style.*?</style>|<textarea.*?</textarea>|<[^>]*>", " ",
                                         text, flags=re.S))
            for word in WORD.findall(APART.sub(" ", plain)):
                if word not in SAME:
                    self.left.setdefault(word, (where, text[:80]))


def shown(widget):
    """The texts of a widget or mark; of lists their options, not the names of those in code."""
    if hasattr(widget, "_options_labels"):
        yield from widget._options_labels
    for name in SHOWN:
        value = getattr(widget, name, None)
        if name == "value" and (hasattr(widget, "_options_labels")
                                or type(widget).__module__.startswith("grokviz")):
            continue
        value = list(value.values()) if isinstance(value, dict) else value
        parts = [value] if isinstance(value, str) else value
        if isinstance(parts, list | tuple | np.ndarray):
            yield from (part for part in parts if isinstance(part, str))


@pytest.fixture(scope="module")
def walk():
    """All labs, opened once."""
    seen, really = Walk(), i18n._found
    masked = {key: without_letters(i, said) for i, (key, said) in enumerate(ENGLISH.items())}

    def found(code, text):
        said = really(code, text)
        if "⟦" not in text:                     # else it comes from here
            seen.found |= {key for key in (text, name_key(text)) if key in ENGLISH}
            if said == text and WORD.search(text):
                seen.raw.add(text)
        return said

    really.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "table", lambda code: masked)
        patch.setattr(i18n, "_found", found)
        patch.setattr(log, "_LOGS", {})         # guesses of other tests are in their words
        language("zh")
        for module, name in LABS.items():
            kind = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), name)
            seen.open(module, kind())
        seen.open("custom", CustomLab(
            every.network, (every.X[:20], every.Y[:20]), (every.X[20:], every.Y[20:])))
        language("en")
    really.cache_clear()
    return seen


def test_all_that_labs_say_is_in_the_language_files(walk):
    assert sorted(walk.raw) == []
    assert sorted(walk.guesses - ENGLISH.keys()) == []


def test_no_other_word_is_shown_in_any_view(walk):
    assert sorted(walk.left.items()) == []


def test_no_key_is_left_that_nothing_says(walk):
    stand = texts.constants()
    said = stand | {name_key(text) for text in stand} | walk.found | {*texts.of_sheets()}
    said |= walk.guesses | {key for key in ENGLISH if key.startswith(BUILT)}
    assert sorted(ENGLISH.keys() - said) == []
