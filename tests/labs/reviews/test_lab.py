"""The lab on reviews without a browser: the stored run, its pictures, questions, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose

from grokviz import store
from grokviz.labs.reviews.animation import Story
from grokviz.labs.reviews.headline import headline
from grokviz.labs.reviews.lab import ReviewsLab
from grokviz.recipes.reviews import PRESETS, SETTINGS
from grokviz.storage import words
from grokviz.widgets.plots.animated.animated import packed

RUN = store.stored("reviews.grokking")


@pytest.fixture
def lab():
    made = ReviewsLab(driver="here")
    yield made
    made.close()


def test_the_stored_run_is_that_of_the_preset_and_it_reads_late(lab):
    assert lab.badge == "recorded" and lab.value == {k: RUN.settings[k] for k in SETTINGS}
    assert RUN.t_test[0] >= 5 * RUN.t_train[0] and RUN.values["test_accuracy"][-1, 0] > 0.62
    for view in ("Run", "L and U"):
        shown = show(lab, view)
        for plot in shown.plots:
            assert plot.describe(shown.player.record)


@pytest.mark.parametrize("bad, says", [
    ({"n_train": 50, "batch_size": 60}, "batch_size is 60, but a training set has 50"),
    ({"length": 101}, "length is 101"), ({"layers": 4}, "layers is 4"),
])
def test_bad_settings_raise_a_sentence_and_change_nothing(lab, bad, says):
    before = dict(lab.value)
    with pytest.raises(ValueError, match=says):
        lab.update(bad)
    assert lab.value == before


def test_every_preset_can_be_chosen(lab):
    for name in PRESETS:
        lab.controls.presets.value = name
        assert PRESETS[name].items() <= lab.value.items()


def test_a_review_is_its_words_and_the_last_answer_is_the_networks():
    sent, scene = Story().channels(RUN, 0), Story().scene(RUN, {})
    mark = scene["panels"][0]["marks"][0]
    assert len(mark["of"]) == 8 and sent["read"].shape[1] == 8 * mark["length"]
    names = set(words.vocabulary())
    for each in mark["of"]:
        assert 0 < len(each["words"]) <= mark["length"] and set(each["words"]) <= names
    # Most of these reviews, which the run never saw, come out right at the end.
    last = sent["read"][-1].reshape(8, -1)[:, -1]
    assert np.mean([(answer > 0) == each["liked"]
                    for answer, each in zip(last, mark["of"], strict=True)]) >= 0.5
    norm = np.hypot(sent["embedding"], sent["others"])
    assert_allclose(norm, RUN.values["weight_norm"][:, 0], rtol=1e-3)
    assert packed(Story().scene(RUN.until(0), {})) == packed(scene)


def test_headlines_say_what_is_known_at_their_step():
    titles = [headline(RUN.until(step)).title for step in (0, 10, 900)]
    assert titles == ["Does the writer like the film? Can it learn to tell?",
                      "It is learning the reviews it is shown",
                      "It has learnt to read a little, 6 times later"]
