"""Steps as data: how words are cut at their links, and what a target or a condition may be."""

import pytest

from grokviz.teaching.tour.steps import Step, condition, pieces, target


def test_words_are_cut_at_their_links():
    words = "From [memorised](t_train) to [a third](weight_decay=0.03, n_train=500)!"
    assert list(pieces(words)) == [
        ("From ", None), ("memorised", "t_train"), (" to ", None),
        ("a third", "weight_decay=0.03, n_train=500"), ("!", None),
    ]
    assert "".join(text for text, _ in pieces("no link [at all]")) == "no link [at all]"


@pytest.mark.parametrize(("text", "means"), [
    ("start", ("moment", "start")), ("plateau", ("moment", "plateau")),
    ("step 1,300", ("moment", 1300.0)), ("Start", ("start", None)),
    ("view The law", ("view", "The law")),
    ("weight_decay=0.3, u=-2.5", ("settings", {"weight_decay": "0.3", "u": "-2.5"})),
    ("weight_decay=off", ("settings", {"weight_decay": "off"})),
])
def test_what_a_link_leads_to(text, means):
    assert target(text) == means


@pytest.mark.parametrize(("text", "means"), [
    ("started", ("begun", None)), ("ended", ("ended", None)), ("t_test", ("learnt", "t_test")),
    ("at plateau", ("at", "plateau")), ("view L and U", ("view", "L and U")),
    ("weight_decay >= 0.3", ("compare", ("weight_decay", ">=", 0.3))),
    ("weight_decay=0", ("compare", ("weight_decay", "=", 0.0))),
    ("u < -1e-2", ("compare", ("u", "<", -0.01))),
])
def test_what_counts_as_done(text, means):
    assert condition(text) == Step("words", done=text).condition() == means


@pytest.mark.parametrize("step", [
    {"words": "[here](plato)"}, {"words": "[here](step one)"}, {"words": "[here](a=1, b)"},
    {"words": "", "done": "begun"}, {"words": "", "done": "at noon"},
    {"words": "", "done": "weight_decay ~ 3"}, {"words": "", "done": "weight_decay >= much"},
])
def test_what_means_nothing_is_refused_with_what_there_is(step):
    with pytest.raises(ValueError, match="; give .*view NAME"):
        Step(**step)


def test_a_step_is_plain_data_and_may_ask_a_function():
    step = Step("words", show="weight_decay")
    assert step.show == ("weight_decay",) and step.condition() is None
    assert step == Step("words", show=["weight_decay"])
    assert Step("words", done=len).condition() == ("function", len)
