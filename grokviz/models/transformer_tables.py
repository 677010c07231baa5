"""The tables of the transformer: from the leaves to the logits of all pairs, and back.

Forward: `tables` computes one row for each symbol, place and head; `mix` combines the rows of a
pair by attention; `logits` finishes. Backward: `into_rows` goes from the logits to the tables,
`into_leaves` from the tables to the leaves. TorchScript compiles all of these functions. In the
dicts, ``t`` holds values of the tables and ``by`` the derivatives of the loss by them.
"""

from typing import NamedTuple

import torch
from torch import Tensor


class Half(NamedTuple):
    """Half the pairs: rows they read, pairs sorted by row, targets, weights, and work space."""

    of: Tensor
    order: Tensor
    offsets: Tensor
    rows: Tensor
    row_order: Tensor
    row_offsets: Tensor
    targets: Tensor
    weights: Tensor
    d: Tensor                                   # (runs, pairs, d_mlp + classes)


def tables(p: dict[str, Tensor], n_heads: int) -> dict[str, Tensor]:
    """Everything that depends on one symbol and its place, or on neither."""
    runs, d_model, n = p["W_E"].size(0), p["W_E"].size(2), p["W_E"].size(1) - 1
    size = d_model // n_heads
    W_E, W_pos = p["W_E"][:, :n], p["W_pos"]
    # The residual stream at the third place, which alone is read in the end.
    equals = p["W_E"][:, n:] + W_pos[:, 2:]
    x = torch.cat([W_E + W_pos[:, :1], W_E + W_pos[:, 1:2], equals], 1)
    q, k, v = torch.bmm(equals, p["W_Q"]), torch.bmm(x, p["W_K"]), torch.bmm(x, p["W_V"])
    values = v[:, : 2 * n] - v[:, 2 * n :]              # relative to attending to "="
    residual = equals + torch.bmm(v[:, 2 * n :], p["W_O"])
    ends = torch.cat([p["W_in"], p["W_U"]], 2)          # into the hidden layer, into the logits
    through = torch.bmm(p["W_O"], ends)
    by_head = values.view(runs, 2 * n, n_heads, size).transpose(1, 2).reshape(-1, 2 * n, size)
    biases = torch.cat([p["b_in"], torch.bmm(p["b_out"], p["W_U"])], 2)
    return {
        "x": x, "q": q, "k": k, "v": v, "values": values, "residual": residual, "ends": ends,
        "scores": (k * q).view(runs, -1, n_heads, size).sum(-1) * size**-0.5,
        "through": through, "by_head": by_head,
        "rows": torch.bmm(by_head, through.view(runs * n_heads, size, -1)),
        "same": torch.baddbmm(biases, residual, ends),  # equal for all pairs
        "W_out_U": torch.bmm(p["W_out"], p["W_U"]),
    }


def mix(
    t: dict[str, Tensor], of: Tensor, rows: Tensor, d_mlp: int
) -> tuple[Tensor, Tensor]:
    """Hidden layer and direct logits, (runs, pairs, d_mlp + classes); attention, (.., 3, heads).

    `embedding_bag` adds up the weighted rows of a pair without storing them side by side.
    """
    scores = t["scores"]
    runs, last, n_heads = scores.size(0), scores.size(1) - 1, scores.size(2)
    # Scores of the two symbols of each pair, then that of "=", the same for every pair.
    found = scores[:, :last].reshape(-1, n_heads)[of].view(runs, -1, 2, n_heads)
    equals = scores[:, None, last:].expand(runs, found.size(1), 1, n_heads)
    attention = torch.softmax(torch.cat([found, equals], 2), 2)
    weights = attention[:, :, :2].reshape(-1)
    begins = torch.arange(0, rows.size(0), 2 * n_heads, device=rows.device)
    z = torch.embedding_bag(
        t["rows"].view(-1, t["rows"].size(2)), rows, begins, False, 0, False, weights
    )[0].view(runs, found.size(1), -1)
    # All pairs share what "=" adds: its own embedding, its attention to itself, the biases.
    z = z + t["same"]
    z[:, :, :d_mlp].relu_()
    return z, attention


def logits(t: dict[str, Tensor], z: Tensor) -> Tensor:
    """(runs, classes, pairs)."""
    d_mlp = t["W_out_U"].size(1)
    return torch.baddbmm(z[:, :, d_mlp:].mT, t["W_out_U"].mT, z[:, :, :d_mlp].mT)


