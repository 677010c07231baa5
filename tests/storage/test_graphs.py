"""The molecules of the package, molecules of one's own, and how they are drawn."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from grokviz.storage.graphs import ELEMENTS, VALENCE, checked, molecules, places, split


def test_the_first_ones_are_methane_ammonia_and_water():
    every, target = molecules()
    assert [each.formula for each in every[:3]] == ["CH4", "H3N", "H2O"]
    assert len(every) == len(target) == 3000
    assert_allclose(target[:3], [13.21, 9.46, 6.31], atol=0.005)           # QM9's own numbers


def test_every_atom_has_as_many_neighbours_as_chemistry_allows_and_all_are_connected():
    for each in molecules()[0][::7]:
        degree = np.bincount(each.bonds.ravel(), minlength=len(each.kinds))
        assert (degree <= np.array(VALENCE)[each.kinds]).all() and (degree > 0).all()
        assert (degree[each.kinds == 0] == 1).all()
        again = checked([ELEMENTS[k] for k in each.kinds], each.bonds.tolist(), 99)
        assert again.formula == each.formula


@pytest.mark.parametrize("elements, bonds, says", [
    (["O", "X"], [(0, 1)], "elements has"), ([], [], "no atom"),
    (["H"] * 4, [(0, 1)], "has 4 atoms, but there is room for 3"),
    (["O", "H"], [(0, 2)], "pairs of two atoms from 0 to 1"), (["O", "H"], [(0,)], "pairs"),
    (["O", "H"], [(0, 0)], "pairs"),
    (["H", "O", "O"], [(0, 1), (0, 2)], r"atom 0 \(H\) has 2 neighbours; give it at most 1"),
    (["O", "H", "H"], [(0, 1)], "falls into parts"),
])
def test_a_molecule_that_cannot_be_is_refused(elements, bonds, says):
    with pytest.raises(ValueError, match=says):
        checked(elements, bonds, 3)


def test_bonds_are_drawn_at_about_one_length_and_atoms_stand_apart():
    for each in molecules()[0][20:200:30]:
        at = places(each)
        first, second = each.bonds.T
        bonds = np.linalg.norm(at[first] - at[second], axis=1)
        apart = np.linalg.norm(at[:, None] - at, axis=-1) + 9 * np.eye(len(at))
        assert bonds.min() > 0.5 and bonds.max() < 1.6 and apart.min() > 0.3


def test_sets_of_a_seed_do_not_overlap_and_another_seed_draws_others():
    for most, count in ((100, 100), (40, 100), (1500, 500)):
        train, test = split(1, most)
        assert len(train) == most and len(test) == count and not set(train) & set(test)
    assert set(split(1, 100)[0]) != set(split(2, 100)[0])
    assert list(split(1, 40)[0]) == list(split(1, 100)[0][:40])            # nested
