"""Rows looked up, and sums sent back, beside loops."""

import torch

from grokviz.models.lookup import Lookup


def test_each_run_looks_into_its_own_table_and_sums_go_back_to_it():
    index = torch.tensor([[2, 0, 2, 1], [0, 0, 0, 3]])
    of = Lookup(index, 4)
    tables = torch.arange(8.0).view(2, 4)
    assert tables.flatten()[of.flat].view(2, 4).tolist() == [[2, 0, 2, 1], [4, 4, 4, 7]]
    sent = torch.tensor([1.0, 10, 100, 1000, 1, 10, 100, 1000])
    ends = [*of.offsets.tolist()[1:], 8]
    sums = [sent[of.order[a:b]].sum().item() for a, b in zip(of.offsets, ends, strict=True)]
    assert sums == [10, 1000, 101, 0, 111, 0, 0, 1000]
