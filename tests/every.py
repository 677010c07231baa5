"""Every recipe, small enough to run in a moment."""

from grokviz import recipes, store
from grokviz.recipes import first_layer, norm_flow, penalties

STEPS = 130
RECORDS = [0, 1, *range(60, 66), 70, 128, 129, STEPS]           # far apart, and a hair apart
_NET = dict(steps=STEPS, width=12, records=RECORDS)
_MODULAR = dict(steps=STEPS, modulus=7, d_model=8, width=8, n_heads=2, records=RECORDS)
_FLOW = dict(steps=STEPS, records=RECORDS)
_CURVE = dict(init_scale=[0.5, 1, 2], width=8, steps=100)       # of norms
_LAYERS = dict(modulus=7, hidden=48, init_seed=[0, 1])
_LINE = dict(learning_rate=0.02, weight_decay=0.05, steps=200)
SETTINGS = {                                    # name -> what it is given
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
