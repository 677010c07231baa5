"""The Fourier read-out of an embedding of Z/p: circles, and the frequency of each unit.

Source: Musat (2025), arXiv:2511.01938, Sec. 6.3: F_k = (1/p) Σ_j e^(-2πijk/p) E_j for frequencies
k = 1 ... (p-1)/2. The share of a unit's power is ours.
"""

from __future__ import annotations

import torch
from torch import Tensor


def read_out(E: Tensor) -> dict[str, Tensor]:
    """The circles of an embedding E (runs, symbols, hidden) with an odd number of symbols.

    Returns
    -------
    dict of Tensor
        circles (runs, frequencies, symbols, 2): each symbol on the plane of Re F_k and Im F_k.
        aspect, skew (runs, frequencies): the smaller over the larger of ‖Re F_k‖ and ‖Im F_k‖, and
        their absolute cosine. A round circle has 1 and 0.
        unit_share, unit_frequency (runs, hidden): the largest share of one frequency in a unit's
        power, without the constant, and the number of that frequency, from 1.
        specialisation (runs,): the mean share, units weighted by ‖E_h‖².
        overlap (runs,): the mean cosine between the profiles |F_k| of two frequencies over units.
    """
    F = torch.fft.rfft(E, dim=1)[:, 1:] / E.shape[1]    # (runs, frequencies, hidden)
    axes = torch.stack([F.real, F.imag], 2)             # (runs, frequencies, 2, hidden)
    length = axes.norm(dim=-1)
    unit = axes / length[..., None]
    power = F.abs().square()
    share, which = (power / power.sum(1, keepdim=True)).max(1)
    weight = E.square().sum(1)
    return {
        "circles": torch.einsum("rjh,rkch->rkjc", E, unit),
        "aspect": length.amin(2) / length.amax(2),
        "skew": (unit[:, :, 0] * unit[:, :, 1]).sum(-1).abs(),
        "unit_share": share, "unit_frequency": which + 1,
        "specialisation": (share * weight).sum(1) / weight.sum(1),
        "overlap": _overlap(F.abs()),
    }


def _overlap(profiles: Tensor) -> Tensor:
    unit = profiles / profiles.norm(dim=2, keepdim=True)
    k = unit.shape[1]
    cosines = unit @ unit.mT
    return (cosines.sum((1, 2)) - k) / (k * (k - 1))
