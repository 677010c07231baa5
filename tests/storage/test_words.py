"""The reviews of the package: numbers of words, never text."""

import numpy as np
import pytest

from grokviz.storage.words import labels, numbers, of_reviews, padded, split, vocabulary


def test_there_are_3000_reviews_of_known_words_half_of_which_like_the_film():
    every = of_reviews()
    assert len(every) == len(labels()) == 3000 and 0.45 < labels().mean() < 0.55
    assert all(len(each) <= 100 and (each >= 1).all() and (each <= 1000).all() for each in every)
    assert len(vocabulary()) == len(set(vocabulary())) == 1001 and vocabulary()[1] == "movie"


def test_who_likes_a_film_says_great_more_often_and_bad_less():
    counts = np.stack([np.bincount(each, minlength=1001) for each in of_reviews()])
    rate = {word: counts[:, vocabulary().index(word)] @ labels() / counts[
        :, vocabulary().index(word)].sum() for word in ("great", "bad", "worst")}
    assert rate["great"] > 0.6 and rate["bad"] < 0.35 and rate["worst"] < 0.2


def test_a_short_review_is_padded_in_front_and_of_a_long_one_the_end_is_read():
    assert padded([np.array([3, 4]), np.arange(1, 6)], 3).tolist() == [[0, 3, 4], [3, 4, 5]]


def test_words_outside_the_vocabulary_are_left_out_and_some_have_to_be_left():
    names = [vocabulary()[k] for k in numbers(["Great", "xylophone", "movie"])]
    assert names == ["great", "movie"]
    with pytest.raises(ValueError, match="none of 2 words is among the 1,000"):
        numbers(["xylophone", "quark"])


def test_training_sets_are_nested_and_apart_from_the_test_set():
    small, test = split(3, 50)
    large, same = split(3, 2500)
    assert list(large[:50]) == list(small) and list(test) == list(same)
    assert not set(large) & set(test)
