"""The penalties, one record each: menus, engines, pictures, claims and recipes go by this table.

A further penalty is a further entry of `PENALTIES`, and nothing else: one whose steps are none of
those that the compiled loops know is trained by the plain ones.

Labs read this table for their menus before anything trains, so torch is loaded only when a norm or
a step is first computed: it would hold the first picture back by seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor


def _step(name: str) -> Callable[..., Any]:
    """A function of `optim.thresholds`, which is loaded when it is first called."""
    def step(*tensors: Tensor) -> Tensor:
        from grokviz.optim import thresholds

        found: Tensor = getattr(thresholds, name)(*tensors)
        return found

    return step


sign, identity, polar = _step("sign"), _step("identity"), _step("polar")
soft_threshold, shrink = _step("soft_threshold"), _step("shrink")
singular_value_threshold = _step("singular_value_threshold")


class Spread(NamedTuple):
    """Over how much a penalty's norm is spread: a value that `models.norms` measures."""

    value: str
    label: str                                  # in a plot's key


class Penalty(NamedTuple):
    """A function h of the weights that is added to the loss, times its strength β.

    Attributes
    ----------
    name : str
        In code, settings and files; the norm of a product is recorded as ``{name}_norm``.
    symbol, label, spoken : str
        In a plot's key; in a menu, after the name; in a sentence.
    norm : function
        Matrices, each (runs, rows, columns), all of a network's -> their norm together, (runs,);
        tensors, or arrays of numpy.
    subgradient, proximal : function
        Of h on matrices (runs, ..., rows, columns); see `optim.thresholds`.
    dual_norm : function, optional
        Arrays (runs, rows, columns) -> (runs,): from a strength of this norm of the loss's
        gradient at 0 on, all weights go to 0. None where none is that strong.
    freedom : function, optional
        Arrays (runs, rows, columns) -> (runs,): measurements it takes to tell a matrix by this
        penalty. None where it tells none.
    look : int
        Which of `widgets.theme.NORM_LOOKS` its norm is drawn in.
    of_matrices : bool
        Whether it is over the weight matrices alone, rather than over all parameters.
    of_network : str, optional
        The value that an engine measures of a network, if not ``{name}_norm``.
    spread : Spread, optional
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

    @property
    def value(self) -> str:
        """What its norm is recorded as."""
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
)
PENALTIES = {penalty.name: penalty for penalty in _TABLE}
CLOSED = PENALTIES["l1"], PENALTIES["l2"], PENALTIES["nuclear"]     # steps that loops compile


def by_form(
    strengths: Mapping[str, np.ndarray], form: Callable[[Penalty], Any]
) -> tuple[list[np.ndarray], list[tuple[Penalty, np.ndarray]]]:
    """Strengths, (runs,) by name, of the three `CLOSED` forms, and further penalties with theirs.

    Two penalties of one form, such as a scaled l1 norm, add up.
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
    """Of a column of names, several joined by "+": name -> whether a run has it, (runs,).

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
