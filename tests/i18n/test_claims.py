"""Claims, their rules in words and the reasons of misses that lessons show, in Chinese."""

import json

from grokviz.claims import verdicts
from grokviz.cli.lessons import asked
from grokviz.i18n import claim, language
from grokviz.serving.jupyter import find_lessons
from grokviz.teaching.measured import _split, measured


def test_every_claim_rule_and_reason_that_a_lesson_shows_is_in_chinese_too():
    """A sentence that changed in English needs its new line in grokviz/i18n/claims/zh.json."""
    shown: dict[str, None] = {}
    for path in find_lessons(None).glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code" and (claims := asked(cell)) is not None:
                for row in verdicts.rows(*claims):
                    shown |= dict.fromkeys((row["statement"], row["wanted"], _split(row)[1]))
    language("zh")
    try:
        missing = {text for text in shown if text and claim(text) == text}
        table = repr(measured("teacher_student", ["live_decay_times_t_test"]))
    finally:
        language("en")
    assert len(shown) > 300 and missing == set()
    assert "1/λ 线上" in table and "λ t_test 相差不超过 10%" in table
    assert "原因: η 为 3e-3 时" in table
