"""A lab from its making to its end: names that are refused, and what is left of it once closed.

A notebook keeps every lab that a cell showed, in `Out`. So a closed one lets go of all that it
had, and what is asked of it is answered with a sentence.
"""

from __future__ import annotations

import difflib
import html
from collections.abc import Iterable
from typing import Any, Self

import ipywidgets

from grokviz.i18n import t
from grokviz.settings import Table

NEAR = 0.8              # how alike two names are of which one is taken for a slip of the other
LONG = 30               # letters of a value in a sentence


def refuse_slip(name: str, value: Any, settings: Table, traits: Iterable[str]) -> None:
    """AttributeError, with what to type, for a name that is meant to be one of those there are."""
    meant = meant_by(name, settings, [each for each in traits if not each.startswith("_")])
    if not meant:
        return
    shown = repr(value) if len(repr(value)) <= LONG else "..."
    typed = t("lab.or").join(f"lab.{each} = {shown}" for each in meant)
    raise AttributeError(t("lab.lab_no_type", name=name, typed=typed))


def meant_by(name: str, settings: Table, others: Iterable[str] = ()) -> list[str]:
    """The settings, or else other names, that a name can be a short form or a slip of."""
    plain, known = _plain(name), {_plain(each): each for each in (*others, *settings)}
    exact = [each for each, s in settings.items()
             if name in (s.short, s.symbol) or each.endswith(f"_{name.lower()}")]
    near = difflib.get_close_matches(plain, known, n=1, cutoff=NEAR)
    return exact or [known[each] for each in near]


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


class Closed(AttributeError, RuntimeError):
    """Something was asked of a lab that is closed."""


class ClosableBox(ipywidgets.VBox):
    """A widget that says so once it is closed, and refuses attributes that are slips of others.

    A subclass ends its constructor with `_complete`, and closes its parts in `close_parts`, which
    has to bear that some of them were never made.
    """

    _closed = _gone = False
    _table: Table | None = None             # its settings, once it is made

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        made: Self = super().__new__(cls, *args, **kwargs)
        made._kept = frozenset(vars(made)) | {"_model_id", "_repr_mimebundle_", "_closed"}
        made._kind = cls
        return made

    def _complete(self, settings: Table) -> None:
        """It is complete: from now on a name that is a slip of one of these is refused."""
        self._table = settings

    def close(self) -> None:
        """End what goes on, take every widget out of kernel and browser, and let go of all."""
        if self._closed or self.comm is None:           # or it was never opened
            return
        self._closed = True
        self.close_parts()
        self.unobserve_all()
        self.set_trait("children", ())
        self.layout.close()
        super().close()
        self._let_go()

    def close_parts(self) -> None:
        """Close the parts, those that are there."""

    def _let_go(self) -> None:
        """Forget everything but that it is closed; also the class made for its own traits."""
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

    def __getattr__(self, name: str) -> Any:            # where it is found nowhere else
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