def into_rows(
    t: dict[str, Tensor], z: Tensor, attention: Tensor, y: Tensor, at: Half
) -> dict[str, Tensor]:
    """From the derivative by the logits, in y, to the derivatives by the tables."""
    W_out_U, values, d = t["W_out_U"], t["values"], at.d
    runs, n, d_mlp, n_heads = d.size(0), d.size(1), W_out_U.size(1), attention.size(3)
    hidden = z[:, :, :d_mlp]
    by_W_out_U = torch.bmm(y, hidden)                   # (runs, classes, d_mlp)
    by_hidden = d[:, :, :d_mlp]
    torch.bmm(y.mT, W_out_U.mT, out=by_hidden)
    torch.ops.aten.threshold_backward(by_hidden, hidden, 0, grad_input=by_hidden)
    d[:, :, d_mlp:].copy_(y.mT)
    # The transpose of `mix`: each row collects, over its pairs, their derivative times attention.
    weights = attention[:, :, :2].reshape(-1)[at.row_order]
    pair, flat = at.row_order // (2 * n_heads), d.view(runs * n, -1)
    rows = torch.embedding_bag(flat, pair, at.row_offsets, False, 0, False, weights)[0]
    # The derivative by an attention weight: the row it multiplies, times the derivative by z.
    mixed = torch.bmm(d, t["through"].mT).view(runs, n, 1, n_heads, -1)
    found = values.view(-1, values.size(2))[at.of].view(runs, n, 2, n_heads, -1)
    by_attention = (found * mixed).sum(-1)              # for "=" it is zero
    # The derivative of a softmax: attention times (derivative minus its mean under attention).
    mean = (attention[:, :, :2] * by_attention).sum(2, keepdim=True)
    by_found = (attention[:, :, :2] * (by_attention - mean)).view(-1, n_heads)
    by_scores = torch.embedding_bag(by_found, at.order, at.offsets)[0].view(runs, -1, n_heads)
    by_equals = -(attention[:, :, 2:] * mean).sum(1)
    return {
        "W_out_U": by_W_out_U, "rows": rows.view(t["rows"].size()), "same": d.sum(1, keepdim=True),
        "scores": torch.cat([by_scores, by_equals], 1),
    }


def into_leaves(
    p: dict[str, Tensor], g: dict[str, Tensor], t: dict[str, Tensor], by: dict[str, Tensor]
):
    """From the derivatives by the tables to the derivatives by all leaves."""
    runs, d_mlp, x, v = p["W_E"].size(0), p["W_in"].size(2), t["x"], t["v"]
    n, n_heads, d_model = p["W_E"].size(1) - 1, by["scores"].size(2), p["W_E"].size(2)
    size = d_model // n_heads
    through = torch.bmm(t["by_head"].mT, by["rows"]).view(runs, d_model, -1)
    by_head = torch.bmm(by["rows"], t["through"].view(runs * n_heads, size, -1).mT)
    values = by_head.view(runs, n_heads, 2 * n, size).transpose(1, 2).reshape(runs, 2 * n, d_model)
    residual = torch.bmm(by["same"], t["ends"].mT)
    # W_in and W_U are reached through the heads, and directly from the residual stream.
    ends = torch.baddbmm(torch.bmm(p["W_O"].mT, through), t["residual"].mT, by["same"])
    by_logits = by["same"][:, :, d_mlp:]
    g["W_in"].copy_(ends[:, :, :d_mlp])
    g["b_in"].copy_(by["same"][:, :, :d_mlp])
    torch.bmm(by_logits, p["W_U"].mT, out=g["b_out"])
    torch.bmm(by["W_out_U"].mT, p["W_U"].mT, out=g["W_out"])
    unembed = torch.baddbmm(ends[:, :, d_mlp:], p["W_out"].mT, by["W_out_U"].mT)
    torch.baddbmm(unembed, p["b_out"].mT, by_logits, out=g["W_U"])

    # Scores are k·q / sqrt(size): the product rule for keys and for the one query.
    scores = by["scores"].unsqueeze(3) * size**-0.5
    k, q = t["k"].view(runs, -1, n_heads, size), t["q"].view(runs, 1, n_heads, size)
    by_k = (scores * q).view(runs, -1, d_model)
    by_q = (scores * k).sum(1).view(runs, 1, d_model)
    equals = torch.bmm(residual, p["W_O"].mT) - values.sum(1, keepdim=True)
    by_v = torch.cat([values, equals], 1)
    by_O = torch.bmm(through, t["ends"].mT)
    torch.baddbmm(by_O, v[:, 2 * n :].mT, residual, out=g["W_O"])
    torch.bmm(x[:, 2 * n :].mT, by_q, out=g["W_Q"])
    torch.bmm(x.mT, by_k, out=g["W_K"])
    torch.bmm(x.mT, by_v, out=g["W_V"])
    by_x = torch.baddbmm(torch.bmm(by_k, p["W_K"].mT), by_v, p["W_V"].mT)
    last = by_x[:, 2 * n :] + residual + torch.bmm(by_q, p["W_Q"].mT)
    # A symbol occurs at two places, "=" at one; positions collect over all symbols.
    g["W_E"].copy_(torch.cat([by_x[:, :n] + by_x[:, n : 2 * n], last], 1))
    by_places = by_x[:, : 2 * n].view(runs, 2, n, d_model).sum(2)
    g["W_pos"].copy_(torch.cat([by_places, last], 1))
