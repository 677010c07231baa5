"""A claim: what a paper says, the experiment that tests it, the rule that judges it."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from grokviz.claims.seeds import SEEDS, Seeds, at_most, interval
from grokviz.divergence import Diverged, Lost
from grokviz.run import Record

Runs = Mapping[float, Record]           # a seed's runs, each alone, by the value of what is swept
RATE = 0.75             # share of the seeds that have to obey a rule
MISSING = re.compile(r"[+-]?\bnan(?:[x%](?!\w)|\b)")         # a time that did not come
RARE = 0.1              # a result on few seeds that is rarer than this is no chance


class Verdict(NamedTuple):
    """A rule's answer: does the claim hold, and which numbers were measured?

    Where the rule was applied to several seeds, `obeyed` of `seeds` obey it.
    """

    holds: bool
    measured: str
    obeyed: int | None = None
    seeds: int | None = None


@dataclass(frozen=True)
class Claim:
    """A sentence of a paper that can turn out false.

    Attributes
    ----------
    id : str
        Unique in its area.
    figure, statement, paper : str
        Where the paper says it, and what it says.
    wanted : str
        The rule in words, with its tolerance.
    test : function
        Runs the experiment. Claims that share a test share its result; the first one pays for it.
        A test made by `grokviz.claims.seeds.seeded` takes the seeds.
    rule : function
        Judges what `test` returns. Its ``excludes`` name the mutations of the data that its
        sentence excludes, see `grokviz.claims.mutations`.
    reason : str
        Why we do not expect the claim to hold. Such a claim stays in the ledger.
    """

    id: str
    figure: str
    statement: str
    wanted: str
    test: Callable[..., Any]
    rule: Callable[[Any], Verdict]
    area: str
    paper: str
    reason: str = ""

    @property
    def expected(self) -> bool:
        """True where we expect the claim to hold."""
        return not self.reason

    @property
    def seeded(self) -> bool:
        """True where the experiment can be run on other seeds."""
        return getattr(self.test, "seeded", False)

    def run(self, seeds: Seeds = SEEDS) -> Any:
        """The result of the experiment, on these seeds where it takes any."""
        return self.test(seeds) if self.seeded else self.test()

    def judge(self, seeds: Seeds = SEEDS) -> Judged:
        """Test and judge; a run that diverges counts against the claim."""
        began = time.perf_counter()
        try:
            verdict = self.verdict(self.run(seeds))
        except Diverged as error:
            verdict = Verdict(False, str(error))
        few = self.seeded and len(seeds) < len(SEEDS)
        return Judged(self, verdict, time.perf_counter() - began, few)

    def verdict(self, found: Any) -> Verdict:
        """What the rule says of a result of the experiment."""
        lost = next(_lost(found), None)
        return self.rule(found) if lost is None else Verdict(False, str(lost))


@dataclass(frozen=True)
class Judged:
    """A claim with its result, the seconds it took, and whether it was judged on few seeds."""

    claim: Claim
    verdict: Verdict
    seconds: float
    few: bool = False

    @property
    def holds(self) -> bool:
        return bool(self.verdict.holds)

    @property
    def measured(self) -> str:
        return self.verdict.measured

    @property
    def surprising(self) -> bool:
        """True where the result is not the expected one, and too few seeds are no excuse."""
        return self.holds != self.claim.expected and not self.undecided

    @property
    def undecided(self) -> bool:
        """True where few seeds came out other than expected, as they may by chance.

        A rate of 3 in 4 lets one of two seeds miss in every third trial. Only what happens less
        than once in ten trials at the rate that is wanted speaks against the expected result.
        """
        if not self.few or self.holds == self.claim.expected:
            return False
        _, _, k, n = self.verdict
        if k is None or n is None:
            return not isinstance(self.claim.rule, EachSeed)    # it counts all seeds together
        rate = getattr(self.claim.rule, "rate", RATE)
        chance = at_most(k, n, rate) if self.claim.expected else at_most(n - k, n, 1 - rate)
        return chance >= RARE

    def row(self) -> dict[str, Any]:
        """The claim as JSON; the reason, if there is one, follows the measured numbers."""
        names = ("id", "area", "paper", "figure", "statement", "wanted")
        reason = self.claim.reason and f" (not expected to hold: {self.claim.reason})"
        return {k: getattr(self.claim, k) for k in names} | {
            "measured": self.measured + reason, "holds": self.holds,
            "expected": self.claim.expected, "seconds": round(self.seconds, 2),
            "obeyed": self.verdict.obeyed, "seeds": self.verdict.seeds,
            "interval": self._interval, "undecided": self.undecided,
        }

    @property
    def _interval(self) -> list[float] | None:
        _, _, k, n = self.verdict
        return [round(end, 3) for end in interval(k, n)] if k is not None and n else None


def _lost(found: Any) -> Iterator[Lost]:
    """The diverged runs of all records in a test's result."""
    if isinstance(found, Record):
        yield from found.diverged
    elif isinstance(found, Mapping | list | tuple):
        for part in found.values() if isinstance(found, Mapping) else found:
            yield from _lost(part)


