"""The description of a view: plain data that a lab supplies and a `ViewState` brings to life."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grokviz.run import Experiment, Record
from grokviz.settings import Table

Law = Callable[[Record], Record]


@dataclass(frozen=True)
class View:
    """One way to look at the runs of a lab.

    Attributes
    ----------
    pictures : function
        Makes the plots; called when the view is first shown.
    experiment : function
        Settings (those in `uses`; a compared one as a list) -> Experiment; ValueError if they are
        not valid.
    uses, hot : tuple of str
        Settings that this view uses; those of them that may change during a run.
    table, rules : Table, tuple of functions
        Bounds of the settings here; ``rule(settings)`` raises ValueError if settings do not fit
        together. Neither makes an experiment, see `check`.
    stored : function, optional
        Returns a Record to show first.
    source : str
        Where that Record comes from.
    words : function
        ``words(record, state)`` -> the status line; `state` is the player's, or "looking back".
    why : function
        ``why(record)`` -> the formula behind the words, or an empty text.
    compare, paced : bool
        True if settings can be compared here; True if the pace applies.
    branch : tuple of str
        Settings that a branch may change, besides the hot ones.
    per_step : float, optional
        Model-steps that a step counts for; by default one a run.
    rated : bool
        True if the lab shows steps per second.
    columns : int
        Columns of pictures.
    more : mapping
        Further pictures of the same run, each shown as a view: name -> function like `pictures`.
    headline : function, optional
        ``headline(record, state, wanted)`` -> a title for the moment, and a sentence; the record
        is None before there is one.
    icon : str
        Font Awesome name of the view button's icon.
    animated : mapping
        Animated pictures of the same run, each shown as a view: name -> function from the
        pictures above to an `Animated`.
    asks : function, optional
        The settings in `uses` -> the settings of a run; as lists where the view itself varies
        them over runs.
    measures : mapping
        Measures that compare runs: heading -> function (record -> (runs,)).
    apart : str
        The value whose difference from the twin is drawn.
    kept : function, optional
        Settings of a run -> (stored Record, its source), or None. A long run is shown from the
        store; Start trains it again.
    guesses : tuple
        Questions about a run, for the page that asks for guesses.
    looks : tuple of str
        Settings that change only how a run is drawn.
    begins, presets : mapping
        Settings with a value for this view alone, and their first values; presets of the view.
    forecast : function, optional
        Experiment -> law, the prediction of theory before the run. The law maps the record in
        front to the predicted Record, see `Plot.show_forecast`; None without a prediction. The
        function may be slow.
    stored_forecast : function, optional
        Returns the law of the stored record.
    seconds : function, optional
        Settings -> about how long a run takes here [s], or None; long ones are told before Start.
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
    forecast: Callable[[Experiment], Law | None] | None = None
    stored_forecast: Callable[[], Law] | None = None
    seconds: Callable[[Mapping[str, Any]], float | None] | None = None

    def check(self, settings: Mapping[str, Any]) -> None:
        """Raise ValueError, with advice, if no run here can have these settings; makes nothing."""
        if self.table is not None:
            self.table.check({name: value for name, value in settings.items()
                              if name in self.table}, lists=self.uses)
        for rule in self.rules:
            rule(settings)

    def rows(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The settings that the user can change: all except those that the view itself varies."""
        if self.asks is None:
            return (*self.uses, *self.looks)
        asked = self.asks({name: values[name] for name in self.uses})
        left = tuple(name for name in self.uses if not isinstance(asked[name], list))
        return (*left, *self.looks)
