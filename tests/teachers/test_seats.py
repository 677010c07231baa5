"""Every beginning of the order of seats covers the plane, and a seat's settings are a run."""

import numpy as np
import pytest

import grokviz as gv
from grokviz.recipes.teacher_student import SETTINGS
from grokviz.teachers.seats import link, places, shape


@pytest.mark.parametrize("of", [1, 7, 30, 33])
def test_each_place_has_one_seat(of):
    columns, rows = shape(of)
    assert sorted(places(of)) == [(x, y) for x in range(columns) for y in range(rows)]
    assert of <= columns * rows < of + columns


def test_the_first_seats_are_spread_over_the_whole_plane():
    """Each quarter of a plane of 36 gets 2 or more of any first 12, in a plain order none."""
    columns, rows = shape(36)
    quarters = [(x < columns / 2, y < rows / 2) for x, y in places(36)[:12]]
    assert min(quarters.count(each) for each in set(quarters)) >= 2 and len(set(quarters)) == 4


def test_a_seat_is_a_run_and_one_beyond_the_room_is_the_same_run_with_another_seed():
    first, again = gv.seat(3, of=30), gv.seat(33, of=30)
    assert SETTINGS.check(first) == first
    assert again == first | {"init_seed": first["init_seed"] + 1}
    assert len({tuple(gv.seat(n, of=30).values()) for n in range(1, 91)}) == 90


def test_names_cover_two_thirds_of_the_places_and_the_word_of_the_day_moves_them():
    taken = [len({tuple(gv.seat(f"name {n}", of=30, word=str(day)).values()) for n in range(30)})
             for day in range(40)]
    assert 17 < np.mean(taken) < 21                     # 30 (1 - (1 - 1/30)^30) = 19.2
    assert gv.seat("Ada", word="sun") == gv.seat("Ada", word="sun") != gv.seat("Ada", word="rain")


def test_a_link_opens_what_the_seat_trains():
    assert link(17, 30).startswith("?lab=teacher_student&alpha=") and "steps=4000" in link(17, 30)


@pytest.mark.parametrize("given", [dict(number=0), dict(number=1, of=0),
                                   dict(number=1, plane="plane.phases")])
def test_what_is_no_seat_is_refused(given):
    with pytest.raises(ValueError, match="give|known"):
        gv.seat(**given)
