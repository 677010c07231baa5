"""The recipes on film reviews: what would not fit is refused."""

import pytest

from grokviz.recipes import reviews


def test_what_would_not_fit_is_refused_before_it_is_built(monkeypatch):
    monkeypatch.setattr("grokviz.memory.available", lambda device: 10**7)
    with pytest.raises(ValueError, match="200 runs on 50 reviews need [0-9,]+ bytes of memory and "
                                         "there are 10,000,000"):
        reviews.grokking(init_seed=range(200), n_train=50)
