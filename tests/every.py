"""Every recipe, small enough to run in a moment."""

import numpy as np

from grokviz import recipes, store
from grokviz.recipes import density, first_layer, norm_flow, penalties

STEPS = 130
RECORDS = [0, 1, *range(60, 66), 70, 128, 129, STEPS]           # far apart, and a hair apart
X, Y = np.random.default_rng(0).normal(size=(30, 4)).astype(np.float32), np.arange(30) % 2


def network():
    from torch import nn

    return nn.Sequential(nn.Linear(4, 12), nn.ReLU(), nn.Dropout(0.1), nn.Linear(12, 2))


_NET = dict(steps=STEPS, width=12, records=RECORDS)
_MODULAR = dict(steps=STEPS, modulus=7, d_model=8, width=8, n_heads=2, records=RECORDS)
_FLOW = dict(steps=STEPS, records=RECORDS)
_CURVE = dict(init_scale=[0.5, 1, 2], width=8, steps=100)       # of norms
_SAMPLED = dict(steps=STEPS, width=6, features=8, n_train=20, records=RECORDS)
_LAYERS = dict(modulus=7, hidden=48, init_seed=[0, 1])
_LINE = dict(learning_rate=0.02, weight_decay=0.05, steps=200)
_OWN = dict(module=network, train=(X[:20], Y[:20]), test=(X[20:], Y[20:]))
_WORDS = dict(n_train=50, length=5, embedding=3, hidden=3, batch_size=10)
SETTINGS = {                                    # name -> what it is given
    "coordinates.image": dict(**_SAMPLED, weight_decay=[0, 0.5], centred=["no", "yes"]),
    "coordinates.sound": dict(**_SAMPLED),
    "coordinates.equation": dict(**_SAMPLED),
    "coordinates.lu_curve": dict(
        case="equation", n_train=8, features=8, **_CURVE),
    "coordinates.law": dict(**_SAMPLED, weight_decay=[0.5, 1]),
    "coordinates.bandwidth_map": dict(
        bandwidth=[0, 2], n_train=[10, 20], features=8, width=6, steps=100),
    "custom.grokking": lambda: dict(
        **_OWN, init_scale=[1, 2], init_seed=[0, 1], steps=STEPS, batch_size=8, records=RECORDS),
    "custom.lu_curve": lambda: dict(**_OWN, init_scale=[0.5, 1, 2], steps=100),
    "digits.grokking": dict(n_train=60, batch_size=20, weight_decay=[0, 0.1], **_NET),
    "digits.lu_curve": dict(n_train=60, batch_size=20, **_CURVE | dict(width=12)),
    "digits.law": dict(n_train=60, weight_decay=[0.1, 0.3], init_seed=[0], **_NET),
    "digits.phase_grid": dict(
        width=12, steps=100, n_train=[60, 80], init_scale=[0.5, 6], batch_size=20, level=0.2),
    "density.guess_and_check": dict(width=[2, 6], n_train=4, steps=1000, records=[0, 1, 60, 1000]),
    "density.at_a_norm": dict(width=6, steps=1000, records=[0, 1, 60, 1000]),
    "density.trained_at_a_norm": dict(width=4, starts=4, steps=STEPS, records=RECORDS),
    "density.trained": dict(width=[2, 4], n_train=4, starts=4, steps=STEPS, records=RECORDS),
    "density.room": dict(width=4, n_train=4, starts=4, training=100),
    "density_forecast.infinite_width": lambda: dict(
        of=density.guess_and_check(4, n_train=[2, 3], steps=1000)),
    "first_layer.simulated": dict(**_LAYERS, **_FLOW),
    "first_layer.trained": dict(**_LAYERS, **_FLOW),
    "first_layer.isolated": lambda: dict(
        experiment=first_layer.trained(**_LAYERS, weight_decay=0.01), until=0.4),
    "first_layer.compass": dict(records=(0.04, 0.041), weight_decay=0.02, **_LAYERS),
    "modular_addition.grokking": dict(_MODULAR),
    "modular_addition.paper_size": dict(_MODULAR | {"modulus": 11}),
    "modular_addition.data_size": dict(train_fraction=[0.4, 0.6], init_seed=[0], **_MODULAR),
    "modular_addition.held_norm": dict(init_scale=[0.8, 1.0], **_MODULAR),
    "modular_addition.law": dict(weight_decay=[0.3, 1.0], init_seed=[0, 1], **_MODULAR),
    "modular_addition.race": dict(_MODULAR),
    "modular_addition.phase_grid": dict(
        train_fraction=[0.4, 0.6, 0.8], weight_decay=[0.1, 1], init_seed=[0], modulus=7,
        d_model=8, width=8, steps=130),
    "modular_addition.lu_curve": dict(
        train_fraction=[0.4, 0.5], modulus=7, d_model=8, n_heads=2, **_CURVE),
    "modular_addition.l_and_u": dict(modulus=11, d_model=8, **_CURVE),
    "molecules.grokking": dict(n_train=40, batch_size=16, weight_decay=[0, 0.1], **_NET),
    "molecules.seeds": dict(data_seed=[0, 1], n_train=40, batch_size=16, width=12, steps=STEPS),
    "molecules.lu_curve": dict(n_train=40, **_CURVE),
    "molecules.data_size": dict(n_train=[32, 40], **_CURVE),
    "norm_flow.hyperbola": dict(weight_decay=[0.01, 0.02], **_FLOW),
    "norm_flow.cross": dict(**_FLOW),
    "norm_flow.adder": dict(slope=[0.1, 1.0], **_FLOW),
    "norm_flow.adder_three": dict(third=[2.0, 0.5], **_FLOW),
    "norm_flow.linear_regression": dict(init_seed=[1, 2], **_FLOW),
    "norm_flow.diagonal_network": dict(learning_rate=[0.1, 0.07], **_FLOW),
    "norm_flow.matrix_completion": dict(inner=5, **_FLOW),
    "norm_flow.relu_network": dict(**_FLOW),
    "norm_flow_forecast.slow_flow": lambda: dict(run=norm_flow.hyperbola(**_LINE), until=0.2),
    "norm_flow_forecast.slow_path": lambda: dict(run=norm_flow.hyperbola(**_LINE)),
    "norm_flow_forecast.slide": dict(until=0.5),
    "norm_flow_forecast.given": lambda: dict(run=norm_flow.diagonal_network(steps=STEPS)),
    "penalties.sparse_recovery": dict(depth=2, init_scale=0.5, **_FLOW),
    "penalties.matrix_sensing": dict(penalty=["nuclear", "l1+nuclear"], **_FLOW),
    "penalties.matrix_completion": dict(method="subgradient", **_FLOW),
    "penalties.race": dict(**_FLOW),
    "penalties.mystery": dict(n=1, **_FLOW),
    "penalties.rescaled": dict(degree=2),
    "penalties.law": dict(**_FLOW),
    "penalty_forecast.given": lambda: dict(of=penalties.sparse_recovery(steps=STEPS)),
    "reviews.grokking": dict(**_WORDS, steps=STEPS, weight_decay=[0, 0.5], records=RECORDS),
    "reviews.seeds": dict(data_seed=[0, 1], **_WORDS, steps=STEPS),
    "reviews.lu_curve": dict(**_WORDS, steps=100, init_scale=[0.5, 1, 2]),
    "reviews.data_size": dict(**_WORDS | {"n_train": [50, 60]}, steps=100, init_scale=[0.5, 2]),
    "shell_toy.slide": dict(weight_decay=[0.05, 0.1], steps=STEPS),
    "sparse_parity.grokking": dict(bits=8, n_train=40, weight_decay=[0, 1.0], **_NET),
    "teacher_student.grokking": dict(**_NET, init_scale=[1, 2]),
    "teacher_student.lu_curve": dict(init_seed=[1, 2], **_CURVE),
    "teacher_student.law": dict(**_NET, weight_decay=[0.1, 0.3]),
    "teacher_student.race": dict(**_NET),
    "teacher_student.phase_grid": dict(
        width=12, steps=300, weight_decay=[0.01, 0.1, 1], init_scale=[0.3, 1, 3], init_seed=[1],
        learning_rate=0.02, n_train=20, threshold=0.1),
    "toy_addition.landscape": dict(points=5, width=12, steps=100),
    "toy_addition.reduced_trajectory": lambda: dict(
        plane=store.stored("toy_addition.landscape_45"), steps=STEPS),
    "toy_addition.full_trajectory": dict(width=12, **_FLOW),
    "toy_addition.mnist_landscape": dict(n_train=40, points=5, width=12, steps=100),
}


def experiment(name):
    """A recipe's experiment at the settings of this table."""
    given = SETTINGS[name]
    return recipes.experiments()[name](**(given() if callable(given) else given))
