"""The settings of coordinate networks, with their bounds, and their presets."""

from __future__ import annotations

from typing import Any

from grokviz.settings import Choice, Setting, Table

SIDE, SOUND = 24, 256           # pixels of a drawn picture a side, samples of a sound
SMALLEST, LARGEST = 8, 64       # pixels of a picture of your own a side
FEWEST = 6                      # collocation points: one more than the solution has half waves
SPARE = 10                      # samples that are left for the test set
LU_SCALES = (0.2, 0.35, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0)
LU_STEPS = 2000
LAW_DECAYS: dict[str, tuple[float, ...]] = {"image": (0.1, 0.15, 0.22, 0.3, 0.45, 0.7, 1.0),
              "sound": (0.3, 0.45, 0.7, 1.0, 1.5, 2.0),
              "equation": (0.1, 0.15, 0.2, 0.3, 0.5, 0.7)}
LAW_SEEDS = (0, 1)
MAP_AXES: dict[str, dict[str, tuple[float, ...]]] = {
    "image": {"bandwidth": (0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0),
              "n_train": (25, 50, 100, 150, 200, 300, 450)},
    "sound": {"bandwidth": (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0),
              "n_train": (8, 12, 16, 24, 32, 64, 128)},
    "equation": {"bandwidth": (0.0, 0.25, 0.5, 1.0, 2.0, 4.0),
                 "n_train": (8, 12, 16, 20, 24, 28, 32)},
}
MAP_STEPS = 4000
OWN = "own"                     # the target that is the user's own array
TARGETS = {"waves": "waves and a bump", "ring": "a ring", "face": "a face", "letter": "a letter",
           OWN: "your own array"}
POINTS = {"regular": "evenly spaced", "random": "at random"}
COLUMNS = ("init_scale", "weight_decay", "n_train", "bandwidth", "learning_rate", "centred",
           "data_seed", "init_seed")            # may differ from run to run


def _table(
    *own: Choice, init_scale: float, weight_decay: float, n_train: tuple[int, int, int],
    samples: str, bandwidth: float, features: int, width: int, steps: int,
    threshold: float, init_seed: int = 0,
) -> Table:
    least, most, usual = n_train
    return Table(
        Setting("init_scale", "α", "initial scale", 0.1, 10, init_scale, log=True, short="alpha"),
        Setting("weight_decay", "λ", "weight decay", 0.001, 10, weight_decay, log=True, hot=True,
                off=True, short="wd"),
        Setting("n_train", "N", samples, least, most, usual, log=True, integer=True, short="n"),
        Setting("bandwidth", "σ", "bandwidth of the features", 0.1, 16, bandwidth, log=True,
                off=True, short="sigma"),
        *own,
        Choice("centred", "f − f₀", "subtract the initial network", {"no": "no", "yes": "yes"},
               "no"),
        Setting("learning_rate", "η", "learning rate", 1e-5, 0.1, 1e-3, log=True, hot=True,
                short="lr"),
        Setting("features", "m", "Fourier features", 2, 512, features, log=True, integer=True),
        Setting("width", "width", "hidden units a layer", 4, 400, width, log=True, integer=True),
        Setting("threshold", "ε", "error that counts as right", 1e-4, 1, threshold, log=True,
                short="eps"),
        Setting("data_seed", "seed: data", "draws the samples", 0, 9999, 0, integer=True),
        Setting("init_seed", "seed: init", "draws the network", 0, 9999, init_seed, integer=True,
                short="seed"),
        Setting("steps", "steps", "to train for", 100, 1_000_000, steps, log=True, integer=True),
    )


SETTINGS = {
    "image": _table(
        Choice("target", "picture", "what is to be learnt", TARGETS, "waves"),
        init_scale=2.5, weight_decay=0.5, n_train=(10, 2000, 200), samples="pixels shown",
        bandwidth=2.0, features=64, width=48, steps=5000, threshold=0.15),
    "sound": _table(
        init_scale=3.0, weight_decay=1.0, n_train=(8, 200, 32), samples="samples",
        bandwidth=4.0, features=64, width=48, steps=4000, threshold=0.3),
    "equation": _table(
        Choice("equation", "equation", "what is to be solved", {
            "poisson": "Poisson: u″ = f", "oscillator": "oscillator: u″ + ω²u = 0"}, "poisson"),
        Choice("points", "points", "where the residual is made small", POINTS, "regular"),
        init_scale=1.5, weight_decay=0.5, n_train=(4, 200, 24), samples="collocation points",
        bandwidth=2.0, features=64, width=48, steps=3000, threshold=0.05,
        init_seed=1),
}


def _starts(case: str) -> dict[str, Any]:
    names = ("init_scale", "weight_decay", "n_train", "bandwidth", "centred", "steps")
    return {name: SETTINGS[case][name].default for name in names}


def _presets(case: str, **changed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    usual = _starts(case)
    return {"late": usual, "no decay: not in time": usual | {"weight_decay": 0}} | {
        name.replace("_", " "): usual | given for name, given in changed.items()}


PRESETS = {
    "image": _presets(
        "image", standard_start={"init_scale": 1.0}, many_pixels={"n_train": 400},
        raw_coordinates={"bandwidth": 0, "init_scale": 1.0},
        initial_network_subtracted={"weight_decay": 0, "centred": "yes"}),
    "sound": _presets(
        "sound", standard_start={"init_scale": 1.0},
        raw_coordinates={"bandwidth": 0, "init_scale": 1.0},
        initial_network_subtracted={"weight_decay": 0, "centred": "yes"}),
    "equation": _presets(
        "equation", standard_start={"init_scale": 1.0}, more_points={"n_train": 32},
        too_few_random_points={"n_train": 16, "points": "random", "init_scale": 2.0, "steps": 6000},
        oscillator={"equation": "oscillator", "steps": 4000},
        initial_network_subtracted={"weight_decay": 0, "centred": "yes"}),
}
