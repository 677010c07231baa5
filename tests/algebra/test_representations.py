"""Representations of S5 against the theorems on characters and against matrices of permutations."""

import numpy as np
from numpy.testing import assert_allclose

from grokviz.algebra import representations
from grokviz.algebra.operations import s5, table

MAPS = np.array(s5())


def test_characters_are_orthogonal_and_their_squares_count_the_group():
    """Serre, Linear Representations of Finite Groups, Sec. 2.3 and 2.4."""
    chi = representations.characters()
    assert_allclose(chi @ chi.T / 120, np.eye(7), atol=1e-12)
    assert chi[:, 0].tolist() == [1, 1, 4, 4, 5, 5, 6] and (chi[:, 0] ** 2).sum() == 120


def test_parts_of_an_embedding_are_orthogonal_and_add_up():
    E = np.random.default_rng(0).normal(size=(120, 3))
    parts = [representations.part(E, r) for r in range(7)]
    assert_allclose(sum(parts), E, atol=1e-12)
    assert_allclose(representations.power(E), [(each**2).sum() for each in parts])
    assert_allclose(representations.power(E).sum(), (E**2).sum())
    for r, each in enumerate(parts):
        assert_allclose(representations.part(each, r), each, atol=1e-12)


def test_where_a_thing_goes_is_in_the_representations_1_and_4():
    """Columns of the matrices of permutations, with and without their sign."""
    goes = np.eye(5)[MAPS[:, 2]]
    sign = np.linalg.det(np.eye(5)[MAPS])[:, None]
    for E, held in ((goes, [0, 2]), (sign * goes, [1, 3])):
        power = representations.power(E)
        assert_allclose(np.delete(power, held), 0, atol=1e-9)
        assert_allclose(power[held], [24, 96])


def test_a_part_stays_one_when_all_permutations_are_composed_with_another():
    E, composed = np.random.default_rng(1).normal(size=(120, 2)), table(120, "s5")
    for moved in (composed[17], composed[:, 17]):
        assert_allclose(representations.power(E[moved]), representations.power(E))


def test_on_the_plane_of_representation_4_permutations_lie_by_where_they_send_the_first_thing():
    """A network that knows that alone has five places, in order round a circle."""
    rng = np.random.default_rng(2)
    goes = np.eye(5)[MAPS[:, 0]] - 0.2
    points = representations.plane(goes @ np.linalg.qr(rng.normal(size=(7, 5)))[0].T, 2)
    places = np.array([points[MAPS[:, 0] == i] for i in range(5)])
    assert_allclose(places.std(1), 0, atol=1e-9)
    angles = np.unwrap(np.arctan2(*places[:, 0].T[::-1]))
    assert_allclose(np.abs(np.diff(angles)), 2 * np.pi / 5, rtol=1e-6)


def test_the_plane_is_one_of_the_features_and_the_sign_has_a_line():
    E = np.random.default_rng(3).normal(size=(2, 120, 6))
    for r in range(2, 7):
        points = representations.plane(E, r)
        directions = np.linalg.lstsq(E[1], points[1], rcond=None)[0]
        assert_allclose(directions.T @ directions, np.eye(2), atol=1e-9)
        assert_allclose(representations.plane(E[1], r), points[1])
    assert_allclose(representations.plane(E, 1)[..., 1], 0, atol=1e-12)
