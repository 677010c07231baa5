"""The beginning and end of a lab: misspelt attribute names, and what remains after `close`.

A notebook keeps every lab that a cell showed in `Out`, so a closed lab would stay in memory. A
closed lab therefore drops all its attributes. Any later use raises `Closed`, with a message that
tells the user to run the cell again.
"""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable
from typing import Any, Self

import ipywidgets

from grokviz.i18n import t
from grokviz.settings import Table

NEAR = 0.8              # similarity from which a name counts as a misspelling of another
LONG = 30               # characters of a value in an error message


def refuse_slip(name: str, value: Any, settings: Table, traits: Iterable[str]) -> None:
    """Raise AttributeError, with the right name, if `name` looks like a misspelt setting."""
    meant = meant_by(name, settings, [each for each in traits if not each.startswith("_")])
    if not meant:
        return
    shown = repr(value) if len(repr(value)) <= LONG else "..."
    typed = t("lab.or").join(f"lab.{each} = {shown}" for each in meant)
    raise AttributeError(t("lab.lab_no_type", name=name, typed=typed))


def meant_by(name: str, settings: Table, others: Iterable[str] = ()) -> list[str]:
    """Settings (or else other names) that `name` may be short for, or a misspelling of."""
    plain, known = _plain(name), {_plain(each): each for each in (*others, *settings)}
    exact = [each for each, s in settings.items()
             if name in (s.short, s.symbol) or each.endswith(f"_{name.lower()}")]
    near = difflib.get_close_matches(plain, known, n=1, cutoff=NEAR)
    return exact or [known[each] for each in near]


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


class Closed(AttributeError, RuntimeError):
    """The lab is closed and cannot do this."""


_KEPT: list[ipywidgets.Layout] = []


def keep_one_widget() -> None:
    """Make one widget that stays as long as the kernel does.

    JupyterLab sends the messages of all widgets over one subshell of the kernel. It deletes this
    subshell when the last widget closes, and gives a widget that is made in that moment the deleted
    one: a lab whose cell closes the only other lab would not hear its page.
    """
    if not _KEPT:
        _KEPT.append(ipywidgets.Layout())


class ClosableBox(ipywidgets.VBox):
    """A box that refuses misspelt attributes, and explains itself once it is closed.

    A subclass calls `_complete` at the end of its constructor. It closes its parts in
    `close_parts`, which must also work if some parts were never made.
    """

    _closed = _gone = False
    _table: Table | None = None             # the settings, once the lab is complete

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        made: Self = super().__new__(cls, *args, **kwargs)
        made._kept = frozenset(vars(made)) | {"_model_id", "_repr_mimebundle_", "_closed"}
        made._kind = cls
        return made

    def _complete(self, settings: Table) -> None:
        """Mark the lab as complete: from now on misspelt names of these settings are refused."""
        self._table = settings
        keep_one_widget()

    def close(self) -> None:
        """Stop all work, remove all widgets from kernel and browser, and drop all attributes."""
        if self._closed or self.comm is None:           # closed, or never opened
            return
        self._closed = True
        self.close_parts()
        self.unobserve_all()
        self.set_trait("children", ())
        self.layout.close()
        super().close()
        self._let_go()

    def close_parts(self) -> None:
        """Close the parts that exist."""

    def _let_go(self) -> None:
        """Drop all attributes and the class that was made for the lab's own traits."""
        kind, gone = self._kind, set(vars(self)) - self._kept
        for name in gone:
            self.__dict__.pop(name, None)
        self._gone, self.__class__ = True, kind

    def __setattr__(self, name: str, value: Any) -> None:
        if not name.startswith("_"):
            if self._gone:
                raise Closed(self._sentence())
            if self._table is not None and not hasattr(type(self), name) and name not in vars(self):
                refuse_slip(name, value, self._table, self.trait_names())
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:            # called only for missing attributes
        if self._gone and not name.startswith("__"):
            raise Closed(self._sentence())
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}",
                             name=name, obj=self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}, closed>" if self._closed else super().__repr__()

    def _sentence(self) -> str:
        return t("lab.lab_closed_run_cell", name=type(self).__name__)

    def _ipython_display_(self, **options: Any) -> None:
        from IPython.display import display

        said = self._sentence()
        display({"text/plain": said, "text/html": f'<p role="status">{html.escape(said)}</p>'},
                raw=True)
