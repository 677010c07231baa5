"""The measures besides the losses, against the network's outputs."""

import numpy as np
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch.nn.functional import cross_entropy

from grokviz.algebra import fourier, representations
from grokviz.models import embedded_mlp
from grokviz.recipes.plans import modular_addition_probe
from grokviz.sweep import grid
from grokviz.tasks.modular_addition import modular_addition

P = 11


def looked_at(operation="add", full=True, runs=1, frequencies=None):
    sweep = grid(train_fraction=0.6, split_seed=range(runs), init_seed=1, init_scale=2.0)
    task = modular_addition(sweep, modulus=P, operation=operation)
    params = embedded_mlp(P, 6, 20).init(sweep)
    outputs = embedded_mlp(P, 6, 20).apply(params, task.test_inputs)
    look = modular_addition_probe.probe(operation, P, runs, frequencies)
    return task, params, outputs, look(params, task, outputs, full)


def test_embedding_and_answers_are_the_network_s():
    task, params, outputs, found = looked_at()
    assert found["embedding"].dtype == np.float16 and found["answers"].dtype == np.uint8
    assert_allclose(found["embedding"][0], params["W_E"][0], rtol=1e-3)
    for (a, b), answer in zip(task.test_inputs[0], outputs[0].argmax(1), strict=True):
        assert found["answers"][0, a, b] == answer
    assert_allclose(found["fourier_power"], fourier.power(params["W_E"].numpy()), rtol=1e-5)


def test_what_is_not_due_and_what_is_big_in_ensembles_is_left_out():
    assert not {"embedding", "answers"} & set(looked_at(full=False)[3])
    assert set(looked_at(runs=3)[3]) == {"fourier_power"}
    assert looked_at(runs=3)[3]["fourier_power"].shape == (3, 6)
    assert "restricted_loss" not in looked_at("random")[3]
    assert looked_at("multiply")[3]["fourier_power"].shape == (1, 6)


def test_the_power_of_quotients_is_over_exponents_and_a_pair_without_an_answer_is_blank():
    task, params, outputs, found = looked_at("divide")
    powers = [pow(2, k, P) for k in range(P - 1)]
    assert_allclose(found["fourier_power"], fourier.power(params["W_E"][:, powers].numpy()),
                    rtol=1e-5)
    for (a, b), answer, wanted in zip(task.test_inputs[0], outputs[0].argmax(1),
                                      task.test_targets[0, :, 0], strict=True):
        assert found["answers"][0, a, b] == answer
        assert found["right"][0, a, b] == (answer == wanted)
    assert not any(found[name][0, :, 0].any() for name in ("answers", "right", "trained"))


def test_the_power_of_permutations_is_over_representations():
    sweep = grid(train_fraction=0.6, split_seed=[0, 1], init_seed=1, init_scale=1.0)
    params = embedded_mlp(120, 4, 4).init(sweep)
    look = modular_addition_probe.probe("s5", 120, 2)
    assert_allclose(look(params, None, None, True)["fourier_power"],
                    representations.power(params["W_E"].numpy()), rtol=1e-5)


def test_restricted_and_excluded_losses_are_those_of_projected_logits():
    """Against least squares on cos and sin of the sums, pair by pair."""
    for operation, sign in modular_addition_probe.SIGN.items():
        task, _, outputs, found = looked_at(operation, frequencies=[2, 5])
        (a, b), classes, n = task.test_inputs[0].T, task.test_targets[0, :, 0], int(0.6 * P * P)
        angles = 2 * np.pi * torch.outer((a + sign * b).double(), torch.tensor([2.0, 5])) / P
        waves = torch.cat([angles.cos(), angles.sin()], 1)
        logits = outputs[0].double()
        used = waves @ torch.linalg.lstsq(waves, logits).solution
        restricted, excluded = used + logits.mean(0), logits - used
        assert_allclose(found["restricted_loss"][0], cross_entropy(restricted[n:], classes[n:]),
                        rtol=1e-5)
        assert_allclose(found["excluded_loss"][0], cross_entropy(excluded[:n], classes[:n]),
                        rtol=1e-5)
        right = (excluded[:n].argmax(1) == classes[:n]).double().mean()
        assert_allclose(found["excluded_accuracy"][0], right, atol=1e-12)


def test_without_a_choice_the_strongest_frequencies_are_the_key_ones():
    chosen = fourier.strongest(looked_at()[3]["fourier_power"][0], modular_addition_probe.KEY)
    assert_allclose(looked_at()[3]["restricted_loss"],
                    looked_at(frequencies=chosen)[3]["restricted_loss"], rtol=1e-6)


def test_pictures_are_taken_as_often_as_they_fit_and_at_the_end():
    steps = range(0, 400)
    assert modular_addition_probe.due(steps, 7, 8) == set(steps)
    few = modular_addition_probe.due(steps, 113, 128)
    assert len(few) * 113 * (2 * 128 + 113) <= modular_addition_probe.ROOM * 1.05
    assert {0, 399} <= few and len(few) >= 20
    assert_array_equal(np.unique(np.diff(sorted(few))[:-1]).size, 1)


def test_what_is_right_and_what_was_trained_on_is_told_pair_by_pair():
    task, _, outputs, found = looked_at("subtract")
    n = int(0.6 * P * P)
    assert found["trained"].sum() == n and found["right"].dtype == np.uint8
    for place, ((a, b), answer) in enumerate(zip(task.test_inputs[0], outputs[0].argmax(1),
                                                 strict=True)):
        assert found["trained"][0, a, b] == (place < n)
        assert found["right"][0, a, b] == (answer == (a - b) % P)


def test_taking_frequencies_out_of_the_logits_is_projecting_them_away():
    """Against least squares on cos and sin of the sums, pair by pair."""
    for operation, sign in modular_addition_probe.SIGN.items():
        task, _, outputs, found = looked_at(operation)
        (a, b), classes, n = task.test_inputs[0].T, task.test_targets[0, :, 0], int(0.6 * P * P)
        power, left = found["logit_power"][0], outputs[0].double()
        assert power.shape == (P // 2 + 1,) and len(found["ablated_accuracy"][0]) == P // 2 + 1
        order = fourier.strongest(power, P // 2)
        for taken in range(P // 2 + 1):
            right = (left[n:].argmax(1) == classes[n:]).double().mean()
            assert_allclose(found["ablated_accuracy"][0, taken], right, atol=1e-6)
            if taken < P // 2:
                angle = 2 * np.pi * (a + sign * b).double() * int(order[taken]) / P
                waves = torch.stack([angle.cos(), angle.sin()], 1)
                part = waves @ torch.linalg.lstsq(waves, left).solution
                assert_allclose(power[order[taken]], part.pow(2).sum() / P, rtol=1e-4)
                left = left - part


def test_each_neuron_has_the_wave_that_it_adds_to_the_answers():
    _, params, _, found = looked_at()
    frequency, turned, share = found["neurons"][0].T.astype(int)
    c, adds = np.arange(P), params["W2"][0].numpy().T
    for unit, (k, turn, part) in enumerate(zip(frequency, turned, share, strict=True)):
        wave = np.cos(2 * np.pi * (k * c / P + turn / 256))
        row = adds[unit] - adds[unit].mean()
        assert abs(100 * (row @ wave) ** 2 / (wave @ wave) / (row @ row) - part) < 1.5
    assert "neurons" not in looked_at(runs=3)[3]
