"""The settings of arithmetic modulo p, with their bounds, and its presets."""

from __future__ import annotations

from typing import Any

from grokviz.recipes.common.penalty_menu import menu
from grokviz.settings import Choice, Setting, Table

SETTINGS = Table(
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 1.0, log=True, hot=True, off=True,
            short="wd"),
    Setting("train_fraction", "share", "share of pairs", 0.02, 0.98, 0.6),
    Choice("operation", "task", "what is to be learnt", {
        "add": "a + b", "subtract": "a − b", "multiply": "a · b", "divide": "a / b",
        "squares": "a² + b²", "quadratic": "a² + ab + b²", "s5": "S5 composition",
        "random": "random table"}, "add", short="op"),
    Choice("model", "model", "which network learns it", {
        "mlp": "MLP on embeddings", "product": "MLP on their product",
        "transformer": "one-layer transformer"}, "mlp"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    Setting("modulus", "p", "size of the group", 7, 120, 31, integer=True, short="p"),
    Setting("init_scale", "α", "initial scale", 0.1, 10, 1.0, log=True, short="alpha"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 5e-3, log=True, hot=True, short="lr"),
    Choice("loss", "loss", "what is made small", {
        "cross_entropy": "cross-entropy", "mean_squared_error": "mean squared error"},
        "cross_entropy"),
    Setting("d_model", "d_model", "features of an embedding", 8, 256, 64, log=True, integer=True),
    Setting("width", "width", "hidden units", 8, 1024, 256, log=True, integer=True),
    Setting("n_heads", "heads", "attention heads", 1, 8, 4, integer=True, short="heads"),
    *menu(),
    Setting("split_seed", "seed: split", "draws the training pairs", 0, 9999, 0, integer=True,
            short="split"),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True,
            short="seed"),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 2000, log=True, integer=True),
)
COLUMNS = ("weight_decay", "train_fraction", "init_scale", "learning_rate", "penalty",
           "penalty_strength", "split_seed", "init_seed")       # may differ from run to run
_CHOSEN = tuple(name for name, setting in SETTINGS.items() if isinstance(setting, Choice))
PAPER: dict[str, Any] = {
    "modulus": 113, "train_fraction": 0.3, "d_model": 128, "width": 512, "n_heads": 4,
    "learning_rate": 1e-3, "weight_decay": 1.0, "steps": 15_000}

_START = {k: SETTINGS[k].default for k in (
    "weight_decay", "train_fraction", "init_scale", "learning_rate", "modulus", *_CHOSEN)}
_TRANSFORMER = _START | {"model": "transformer", "learning_rate": 3e-3}
PRESETS = {
    "grokking": _START,
    "no decay: not in time": _START | {"weight_decay": 0},
    "too much decay": _START | {"weight_decay": 10.0},
    "too few examples": _START | {"train_fraction": 0.3},
    "almost all examples": _START | {"train_fraction": 0.9},
    "random table: never": _START | {"operation": "random"},
    "multiplication": _START | {"operation": "multiply"},
    "division": _START | {"operation": "divide"},
    "permutations": _START | {
        "operation": "s5", "modulus": 120, "width": 128, "learning_rate": 1e-2},
    "a² + ab + b²: not in time": _START | {"operation": "quadratic", "train_fraction": 0.8},
    "a transformer": _TRANSFORMER,
    "de-grok: fixed norm": _TRANSFORMER | {
        "constraint": "fixed_norm", "init_scale": 0.8, "weight_decay": 0},
    "l1: sparse weights": _START | {
        "weight_decay": 0, "penalty": "l1", "penalty_strength": 3e-5},
    "nuclear: low rank": _START | {             # narrow, as each step decomposes every matrix
        "weight_decay": 0, "penalty": "nuclear", "penalty_strength": 1e-3, "width": 64},
    "product network, p 97": _START | {         # the authors' sizes, at ten times their rate
        "weight_decay": 0, "model": "product", "modulus": 97, "train_fraction": 0.4, "width": 64,
        "learning_rate": 1e-2, "penalty": "frobenius", "penalty_strength": 1e-4, "steps": 6000},
    "the paper's run": _START | PAPER | {"model": "transformer"},
}
