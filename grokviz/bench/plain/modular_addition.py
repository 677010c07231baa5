"""Modular addition as a researcher would write it, one model at a time.

Every example looks up its embeddings, every position is computed; autograd and AdamW.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from grokviz.tasks import Task


class Perceptron(nn.Module):
    """`models.embedded_mlp`, example by example."""

    def __init__(self, modulus: int, d_model: int, width: int):
        super().__init__()
        self.embed = nn.Embedding(modulus, d_model)
        self.first = nn.Linear(2 * d_model, width)
        self.second = nn.Linear(width, modulus)

    def forward(self, pairs: Tensor) -> Tensor:
        return self.second(torch.relu(self.first(self.embed(pairs).flatten(1))))

    def take(self, leaves: dict[str, Tensor]) -> None:
        """Take over the weights of one run of our engine."""
        W1 = torch.cat(leaves["W1"].chunk(2, dim=1))        # (2 d_model, width)
        ours = (leaves["W_E"], W1.mT, leaves["b1"][0], leaves["W2"], leaves["b2"][:, 0])
        _copy(self, ours)


class Transformer(nn.Module):
    """`models.transformer` with all three positions, keys and values of every example."""

    def __init__(self, modulus: int, d_model: int, n_heads: int, d_mlp: int):
        super().__init__()
        self.equals, self.n_heads = modulus, n_heads
        self.embed = nn.Embedding(modulus + 1, d_model)
        self.place = nn.Parameter(torch.randn(3, d_model) / d_model**0.5)
        self.query, self.key, self.value, self.out = (
            nn.Linear(d_model, d_model, bias=False) for _ in range(4)
        )
        self.up, self.down = nn.Linear(d_model, d_mlp), nn.Linear(d_mlp, d_model)
        self.unembed = nn.Linear(d_model, modulus + 1, bias=False)

    def forward(self, pairs: Tensor) -> Tensor:
        tokens = torch.cat([pairs, pairs.new_full((len(pairs), 1), self.equals)], 1)
        x = self.embed(tokens) + self.place
        q, k, v = (
            layer(x).unflatten(2, (self.n_heads, -1)).transpose(1, 2)
            for layer in (self.query, self.key, self.value)
        )
        causal = torch.full((3, 3), -torch.inf, dtype=x.dtype).triu(1)
        attention = torch.softmax(q @ k.mT / q.shape[-1] ** 0.5 + causal, -1)
        x = x + self.out((attention @ v).transpose(1, 2).flatten(2))
        x = x + self.down(torch.relu(self.up(x)))
        return self.unembed(x)[:, -1]

    def take(self, leaves: dict[str, Tensor]) -> None:
        """Take over the weights of one run of our engine."""
        square = [leaves[f"W_{k}"].mT for k in "QKVO"]
        _copy(self, (
            leaves["W_pos"], leaves["W_E"], *square, leaves["W_in"].mT, leaves["b_in"][0],
            leaves["W_out"].mT, leaves["b_out"][0], leaves["W_U"].mT,
        ))


def loop(
    model: nn.Module, task: Task, steps: int, records: Iterable[int], *, learning_rate: float,
    weight_decay: float,
) -> list[tuple[float, ...]]:
    """Train on the first run of a task, and evaluate at the given steps.

    Returns
    -------
    list of (step, train_loss, train_accuracy, test_loss, test_accuracy)
    """
    inside = task.train_weights[0] > 0
    train = task.train_inputs[0][inside], task.train_targets[0, :, 0][inside]
    if task.test_weights is None:
        raise ValueError("the task has no test_weights; give one of tasks.modular_addition")
    outside = task.test_weights[0] > 0
    test = task.test_inputs[0][outside], task.test_targets[0, :, 0][outside]
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=learning_rate, weight_decay=weight_decay, betas=(0.9, 0.98))
    due, log = set(records), []
    for step in range(1, steps + 1):
        optimizer.zero_grad()
        cross_entropy(model(train[0]), train[1]).backward()
        optimizer.step()
        if step in due:
            with torch.no_grad():
                values = []
                for pairs, classes in (train, test):
                    logits = model(pairs)
                    right = (logits.argmax(1) == classes).float().mean()
                    values += [cross_entropy(logits, classes).item(), right.item()]
                log.append((step, *values))
    return log


def _copy(model: nn.Module, leaves: Iterable[Tensor]) -> None:
    with torch.no_grad():
        for parameter, leaf in zip(model.parameters(), leaves, strict=True):
            parameter.copy_(leaf)
