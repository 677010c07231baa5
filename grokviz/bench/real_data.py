"""The speed of networks on reviews, molecules and data of one's own, beside the plain loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn

from grokviz.bench.rows import Row, counted, one_thread, rates, trains
from grokviz.models.real_data.graph import Layout
from grokviz.recipes import custom, molecules, reviews
from grokviz.sweep import grid
from grokviz.tasks.real_data import molecules as molecule_tasks
from grokviz.tasks.real_data import reviews as review_tasks

AREA = "real_data"
RUNS = 8
STEPS = {"reviews": 50, "molecules": 400, "custom": 120}        # of one measurement
WANTED = {"reviews": (1.5, 3.0), "molecules": (4.0, 8.0), "custom": (None, None)}


def rows(quick: bool = False) -> Iterator[Row]:
    """Eight runs at once beside one plain module after the other, which has one core."""
    for name, (ours, plain) in {"reviews": (_reviews, _plain_reviews),
                                "molecules": (_molecules, _plain_molecules),
                                "custom": (_custom, _plain_custom)}.items():
        if quick and name == "custom":
            continue
        works = [plain(), ours()]
        with one_thread():
            for work in works:
                work()                          # once before: this takes memory
            slow, fast = rates(works, rounds=1 if quick else 5)
        yield Row(f"{name}, {RUNS} runs", AREA, 1e3 / fast, 1e3 / slow, fast / slow,
                  "ms/model-step", *WANTED[name])


def _reviews() -> Callable[[], int]:
    steps = STEPS["reviews"]
    return trains(reviews.grokking(init_seed=range(RUNS), steps=steps, records=[steps]),
                  RUNS * steps)


def _molecules() -> Callable[[], int]:
    steps = STEPS["molecules"]
    return trains(molecules.grokking(init_seed=range(RUNS), steps=steps, records=[steps]),
                  RUNS * steps)


def _custom() -> Callable[[], int]:
    x, y = _points()
    steps = STEPS["custom"]
    return trains(custom.grokking(_network, (x, y), (x[:50], y[:50]), init_seed=range(RUNS),
                                  batch_size=50, steps=steps, records=[steps]), RUNS * steps)


class Reader(nn.Module):
    """The LSTM as everybody writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.lstm = nn.Embedding(1001, 32), nn.LSTM(32, 32, batch_first=True)
        self.out = nn.Linear(32, 1)

    def forward(self, words: Tensor) -> Tensor:
        states, _ = self.lstm(self.embedding(words))
        found: Tensor = self.out(states[:, -1])
        return found


class Graph(nn.Module):
    """The graph network as everybody writes it."""

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout, w = layout, 64
        self.first, self.around = nn.Linear(layout.read, w), nn.Linear(w, w, bias=False)
        self.own, self.third, self.out = nn.Linear(w, w), nn.Linear(w, w), nn.Linear(w, 1)

    def forward(self, inputs: Tensor) -> Tensor:
        x, bonds, there = self.layout.parts(inputs)
        x = self.first(x).relu()
        x = (bonds @ self.around(x) + self.own(x)).relu() * there
        found: Tensor = self.out(self.third(x.sum(1)).relu())
        return found


def _plain_reviews() -> Callable[[], int]:
    task = review_tasks.reviews(grid(n_train=300, data_seed=0))
    return _plain(Reader, task.train_inputs[0], (task.train_targets[0] + 1) / 2,
                  nn.BCEWithLogitsLoss(), 50, STEPS["reviews"], clip=5.0)


def _plain_molecules() -> Callable[[], int]:
    task = molecule_tasks.molecules(grid(n_train=100, data_seed=0))
    layout = molecule_tasks.layout(100)
    return _plain(lambda: Graph(layout), task.train_inputs[0], task.train_targets[0],
                  nn.MSELoss(), 32, STEPS["molecules"])


def _plain_custom() -> Callable[[], int]:
    return _plain(_network, *_points(), nn.CrossEntropyLoss(), 50, STEPS["custom"])


def _points() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return (torch.randn(200, 1, 14, 14, generator=generator),
            torch.arange(200) % 10)


def _network() -> nn.Module:
    """A small convolutional network."""
    return nn.Sequential(nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(), nn.Conv2d(8, 16, 3, stride=2),
                         nn.ReLU(), nn.Flatten(), nn.Linear(64, 10))


def _plain(
    make: Callable[[], nn.Module], x: Tensor, y: Tensor, loss: Any, batch: int, steps: int,
    clip: float | None = None,
) -> Callable[[], int]:
    def train() -> None:
        torch.manual_seed(0)
        network = make()
        update = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.1)
        for _ in range(steps):
            rows = torch.randint(len(x), (batch,))
            update.zero_grad()
            loss(network(x[rows]), y[rows]).backward()
            if clip:
                nn.utils.clip_grad_norm_(network.parameters(), clip)
            update.step()

    return counted(train, steps)
