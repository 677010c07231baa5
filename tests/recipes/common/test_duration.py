"""An estimate is the time of a few steps, in proportion to the work."""

import pytest

from grokviz.recipes import molecules, reviews
from grokviz.recipes.common import duration


@pytest.mark.parametrize("recipes, work, few", [
    (reviews, duration.work_of_reviews, 50), (molecules, duration.work_of_molecules, 100)])
def test_it_grows_with_steps_runs_and_work(recipes, work, few, monkeypatch):
    monkeypatch.setattr(duration, "pace", lambda recipe, few: 0.01)
    monkeypatch.setattr("grokviz.engines.streaming.threads.cores", lambda: 1)

    def told(**changed):
        wanted = recipes.SETTINGS.defaults() | {"steps": 1000} | changed
        return duration.seconds(recipes.grokking, work, few, wanted)

    assert told() == pytest.approx(duration.MEASURED * 10)
    assert told(steps=2000) == pytest.approx(2 * told())
    assert told(init_scale=[1, 2, 3]) == pytest.approx(3 * told())
    assert told(batch_size=100) > told()


def test_the_papers_network_of_reviews_takes_hundreds_of_times_as_long():
    """123 ms a step were measured beside 5 ms."""
    default = reviews.SETTINGS.defaults()
    assert 15 < (duration.work_of_reviews(default | reviews.NETWORK)
                 / duration.work_of_reviews(default)) < 40
