"""The Chinese table against all that a lab says; labs in Chinese; what is not translated."""

import ast
import importlib
import json
import pkgutil
import re
from pathlib import Path
from string import Formatter

import pytest

import grokviz
from grokviz import i18n, recipes
from grokviz.i18n import language, t
from grokviz.labs import LABS
from grokviz.labs.exercises import EXERCISES
from grokviz.labs.first_layer import status as first_layer_status
from grokviz.labs.norm_flow import status as norm_flow_status
from grokviz.labs.penalties import status as penalties_status
from grokviz.labs.status import SENTENCES
from grokviz.metrics import PHASES
from grokviz.serving.page_server import FULL
from grokviz.settings import Table
from grokviz.teaching.predictions import form
from grokviz.teaching.predictions.question import Guessable
from grokviz.teaching.tour.steps import Step, pieces
from grokviz.widgets.controls import timeline
from grokviz.widgets.controls.style import GONE
from grokviz.widgets.lab.view import View
from grokviz.widgets.panels import export
from tests.widgets import standin

CHINESE = i18n.table("zh")
WORD = re.compile(r"[A-Za-z]{2}")               # what has none, such as α, is the same everywhere
CODE = re.compile(r"(λ·)?[a-z]+_[a-z]+")       # a name that is the same everywhere, as t_train
SAID = "\N{ZERO WIDTH SPACE}"                   # marks what was said already


@pytest.fixture(autouse=True)
def _back_to_english():
    yield
    language("en")


def literals() -> set[str]:
    """The sentences that stand in the code where they are said."""
    said = set()
    for path in Path(grokviz.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "t":
                said |= {part.value for part in ast.walk(node.args[0])
                         if isinstance(part, ast.Constant) and isinstance(part.value, str)
                         and isinstance(node.args[0], ast.Constant | ast.IfExp)}
    return said


def of_tours() -> list[Step]:
    """The steps of all tours."""
    activities = [importlib.import_module(f"grokviz.labs.{lab}.activities") for lab in LABS]
    return [step for module in activities for tour in vars(module).values()
            if isinstance(tour, tuple) for step in tour if isinstance(step, Step)]


def of_tables() -> set[str]:
    """Those that are said by way of a table."""
    said = {*SENTENCES.values(), *norm_flow_status.SENTENCES.values(),
            *first_layer_status.SENTENCES.values(),
            *penalties_status.SENTENCES.values(), *penalties_status.SPOKEN.values(),
            *PHASES, *export.FORMS, timeline.NEWEST, GONE, "live", "recorded", View.source, FULL,
            *form.HOW.values(), form.AGAIN, *Guessable.wrong}
    said |= {step.words for step in of_tours()}
    said |= {step.point for step in of_tours() if not CODE.fullmatch(step.point)}
    for exercise in EXERCISES.values():
        said |= {exercise.question, exercise.right, exercise.wrong, exercise.why, *exercise.hints,
                 *(slip.says for slip in exercise.slips)}
    for module in pkgutil.iter_modules(recipes.__path__):
        module = importlib.import_module(f"grokviz.recipes.{module.name}")
        found, presets = getattr(module, "SETTINGS", {}), getattr(module, "PRESETS", {})
        one = isinstance(found, Table)
        said |= {text for settings in ([found] if one else found.values())
                 for s in settings.values()
                 for text in (s.symbol, s.label, *getattr(s, "options", {}).values())}
        said |= {name for names in ([presets] if one else presets.values()) for name in names}
    return said


def of_guesses(guesses) -> set[str]:
    """What is asked before a run and after it, and what is answered."""
    said = set()
    for guess in guesses:
        said |= {guess.name, guess.question, guess.form, *guess.wrong}
        for why in guess.whys:
            said |= {why.question, *(text for choice in why.choices
                                     for text in (choice.text, choice.answer))}
    return said


def of_labs() -> set[str]:
    """What labs ask for while they, and all their pictures, are made; and what names settings."""
    asked = set()

    class Asked(dict):
        def get(self, sentence, default):
            if SAID not in sentence:            # else it comes from here, perhaps with numbers in
                asked.add(sentence)
            return SAID + default

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "table", lambda code: Asked())
        language("zh")
        for module, name in LABS.items():
            lab = getattr(importlib.import_module(f"grokviz.labs.{module}.lab"), name)()
            for scene in lab.scenes.values():
                scene.build()
                asked |= {*scene.view.measures, scene.view.apart.replace("_", " ")}
                asked |= of_guesses(scene.view.guesses)
            lab.close()
        language("en")
    return asked


