"""Norms of several matrices are those of one that has them as blocks."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from grokviz.models import norms


def test_matrices_count_as_the_blocks_of_one():
    generator = torch.Generator().manual_seed(1)
    A, B = (torch.randn(2, *s, generator=generator, dtype=torch.float64) for s in ((3, 4), (2, 5)))
    found = norms(torch.cat([A.flatten(1), B.flatten(1)], 1),
                  torch.cat([torch.linalg.svdvals(A), torch.linalg.svdvals(B)], 1))
    for run in range(2):
        whole = torch.block_diag(A[run], B[run]).numpy()
        S, l1, square = np.linalg.svd(whole)[1], np.abs(whole).sum(), (whole**2).sum()
        for name, wanted in (("l1_norm", l1), ("nuclear_norm", S.sum()),
                             ("effective_sparsity", l1**2 / square),
                             ("effective_rank", S.sum() ** 2 / square)):
            assert_allclose(found[name][run], wanted, rtol=1e-10)


def test_equal_entries_are_counted_and_no_weights_are_none():
    found = norms(torch.tensor([[2.0, -2, 0, 0], [0, 0, 0, 0]]), torch.tensor([[3.0, 3], [0, 0]]))
    assert found["effective_sparsity"].tolist() == [2, 0]
    assert found["effective_rank"].tolist() == [2, 0]
