"""What a lab says of a way to look at its runs: plain data, which a `Scene` brings to life."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grokviz.run import Experiment, Record
from grokviz.settings import Table

Law = Callable[[Record], Record]


@dataclass(frozen=True)
class View:
    """What a view of a lab is made of.

    Attributes
    ----------
    pictures : function
        Makes the plots; called when the view is first shown.
    experiment : function
        Settings (those in `uses`; one that is compared as a list) -> Experiment; ValueError for
        bad ones.
    uses, hot : tuple of str
        Settings that matter here, and those of them that may be turned while it runs.
    table, rules : Table, tuple of functions
        What a setting can be here; ``rule(settings)`` raises ValueError where settings do not go
        together. Neither builds anything, see `check`.
    stored : function, optional
        A Record to show first.
    source : str
        Where that one comes from.
    words : function
        ``words(record, state)`` -> the line of plain words; `state` is the player's, or
        "looking back".
    why : function
        ``why(record)`` -> the formula behind the words, for those who ask; empty where there is
        none.
    compare, paced : bool
        Whether settings can be compared here, and whether the pace holds.
    branch : tuple of str
        Settings that may be changed, besides the hot ones, where a run goes on as a branch.
    per_step : float, optional
        Model-steps a step counts for; by default one a run.
    rated : bool
        Whether steps a second say anything.
    columns : int
        Of the pictures.
    more : mapping
        Other pictures of the same run, each set as a view of its own: name -> function as
        `pictures`.
    headline : function, optional
        ``headline(record, state, wanted)`` -> the title of the moment, and a sentence; the record
        is None where there is none yet.
    icon : str
        Of the view's button, a name of Font Awesome's.
    animated : mapping
        Animated pictures of the same run, each a view of its own: name -> function of the
        pictures above that makes an `Animated`.
    asks : function, optional
        The settings in `uses` -> what a run is asked for; where the view itself spreads some of
        them over runs, as a list.
    measures : mapping
        What runs are compared by: a heading -> function (record -> (runs,)).
    apart : str
        The value of the record whose difference from a twin is drawn.
    kept : function, optional
        The settings of a run -> (Record, where it comes from) of one that is stored, and so long
        that it is shown rather than trained, or None; Start trains it.
    guesses : tuple
        What can be guessed of a run here, for the page that asks.
    looks : tuple of str
        Settings that change only how a run is shown.
    begins, presets : mapping
        Settings whose value is this view's own, and what it is at first; presets of the view.
    foresee : function, optional
        Experiment -> law, what theory says before the run: a function of the record in front
        that gives the Record it will be, for `Plot.foresee`; None where theory says nothing. It
        may take its time.
    foreseen : function, optional
        The law of the stored record.
    """

    pictures: Callable[[], Sequence[Any]]
    experiment: Callable[[Mapping[str, Any]], Experiment]
    uses: tuple[str, ...]
    words: Callable[[Record, str], str]
    hot: tuple[str, ...] = ()
    table: Table | None = None
    rules: tuple[Callable[[Mapping[str, Any]], None], ...] = ()
    stored: Callable[[], Record] | None = None
    source: str = "stored with grokviz"
    compare: bool = False
    paced: bool = False
    branch: tuple[str, ...] = ()
    why: Callable[[Record], str] = lambda record: ""
    per_step: float | None = None
    rated: bool = True
    columns: int = 2
    more: Mapping[str, Callable[[], Sequence[Any]]] = field(default_factory=dict)
    headline: Callable[[Record | None, str, Mapping[str, Any]], tuple[str, str]] | None = None
    icon: str = "line-chart"
    animated: Mapping[str, Callable[[Sequence[Any]], Any]] = field(default_factory=dict)
    asks: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    measures: Mapping[str, Callable[[Record], Any]] = field(default_factory=dict)
    apart: str = "test_accuracy"
    kept: Callable[[Mapping[str, Any]], tuple[Record, str] | None] | None = None
    guesses: tuple[Any, ...] = ()
    looks: tuple[str, ...] = ()
    begins: Mapping[str, Any] = field(default_factory=dict)
    presets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    foresee: Callable[[Experiment], Law | None] | None = None
    foreseen: Callable[[], Law] | None = None

    def check(self, settings: Mapping[str, Any]) -> None:
        """ValueError, with what to type, for settings that no run here has; builds nothing."""
        if self.table is not None:
            self.table.check({name: value for name, value in settings.items()
                              if name in self.table}, lists=self.uses)
        for rule in self.rules:
            rule(settings)

    def rows(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The settings that are still to be set: those the view does not spread itself."""
        if self.asks is None:
            return (*self.uses, *self.looks)
        asked = self.asks({name: values[name] for name in self.uses})
        left = tuple(name for name in self.uses if not isinstance(asked[name], list))
        return (*left, *self.looks)
