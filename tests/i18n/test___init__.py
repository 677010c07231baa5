"""Keys, names and texts of users; slips in an edited file; labs in one language and another."""

import re

import pytest

import grokviz
from grokviz import i18n
from grokviz.i18n import explain, language, name_key, say, t
from tests.widgets import standin

WORD = re.compile(r"[A-Za-z]{2}")


@pytest.fixture(autouse=True)
def _back_to_english():
    yield
    language("en")
    i18n._found.cache_clear()


@pytest.fixture
def edited(monkeypatch):
    """Language files as a teacher might leave them."""
    files = {"en": {"wait.over": "Over at {step:,}.", "name.Loss": "Error"},
             "zh": {"wait.over": "{step:,} 步后结束。"}}
    monkeypatch.setattr(i18n, "table", files.get)
    i18n._found.cache_clear()
    return files


def test_a_key_is_said_in_the_present_language_with_its_numbers(edited):
    assert t("wait.over", step=12_000) == "Over at 12,000."
    assert say("zh", "wait.over", step=5) == "5 步后结束。"
    language("zh")
    assert t("wait.over", step=5) == "5 步后结束。"


def test_english_can_be_mended_without_touching_chinese(edited):
    edited["en"]["wait.over"] = "The wait ended at step {step:,}."
    assert t("wait.over", step=5) == "The wait ended at step 5."
    assert say("zh", "wait.over", step=5) == "5 步后结束。"


def test_a_name_is_shown_as_the_file_says_and_what_is_in_no_file_as_it_is(edited):
    assert t("Loss") == "Error" == say("zh", "Loss")        # what has no Chinese yet is English
    assert t("A picture of my own: {x}") == "A picture of my own: {x}"
    assert t("at {x}", x=3) == "at 3"


@pytest.mark.parametrize("name, key", [
    ("L and U", "name.L_and_U"), ("λ·t_test", "name.λ_t_test"), ("|entry|", "name.abs_entry_abs"),
    ("+ predicted", "name.plus_predicted"), ("loss", "name.loss"), ("Loss", "name.Loss"),
])
def test_the_key_of_a_name(name, key):
    assert name_key(name) == key


def test_an_unknown_key_is_an_error_in_tests_and_is_shown_elsewhere(edited, monkeypatch):
    with pytest.raises(KeyError, match="wait.begun.*en.json"):
        t("wait.begun")
    monkeypatch.delenv(i18n.STRICT)
    assert t("wait.begun", step=3) == "wait.begun"


@pytest.mark.parametrize("broken", [
    "Over at {steps}.", "Over at {step:z}.", "Over at {step", "{step.x}", "{}"])
def test_broken_braces_are_an_error_in_tests_and_shown_as_they_are_elsewhere(
        edited, monkeypatch, broken):
    edited["en"]["wait.over"] = broken
    with pytest.raises((LookupError, ValueError, AttributeError)):
        t("wait.over", step=3)
    monkeypatch.delenv(i18n.STRICT)
    assert t("wait.over", step=3) == broken


def test_a_further_file_is_a_further_language(tmp_path):
    for path in i18n.FOLDER.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "eo.json").write_text('{"language.name": "Esperanto"}')
    assert list(i18n.languages(tmp_path).items()) == [
        ("en", "English"), ("eo", "Esperanto"), ("zh", "简体中文")]
    assert i18n.languages() == i18n.LANGUAGES == {"en": "English", "zh": "简体中文"}


def test_an_unknown_language_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="no language 'xx'.*en, zh"):
        language("xx")
    assert language() == "en"


@pytest.mark.parametrize("name, value, chinese", [
    ("scale", 99, "scale 为 99；请给出 0.1 到 10 之间的值，例如 2"),
    ("decay", -1, "decay 为 -1；请给出 0.001 到 10 之间的值，或 0（关闭），例如 0.1"),
    ("steps", 2.5, "steps 为 2.5，应为整数；请给出 1 到 1,000 之间的值，例如 20"),
    ("rate", "fast", "rate 为 'fast'，不是数；请给出 1e-05 到 1 之间的值，例如 0.001"),
    ("scale", float("nan"), "scale 为 nan；请给出 0.1 到 10 之间的值，例如 2"),
])
def test_what_a_setting_cannot_be_is_said_in_the_present_language(name, value, chinese):
    with pytest.raises(ValueError) as caught:
        standin.SETTINGS[name].check(value)
    assert explain(caught.value) == str(caught.value)       # the sentence for Python users
    language("zh")
    assert explain(caught.value) == chinese


def test_a_row_complains_in_chinese():
    language("zh")
    lab = standin.lab()
    lab.controls.rows["scale"].text.value = "99"
    lab.frames.flush()
    assert "请给出" in lab.controls.rows["scale"].error.value
    lab.close()


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
    loss, accuracy, landscape, norm = lab.view_state.plots
    assert "权重衰减" in lab.controls.rows["weight_decay"].text.description
    assert lab.pages.tabs["Settings"].description == "设置"
    assert lab.transport.views["Phases"].description == "相图"
    assert (loss.title, loss.figure.title) == ("Loss", "损失")
    assert accuracy.figure.axes[0].label == "步" and accuracy.series[0].word == "训练集"
    assert "泛化" in lab.status and "记录" in lab.desk.badge.value
    for plot in lab.view_state.plots:
        plain = re.sub(r"<[^>]*>|MNIST", "", plot.describe(lab.record))
        assert not WORD.search(plain), plain
    lab.close()
    language("en")
    lab = grokviz.TeacherStudentLab()
    lab.frames.flush()
    assert "generalised" in lab.status and lab.view_state.plots[0].figure.title == "Loss"
    lab.close()