class EachSeed:
    """A rule for all seeds, made from a rule for one: enough of the seeds have to obey it.

    Parameters
    ----------
    rule : function
        Judges what was found with one seed.
    rate : float
        Share of the seeds that have to obey. Below 1 the interval of Clopper and Pearson (95%)
        for the rate over all seeds is printed too.
    """

    def __init__(self, rule: Callable[[Any], Verdict], rate: float = RATE):
        self.rule, self.rate = rule, rate
        self.excludes: frozenset[str] = getattr(rule, "excludes", frozenset())

    def __call__(self, seeds: Sequence[Any]) -> Verdict:
        found = [self.rule(runs) for runs in seeds]
        k, n = sum(bool(v.holds) for v in found), len(found)
        numbers = "; ".join(v.measured for v in found)
        low, high = interval(k, n)
        sure = f" ({low:.0%} to {high:.0%})" if self.rate < 1 else ""
        # Without seeds nothing was tested, so the claim does not hold.
        return Verdict(n > 0 and k >= self.rate * n, f"{k} of {n} seeds{sure}: {numbers}", k, n)


def each_seed(rule: Callable[[Any], Verdict], rate: float = RATE) -> EachSeed:
    """Turn a rule for one seed into a rule for all: a share `rate` of them has to obey it."""
    return EachSeed(rule, rate)


def table(judged: Sequence[Judged]) -> str:
    """Claim after claim, measured under wanted, and the counts of each area."""
    return "\n\n".join([*(_paragraph(j) for j in judged), _counts(judged)])


def told(measured: str, never: str = "never") -> str:
    """Measured numbers for a reader: a time that did not come is `never`."""
    return MISSING.sub(never, measured)


def _counts(judged: Sequence[Judged]) -> str:
    """A line an area: claims, those that hold, misses with a reason, seeds, seconds."""
    areas: dict[str, list[Judged]] = {j.claim.area: [] for j in judged}
    for j in judged:
        areas[j.claim.area].append(j)
    lines = [f"{'':20}{'claims':>8}{'hold':>8}{'missed':>8}{'seeds':>8}{'seconds':>9}"]
    for area, some in [*areas.items(), *([("all", judged)] if len(areas) > 1 else [])]:
        most = max((j.verdict.seeds or 1 for j in some), default=0)
        known = [j for j in some if not j.undecided]
        lines.append(f"{area:20}{len(some):8}{sum(j.holds for j in known):8}"
                     f"{sum(not j.holds and not j.surprising for j in known):8}{most:8}"
                     f"{sum(j.seconds for j in some):9.0f}")
    odd, open_ = sum(j.surprising for j in judged), sum(j.undecided for j in judged)
    lines.append(f"missed: does not hold, with the reason beside it; seeds: at most; "
                 f"{f'{open_} undecided on so few seeds; ' if open_ else ''}"
                 f"{odd} came out other than expected")
    return "\n".join(lines)


def _paragraph(j: Judged) -> str:
    word = "undecided" if j.undecided else "holds" if j.holds else "FAILS"
    mark = "  OTHER THAN EXPECTED" if j.surprising else ""
    head = f"{word}  {j.claim.area}.{j.claim.id}  [{j.claim.figure}]  {j.seconds:.1f} s{mark}"
    lines = [("", j.claim.statement), ("wanted   ", j.claim.wanted),
             ("measured ", told(j.measured))]
    if j.claim.reason:
        lines.append(("because  ", j.claim.reason))
    return "\n".join([head] + [
        textwrap.fill(text, 98, initial_indent=f"       {label}",
                      subsequent_indent=" " * (7 + len(label)))
        for label, text in lines
    ])
