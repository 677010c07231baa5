"""The graph network against loops over atoms, and what must not matter to it."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from grokviz.models.real_data.graph import graph_network
from grokviz.recipes.plans.real_data.molecules import contributions, explained
from grokviz.storage.graphs import checked
from grokviz.sweep import grid
from grokviz.tasks.real_data.molecules import OWN, features, layout

ROOM = layout(100)
MODEL = graph_network(ROOM, 6)
PARAMS = MODEL.init(grid(init_seed=[0, 1], init_scale=2.0), torch.float64)
ETHANOL = checked(["C", "C", "O", *"HHHHHH"], [(0, 1), (1, 2), (0, 3), (0, 4), (0, 5), (1, 6),
                                              (1, 7), (2, 8)], ROOM.atoms)


def inputs(*molecules):
    rows = torch.from_numpy(np.stack([features(each, ROOM.atoms) for each in molecules])).double()
    return rows.expand(2, *rows.shape)


def by_hand(molecule, run, left_out=None):
    """The prediction for one molecule, atom by atom; one atom may be left out of the sum."""
    p = {name: leaf[run].numpy() for name, leaf in PARAMS.items()}
    n, near = len(molecule.kinds), {}
    for a, b in molecule.bonds:
        near.setdefault(int(a), []).append(int(b))
        near.setdefault(int(b), []).append(int(a))
    own = np.zeros((n, OWN))
    for i, kind in enumerate(molecule.kinds):
        own[i, kind] = 1
        own[i, -2] = len(near[i]) / 4
        own[i, -1] = sum(molecule.kinds[j] == 0 for j in near[i]) / 3
    first = [np.maximum(np.concatenate([own[i], own[near[i]].sum(0)]) @ p["W1"] + p["b1"][0], 0)
             for i in range(n)]
    second = [np.maximum(sum(first[j] for j in near[i]) @ p["W2"] + first[i] @ p["R2"]
                         + p["b2"][0], 0) for i in range(n)]
    summed = sum(each for i, each in enumerate(second) if i != left_out)
    return (np.maximum(summed @ p["W3"] + p["b3"][0], 0) @ p["W4"] + p["b4"][0])[0]


def test_it_is_what_loops_over_atoms_give_for_every_run():
    found = MODEL.apply(PARAMS, inputs(ETHANOL))[:, 0, 0]
    assert_allclose(found, [by_hand(ETHANOL, run) for run in range(2)], rtol=1e-6)


def test_the_order_of_the_atoms_does_not_matter():
    order = np.random.default_rng(0).permutation(9)
    back = np.argsort(order)
    turned = ETHANOL._replace(kinds=ETHANOL.kinds[order], bonds=back[ETHANOL.bonds])
    found = MODEL.apply(PARAMS, inputs(ETHANOL, turned))
    assert_allclose(found[:, 0], found[:, 1], rtol=1e-6)


def test_what_an_atom_adds_is_what_is_missing_without_it():
    found = contributions(PARAMS, inputs(ETHANOL), ROOM)[1, 0]
    whole = by_hand(ETHANOL, 1)
    assert_allclose(found[:9], [whole - by_hand(ETHANOL, 1, i) for i in range(9)], atol=1e-6)
    assert (found[9:] == 0).all()


def test_the_mean_explains_nothing_and_the_truth_all():
    y = torch.tensor([1.0, 2.0, 6.0]).view(1, 3, 1)
    assert explained(torch.full_like(y, 3), y, None) == 0 and explained(y, y, None) == 1
    assert explained(torch.full_like(y, 99), y, None) == 0
    half = y + torch.tensor([1.0, 2.0, 2.0]).view(1, 3, 1)          # 9 of a spread of 14
    assert_allclose(explained(half, y, None), [1 - 9 / 14])
