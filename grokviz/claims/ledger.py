"""A claim: what a paper says, the experiment that tests it, the rule that judges it."""

from __future__ import annotations

import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from grokviz.divergence import Diverged, Lost
from grokviz.run import Record

Runs = Mapping[float, Record]           # a seed's runs, each alone, by the value of what is swept


class Verdict(NamedTuple):
    """A rule's answer: does the claim hold, and which numbers were measured?"""

    holds: bool
    measured: str


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
    rule : function
        Judges what `test` returns.
    reason : str
        Why we do not expect the claim to hold. Such a claim stays in the ledger.
    """

    id: str
    figure: str
    statement: str
    wanted: str
    test: Callable[[], Any]
    rule: Callable[[Any], Verdict]
    area: str
    paper: str
    reason: str = ""

    @property
    def expected(self) -> bool:
        """True where we expect the claim to hold."""
        return not self.reason

    def judge(self) -> Judged:
        """Test and judge; a run that diverges counts against the claim."""
        began = time.perf_counter()
        try:
            found = self.test()
            lost = next(_lost(found), None)
            verdict = self.rule(found) if lost is None else Verdict(False, str(lost))
        except Diverged as error:
            verdict = Verdict(False, str(error))
        return Judged(self, bool(verdict.holds), verdict.measured, time.perf_counter() - began)


@dataclass(frozen=True)
class Judged:
    """A claim with its result, and the seconds it took."""

    claim: Claim
    holds: bool
    measured: str
    seconds: float

    @property
    def surprising(self) -> bool:
        """True where the result is not the expected one."""
        return self.holds != self.claim.expected

    def row(self) -> dict[str, Any]:
        """The claim as JSON; the reason, if there is one, follows the measured numbers."""
        names = ("id", "area", "paper", "figure", "statement", "wanted")
        reason = self.claim.reason and f" (not expected to hold: {self.claim.reason})"
        return {k: getattr(self.claim, k) for k in names} | {
            "measured": self.measured + reason, "holds": self.holds,
            "expected": self.claim.expected, "seconds": round(self.seconds, 2),
        }


def _lost(found: Any) -> Iterator[Lost]:
    """The diverged runs of all records in a test's result."""
    if isinstance(found, Record):
        yield from found.diverged
    elif isinstance(found, Mapping | list | tuple):
        for part in found.values() if isinstance(found, Mapping) else found:
            yield from _lost(part)


def each_seed(rule: Callable[[Runs], Verdict]) -> Callable[[Sequence[Runs]], Verdict]:
    """Turn a rule for one seed into a rule for all seeds; each seed has to obey it."""

    def judge(seeds: Sequence[Runs]) -> Verdict:
        found = [rule(runs) for runs in seeds]
        k = sum(bool(v.holds) for v in found)
        numbers = "; ".join(v.measured for v in found)
        # Without seeds nothing was tested, so the claim does not hold.
        return Verdict(0 < k == len(found), f"{k} of {len(found)} seeds: {numbers}")

    return judge


def table(judged: Sequence[Judged]) -> str:
    """Print claim after claim, measured under wanted, and the counts at the end."""
    parts = [_paragraph(j) for j in judged]
    held, odd = sum(j.holds for j in judged), sum(j.surprising for j in judged)
    seconds = sum(j.seconds for j in judged)
    parts.append(f"{held} of {len(judged)} claims hold; {odd} came out other than expected; "
                 f"{seconds:.0f} s")
    return "\n\n".join(parts)


def _paragraph(j: Judged) -> str:
    word = "holds" if j.holds else "FAILS"
    mark = "  OTHER THAN EXPECTED" if j.surprising else ""
    head = f"{word}  {j.claim.area}.{j.claim.id}  [{j.claim.figure}]  {j.seconds:.1f} s{mark}"
    lines = [("", j.claim.statement), ("wanted   ", j.claim.wanted), ("measured ", j.measured)]
    if j.claim.reason:
        lines.append(("because  ", j.claim.reason))
    return "\n".join([head] + [
        textwrap.fill(text, 98, initial_indent=f"       {label}",
                      subsequent_indent=" " * (7 + len(label)))
        for label, text in lines
    ])
