"""The LSTM against torch's module, and its gradient against a plain loop."""

import numpy as np
import torch
from numpy.testing import assert_allclose
from torch import nn

from grokviz import engines, optim
from grokviz.models.real_data.lstm import lstm, while_reading
from grokviz.optim.constraints import clipped, free
from grokviz.recording import record
from grokviz.sweep import grid
from grokviz.tasks.real_data.reviews import reviews

WORDS, SIZE, LENGTH, STEPS = 1001, 5, 6, 8


class Reader(nn.Module):
    """The same network as everybody writes it, with the weights of a run."""

    def __init__(self, params, run, layers):
        super().__init__()
        self.embedding = nn.Embedding(WORDS, SIZE)
        self.lstm = nn.LSTM(SIZE, SIZE, layers, batch_first=True)
        self.out = nn.Linear(SIZE, 1)
        own = {"embedding.weight": "W_E", "out.weight": "W_out", "out.bias": "b_out"} | {
            f"lstm.{theirs}_l{k}": f"{ours}{k + 1}" for k in range(layers) for theirs, ours in (
                ("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"), ("bias_hh", "c"))}
        with torch.no_grad():
            for name, p in self.named_parameters():
                p.copy_(params[own[name]][run].view(p.shape))

    def forward(self, words):
        return self.out(self.lstm(self.embedding(words))[0])


def test_it_is_torchs_lstm_after_every_word_and_in_two_layers():
    model = lstm(WORDS, SIZE, SIZE, 2)
    params = model.init(grid(init_seed=[0, 1], init_scale=[3.0]))
    words = torch.randint(WORDS, (2, 4, LENGTH), generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        wanted = torch.stack([Reader(params, run, 2)(words[run]) for run in range(2)])
        assert_allclose(model.apply(params, words), wanted[:, :, -1], rtol=1e-5, atol=1e-6)
        assert_allclose(while_reading(params, words, 2), wanted[..., 0], rtol=1e-5, atol=1e-6)


def test_a_run_is_the_plain_loop_with_its_clipped_gradient():
    sweep = grid(init_seed=[0, 1], init_scale=20.0, n_train=30, data_seed=0, learning_rate=0.01,
                 weight_decay=0.5)
    model = lstm(WORDS, SIZE, SIZE, 1)
    plan = engines.Plan(task=lambda part: reviews(part, length=LENGTH), model=model,
                        update=optim.adamw(), constraint=clipped(free, 0.05))
    runs = record(engines.train(plan, name="reviews", settings={}, sweep=sweep, steps=STEPS),
                  progress=False)
    task = reviews(sweep, length=LENGTH)
    for run in range(2):
        network = Reader(model.init(sweep), run, 1)
        update = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.5)
        loss = nn.BCEWithLogitsLoss()
        liked = (task.train_targets[run] + 1) / 2
        for _ in range(STEPS):
            update.zero_grad()
            loss(network(task.train_inputs[run])[:, -1], liked).backward()
            assert nn.utils.clip_grad_norm_(network.parameters(), 0.05) > 0.05      # it bites
            update.step()
        with torch.no_grad():
            wanted = loss(network(task.train_inputs[run])[:, -1], liked)
        assert_allclose(runs.values["train_loss"][-1, run], wanted, rtol=1e-4)
    assert np.isfinite(runs.values["test_loss"]).all()
