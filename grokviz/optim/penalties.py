"""The table of penalties: menus, engines, plots, claims and recipes read it.

A new penalty is one more entry of `_TABLE`. Penalties whose steps are not in the compiled loops
are trained step by step.

Labs read this table for their menus, and torch takes seconds to load. So torch is loaded only
when a norm or a step is first computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def _step(name: str) -> Callable[..., Any]:
    """A function of `optim.thresholds`, which is imported when it is first called."""
    def step(*tensors: Tensor) -> Tensor:
        from grokviz.optim import thresholds

        found: Tensor = getattr(thresholds, name)(*tensors)
        return found

    return step


sign, identity, polar = _step("sign"), _step("identity"), _step("polar")
direction, norm_threshold = _step("direction"), _step("norm_threshold")
soft_threshold, shrink = _step("soft_threshold"), _step("shrink")
singular_value_threshold = _step("singular_value_threshold")


class Spread(NamedTuple):
    """The value of `models.norms` that says over how many entries a penalty's norm is spread."""

    value: str
    label: str                                  # in a plot's key


class Penalty(NamedTuple):
    """A function h of the weights that is added to the loss, times its strength β.

    Attributes
    ----------
    name : str
        In code, settings and files; the norm of a product is recorded as ``{name}_norm``.
    symbol, label, spoken : str
        In the key of a plot; in a menu, after the name; in a sentence.
    norm : function
        Matrices of a network, each (runs, rows, columns), tensors or numpy arrays -> their common
        norm, (runs,).
    subgradient, proximal : function
        Of h on matrices (runs, ..., rows, columns); see `optim.thresholds`.
    dual_norm : function, optional
        Arrays (runs, rows, columns) -> (runs,). If β reaches this norm of the loss's gradient at
        0, all weights go to 0. None if no strength does that.
    freedom : function, optional
        Arrays (runs, rows, columns) -> (runs,): the number of measurements from which this penalty
        recovers a matrix. None if it recovers none.
    look : int
        Index of its line style in `widgets.theme.NORM_LOOKS`.
    of_matrices : bool
        True if it covers the weight matrices alone, and not all parameters.
    of_network : str, optional
        The value that an engine measures for a network, if not ``{name}_norm``.
    spread : Spread, optional
    featured : bool
        Whether it takes part in races, in plots of all norms, and in claims on every penalty. Menus
        have it either way.
    """

    name: str
    symbol: str
    label: str
    spoken: str
    norm: Callable[[Sequence[Any]], Any]
    subgradient: Callable[[Tensor], Tensor]
    proximal: Callable[[Tensor, Tensor], Tensor]
    dual_norm: Callable[[np.ndarray], np.ndarray] | None = None
    freedom: Callable[[np.ndarray], np.ndarray] | None = None
    look: int = 0
    of_matrices: bool = False
    of_network: str = ""
    spread: Spread | None = None
    featured: bool = True

    @property
    def value(self) -> str:
        """The name under which its norm is recorded."""
        return f"{self.name}_norm"

    @property
    def value_of_network(self) -> str:
        return self.of_network or self.value


def _rank_freedom(matrices: np.ndarray) -> np.ndarray:
    rank = np.linalg.matrix_rank(matrices)
    freedom: np.ndarray = rank * (sum(matrices.shape[1:]) - rank)
    return freedom


def _total(norms: Iterable[Any]) -> Any:
    return sum(norms)


def _singular_values(w: Any) -> Any:
    # Claims and forecasts measure numpy arrays and need not wait for torch.
    if isinstance(w, np.ndarray):
        return np.linalg.svd(w, compute_uv=False)
    import torch

    return torch.linalg.svdvals(w)


_TABLE = (
    Penalty(
        "l1", "ℓ1", "few entries", "ℓ1",
        norm=lambda matrices: _total(abs(w).sum((1, 2)) for w in matrices),
        subgradient=sign, proximal=soft_threshold,
        dual_norm=lambda matrices: np.abs(matrices).max((1, 2)),
        freedom=lambda matrices: 2 * (matrices != 0).sum((1, 2)),
        look=0, spread=Spread("effective_sparsity", "effective sparsity"),
    ),
    Penalty(                                    # half the squared norm
        "l2", "ℓ2", "small weights", "ℓ2",
        norm=lambda matrices: _total((w * w).sum((1, 2)) for w in matrices) ** 0.5,
        subgradient=identity, proximal=shrink, look=1, of_network="weight_norm",
    ),
    Penalty(
        "nuclear", "nuclear", "low rank", "the nuclear norm",
        norm=lambda matrices: _total(_singular_values(w).sum(-1) for w in matrices),
        subgradient=polar, proximal=singular_value_threshold,
        dual_norm=lambda matrices: np.linalg.norm(matrices, 2, axis=(1, 2)),
        freedom=_rank_freedom, look=2, of_matrices=True,
        spread=Spread("effective_rank", "effective rank"),
    ),
    Penalty(                                    # of each matrix, not squared
        "frobenius", "Frobenius", "small matrices", "the Frobenius norm",
        norm=lambda matrices: _total((w * w).sum((1, 2)) ** 0.5 for w in matrices),
        subgradient=direction, proximal=norm_threshold,
        dual_norm=lambda matrices: np.linalg.norm(matrices, axis=(1, 2)),
        look=3, of_matrices=True, featured=False,
    ),
)
PENALTIES = {penalty.name: penalty for penalty in _TABLE}
CLOSED = PENALTIES["l1"], PENALTIES["l2"], PENALTIES["nuclear"]     # steps that loops compile


def by_form(
    strengths: Mapping[str, np.ndarray], form: Callable[[Penalty], Any]
) -> tuple[list[np.ndarray], list[tuple[Penalty, np.ndarray]]]:
    """Strengths, (runs,) by name, of the three `CLOSED` forms, and further penalties with theirs.

    Penalties of one form, such as two l1 norms, add up to one.
    """
    known = {form(penalty): np.zeros(()) for penalty in CLOSED}
    further = []
    for name, strength in strengths.items():
        penalty = PENALTIES[name]
        if form(penalty) in known:
            known[form(penalty)] = known[form(penalty)] + strength
        elif strength.any():
            further.append((penalty, strength))
    return [*known.values()], further


def which(penalty: Iterable[str]) -> dict[str, np.ndarray]:
    """For a column of names, several joined by "+": name -> whether a run has it, (runs,).

    Raises
    ------
    ValueError
        For a name that is neither in `PENALTIES` nor "none".
    """
    parts = [str(names).split("+") for names in penalty]
    strange = {name for names in parts for name in names} - {"none", *PENALTIES}
    if strange:
        raise ValueError(
            f"there is no penalty {min(strange)!r}; known: none, {', '.join(PENALTIES)}")
    return {k: np.array([k in names for names in parts]) for k in PENALTIES}
