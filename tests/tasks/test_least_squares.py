"""The training loss as it is reported, unless a problem says otherwise."""

import torch
from torch.testing import assert_close

from grokviz.tasks.least_squares import half_mean_square


def test_it_is_half_the_mean_square_of_each_run():
    residual = torch.tensor([[1.0, 3.0], [0.0, 2.0]])
    assert_close(half_mean_square(residual), torch.tensor([2.5, 1.0]))
