"""The lab on reviews without a browser: the stored run, its pictures, questions, errors."""

import numpy as np
import pytest
from labs.views import show
from numpy.testing import assert_allclose

from grokviz import store
from grokviz.labs.reviews.animation import Story
from grokviz.labs.reviews.headline import headline
from grokviz.labs.reviews.lab import ReviewsLab
from grokviz.recipes.reviews import PRESETS, SETTINGS, grokking
from grokviz.recording import record
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
    for view in ("Run", "L and U", "α x N"):
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


def test_the_papers_network_is_shown_from_the_store_and_its_size_is_told_before_start(
        lab, monkeypatch):
    monkeypatch.setattr("grokviz.recipes.common.duration.pace", lambda recipe, few: 0.005)
    lab.controls.presets.value = "the paper's network"
    lab.frames.flush()
    assert lab.badge == "recorded" and lab.state.record.settings["hidden"] == 128
    lab.controls.presets.value = "the paper's size"
    lab.frames.flush()
    said = lab.view_state.ahead(lab.wanted)
    assert said.startswith("about") and "h" in said
    lab.controls.presets.value = "quick"
    lab.frames.flush()
    assert lab.view_state.ahead(lab.wanted) == ""


def test_a_folder_of_reviews_serves_a_run(tmp_path):
    for kind, word in (("pos", "great"), ("neg", "awful")):
        (tmp_path / "train" / kind).mkdir(parents=True)
        for k in range(300):
            (tmp_path / "train" / kind / f"{k}.txt").write_text(f"{word} film number {k}")
    run = record(grokking(init_scale=1, n_train=60, batch_size=20, length=5, embedding=4, hidden=4,
                          steps=60, records=[60], folder=str(tmp_path)), progress=False)
    assert run.values["test_accuracy"][-1, 0] > 0.9             # one word decides
    assert run.settings["folder"] == str(tmp_path) and packed(Story().scene(run, {}))
    with pytest.raises(ValueError, match="of 600 reviews 500 are for testing; give 100 or less"):
        grokking(n_train=101, folder=str(tmp_path))
    with pytest.raises(FileNotFoundError, match="give one with aclImdb"):
        grokking(folder="/nowhere")