def test_the_table_has_what_is_said_and_nothing_else():
    said = {s for s in literals() | of_tables() | of_labs() if WORD.search(s)}
    missing, unused = sorted(said - CHINESE.keys()), sorted(CHINESE.keys() - said)
    lines = "\n".join(f"  {json.dumps(key, ensure_ascii=False)}: \"\"," for key in missing)
    assert not missing, f"to be translated in grokviz/i18n/zh.json:\n{lines}"
    assert not unused, f"nothing says these in grokviz/i18n/zh.json: {unused}"


def test_the_table_is_sorted_one_sentence_a_line():
    text = Path(i18n.__file__).with_name("zh.json").read_text(encoding="utf-8")
    tidy = json.dumps(CHINESE, ensure_ascii=False, indent=2, sort_keys=True)
    assert text == tidy + "\n"


def test_every_sentence_is_chinese_with_the_same_numbers_in_it():
    def fields(sentence):
        return sorted((name, spec, how or "") for _, name, spec, how in Formatter().parse(sentence)
                      if name is not None)

    for english, chinese in CHINESE.items():
        words = WORD.search(re.sub(r"{[^}]*}", "", english)) and not CODE.fullmatch(english)
        assert re.search(r"[\u4e00-\u9fff]", chinese) or chinese and not words, english
        if "{'" not in english:                         # else braces are shown as they are
            assert fields(chinese) == fields(english), english


def test_the_links_of_a_guide_lead_to_the_same_places():
    steps = of_tours()
    assert steps and all(isinstance(step, Step) for step in steps)
    for step in steps:
        places = [sorted(to for _, to in pieces(said) if to) for said in (
            step.words, CHINESE[step.words])]
        assert places[0] == places[1]


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="no language 'xx'.*en, zh"):
        language("xx")
    assert language() == "en"


def test_a_sentence_without_translation_stays_english():
    language("zh")
    assert t("Nobody says {what} here.", what="this") == "Nobody says this here."


def test_a_lab_speaks_chinese_and_the_next_one_english():
    language("zh")
    lab = standin.lab()
    assert lab.transport.go.description == "开始" and lab.controls.presets.description == "预设"
    assert "步数" in lab.controls.rows["steps"].text.description
    lab.step()
    assert lab.transport.speed.description == "速度"
    lab.close()
    language("en")
    lab = standin.lab()
    assert lab.transport.go.description == "Start"
    assert lab.controls.rows["steps"].text.description == "steps"
    lab.close()


def test_the_teacher_student_lab_is_all_chinese():
    language("zh")
    lab = grokviz.TeacherStudentLab()
    lab.frames.flush()
    loss, accuracy, landscape, norm = lab.scene.plots
    assert "权重衰减" in lab.controls.rows["weight_decay"].text.description
    assert lab.pages.tabs["Settings"].description == "设置"
    assert lab.transport.views["Phases"].description == "相图"
    assert (loss.title, loss.figure.title) == ("Loss", "损失")
    assert accuracy.figure.axes[0].label == "步" and accuracy.series[0].word == "训练集"
    assert "泛化" in lab.status and "记录" in lab.desk.badge.value
    for plot in lab.scene.plots:
        plain = re.sub(r"<[^>]*>|MNIST", "", plot.describe(lab.record))
        assert not WORD.search(plain), plain
    lab.close()
    language("en")
    lab = grokviz.TeacherStudentLab()
    lab.frames.flush()
    assert "Generalised" in lab.status and lab.scene.plots[0].figure.title == "Loss"
    lab.close()
