"""`gv.claim`: a claim of one's own, trained on several seeds beside a control, judged by a rule.

What is said before the run (the sentence, the rule, the predicted count) is kept beside what came
out. So a claim that fails is as good a report as one that holds.
"""

from __future__ import annotations

import html
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grokviz.claims.ledger import RATE
from grokviz.claims.runs import run_or_lost
from grokviz.claims.seeds import interval
from grokviz.divergence import Diverged
from grokviz.i18n import t
from grokviz.labs.claim_report import seeds_of, source_of
from grokviz.labs.claim_report import write as write_report
from grokviz.run import TIMES, Record
from grokviz.sentences import brief, sentence, unknown

MOST_SEEDS = 100
Numbers = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One seed: does it obey the rule, and what was measured in its run and in its control?"""

    seed: int
    obeys: bool
    run: Numbers
    control: Numbers
    lost: str = ""                      # why there is nothing to judge


@dataclass(frozen=True, repr=False)
class OwnClaim:
    """A claim with its outcome; true where it holds.

    Attributes
    ----------
    statement : str
    predicted, obeyed, needed : int
        Seeds that were expected to obey the rule, that do, and that have to.
    interval : tuple of float
        95% interval of the rate at which seeds obey (Clopper and Pearson).
    rows : tuple of Row
        One for each seed.
    records, controls : tuple of Record
        The runs, in the order of `rows`; a seed whose run diverged has none.
    """

    statement: str
    recipe: Callable[..., Any]
    settings: Mapping[str, Any]
    changed: Mapping[str, Any] | None   # what the control has instead
    rule: str
    predicted: int
    needed: int
    rows: tuple[Row, ...]
    records: tuple[Record, ...] = field(compare=False)
    controls: tuple[Record, ...] = field(compare=False)

    @property
    def obeyed(self) -> int:
        return sum(row.obeys for row in self.rows)

    @property
    def holds(self) -> bool:
        return self.obeyed >= self.needed

    @property
    def interval(self) -> tuple[float, float]:
        return interval(self.obeyed, len(self.rows))

    def __bool__(self) -> bool:
        return self.holds

    @property
    def says(self) -> str:
        """The verdict in one line."""
        low, high = self.interval
        return t("own_claim.holds" if self.holds else "own_claim.fails", k=self.obeyed,
                 n=len(self.rows), low=f"{low:.0%}", high=f"{high:.0%}", needed=self.needed,
                 predicted=self.predicted)

    def table(self) -> list[list[str]]:
        """The numbers of each seed: a row of titles, then a row for each seed."""
        names = list(dict.fromkeys(name for row in self.rows for name in row.run))
        control = list(dict.fromkeys(name for row in self.rows for name in row.control))
        head = [t("own_claim.seed"), t("own_claim.obeys"), *names,
                *(t("own_claim.of_control", name=name) for name in control)]
        body = [[str(row.seed), row.lost or t("own_claim.yes" if row.obeys else "own_claim.no"),
                 *(str(row.run.get(name, "")) for name in names),
                 *(str(row.control.get(name, "")) for name in control)] for row in self.rows]
        return [head, *body]

    def report(self, path: Any, *, author: str = "", because: str = "", limits: str = "") -> Any:
        """Write the claim, its prediction, control, numbers, curves and code as two pages.

        Parameters
        ----------
        path : str or Path
            Ends in ``.md`` or ``.html``. An existing file is written over.
        author, because, limits : str
            Your name, why you expected it, and what your runs cannot tell.
        """
        return write_report(self, path, author=author, because=because, limits=limits)

    def __repr__(self) -> str:
        head, *body = self.table()
        widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
        rows = ("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
                for row in (head, *body))
        return "\n".join([textwrap.fill(f"{self.statement} {self.says}", 98), *rows])

    def _repr_html_(self) -> str:
        head, *body = self.table()
        rows = [f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in row)}</tr>"
                for tag, row in [("th", head), *(("td", row) for row in body)]]
        return (f"<p><b>{html.escape(self.statement)}</b><br>{html.escape(self.says)}</p>"
                f"<table>{''.join(rows)}</table>")


def claim(
    statement: str, recipe: Callable[..., Any], settings: Mapping[str, Any] | None = None, *,
    rule: Callable[..., bool], predicted: int, control: Mapping[str, Any] | None = None,
    seeds: Iterable[int] = range(8), share: float = RATE,
    numbers: Callable[[Record], Numbers] | None = None,
) -> OwnClaim:
    """Train a claim of your own on several seeds, and judge it by a rule.

    Parameters
    ----------
    statement : str
        What you claim, in one sentence.
    recipe : function
        E.g. ``gv.recipes.teacher_student.grokking``. Each of its settings that ends in ``seed``
        gets the seed, `init_seed` the next one, unless `settings` names it.
    settings : mapping, optional
        Of the run, by name; what is left out keeps the recipe's value.
    rule : function
        ``rule(run) -> bool``; with a control ``rule(run, control) -> bool``. Both are Records of
        one run of the same seed.
    predicted : int
        How many of the seeds you expect to obey. Say it before you train.
    control : mapping, optional
        The settings that differ in the control, which is trained with the same seeds.
    seeds : iterable of int
    share : float
        The share of the seeds that has to obey.
    numbers : function, optional
        ``numbers(record)`` gives the numbers to show, by name; by default the times at which the
        two sets are learnt, or the last losses.

    Returns
    -------
    OwnClaim
        True where it holds; shown as a table; `OwnClaim.report` writes two pages.

    Raises
    ------
    ValueError, TypeError
        For a setting that the recipe does not have, a count that cannot be, or a rule that fails.

    Examples
    --------
    >>> gv.claim("Twice the decay halves the wait.", gv.recipes.teacher_student.grokking,
    ...          {"weight_decay": 0.2}, control={"weight_decay": 0.1}, predicted=8,
    ...          rule=lambda run, control: run.t_test[0] < 0.6 * control.t_test[0])
    """
    seeds, settings = _seeds(seeds), dict(settings or {})
    _check(recipe, settings, control, predicted, share, len(seeds))
    runs = _train(recipe, settings, seeds)
    others = _train(recipe, settings | dict(control), seeds) if control else [None] * len(seeds)
    rows = tuple(_judge(*of_seed, rule, numbers or _times)
                 for of_seed in zip(seeds, runs, others, strict=True))
    return OwnClaim(
        statement, recipe, settings, None if control is None else dict(control), source_of(rule),
        predicted, int(np.ceil(share * len(seeds))), rows,
        tuple(r for r in runs if isinstance(r, Record)),
        tuple(r for r in others if isinstance(r, Record)))


def _train(
    recipe: Callable[..., Any], settings: Mapping[str, Any], seeds: tuple[int, ...]
) -> list[Record | Diverged]:
    """A record of one run for each seed; of a run that is lost, its error."""
    experiments = [recipe(**settings, **seeds_of(recipe, settings, seed)) for seed in seeds]
    if experiments[0].runs != 1:
        raise ValueError(t("own_claim.one_run", runs=experiments[0].runs))
    return run_or_lost(experiments)


def _judge(
    seed: int, run: Record | Diverged, control: Record | Diverged | None,
    rule: Callable[..., bool], numbers: Callable[[Record], Numbers],
) -> Row:
    lost = next((r for r in (run, control) if isinstance(r, Diverged)), None)
    if lost is not None:
        return Row(seed, False, {}, {}, str(lost))
    pair = (run,) if control is None else (run, control)
    try:
        obeys = bool(rule(*pair))
    except Exception as error:          # the rule is the user's: say what it did, and to what
        raise ValueError(sentence(t("own_claim.rule_failed", seed=seed, what=brief(error)))
                         ) from error
    measured = [dict(numbers(one)) for one in pair if isinstance(one, Record)]
    return Row(seed, obeys, measured[0], measured[1] if control is not None else {})


def _times(run: Record) -> dict[str, Any]:
    """When the sets were learnt; where a run has no accuracy, its last losses and errors."""
    if all(accuracy in run.values for accuracy in TIMES.values()):
        return {name: run.times(name)[0] for name in TIMES}
    return {name: f"{value[-1, 0]:.3g}" for name, value in run.values.items()
            if value.ndim == 2 and name.endswith(("loss", "error"))}


def _seeds(seeds: Iterable[int]) -> tuple[int, ...]:
    found = tuple(seeds)
    whole = all(isinstance(seed, int | np.integer) and 0 <= seed <= 9000 for seed in found)
    if not whole or not 1 < len(found) <= MOST_SEEDS or len(set(found)) < len(found):
        raise ValueError(t("own_claim.seeds", came=brief(found), most=MOST_SEEDS))
    return found


def _check(recipe: Any, settings: Mapping[str, Any], control: Mapping[str, Any] | None,
           predicted: int, share: float, seeds: int) -> None:
    if not callable(recipe):
        raise TypeError(t("own_claim.recipe", came=brief(recipe)))
    known = inspect.signature(recipe).parameters
    for name in [*settings, *(control or {})]:
        if name not in known:
            raise ValueError(unknown("setting of this recipe", name, known))
    if not isinstance(predicted, int) or not 0 <= predicted <= seeds:
        raise ValueError(t("own_claim.predicted", came=brief(predicted), n=seeds))
    if not 0 < share <= 1:
        raise ValueError(t("own_claim.share", came=brief(share)))
