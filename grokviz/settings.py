"""A table of settings for each science area, with bounds and defaults.

The slider, a typed value and a call from Python all use it, so they accept the same values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from grokviz.arguments import instance, items, mapping
from grokviz.sentences import brief, sentence, unknown
from grokviz.setting_kinds import Choice, Places, Setting

__all__ = ["AnySetting", "Choice", "Places", "Setting", "Table", "spread", "unknown"]

MOST_VALUES = 10_000    # most values in a list for one setting
AnySetting = Setting | Choice | Places


class Table(Mapping[str, AnySetting]):
    """Settings by name, in order."""

    def __init__(self, *settings: AnySetting):
        self._settings = {s.name: s for s in settings}

    def __getitem__(self, name: str) -> AnySetting:
        if name not in self._settings:
            raise ValueError(unknown("setting", name, self._settings))
        return self._settings[name]

    def __contains__(self, name: object) -> bool:
        return name in self._settings

    def __iter__(self) -> Iterator[str]:
        return iter(self._settings)

    def __len__(self) -> int:
        return len(self._settings)

    def show(self, name: str, value: Any) -> str:
        """The value of a setting as it appears in a text box and in sentences."""
        return self[name].show(value)

    def number(self, name: str) -> Setting:
        """The setting of this name, if it is a number; otherwise TypeError."""
        found: Setting = instance(name, self[name], Setting, "the name of a number")
        return found

    def defaults(self) -> dict[str, Any]:
        return {name: s.default for name, s in self._settings.items()}

    def check(self, values: Mapping[str, Any], lists: Iterable[str] = ()) -> dict[str, Any]:
        """All values checked; those named in `lists` may be lists, which are checked by entry."""
        values = mapping("settings", values, f"{{{next(iter(self._settings), '')!r}: 1}}")
        return {k: self._check(self[k], value, k in lists) for k, value in values.items()}

    def _check(self, setting: AnySetting, value: Any, may_be_list: bool) -> Any:
        if not _is_list(value) or isinstance(setting, Places):
            return setting.check(value)
        example = setting.default if isinstance(setting, Choice) else f"{setting.default:g}"
        if not may_be_list:
            said = f"{setting.name} is {brief(value)}; give one value, e.g. {example}"
            raise ValueError(sentence(said))
        return [setting.check(v) for v in items(setting.name, value, MOST_VALUES, f"[{example}]")]


def _is_list(value: Any) -> bool:
    """True for a list, a tuple, a range, and an array with an axis."""
    return isinstance(value, list | tuple | range) or getattr(value, "ndim", 0) > 0


def spread(setting: Setting | Choice, value: Any, runs: int) -> list[Any]:
    """`runs` values of a setting, increasing, within its bounds.

    For a choice: options in their order, the present one among them. For a setting with "off": off,
    then a third to three times the value, evenly in its logarithm. For any other logarithmic
    setting: half to twice the value. For a share: from bound to bound. For any other whole number,
    such as a seed: the value and those after it. Whole numbers that coincide are left out.
    """
    if isinstance(setting, Choice):
        others = [name for name in setting.options if name != value][: runs - 1]
        return [name for name in setting.options if name in (value, *others)]
    if not (setting.log or setting.integer):
        return [setting.check(float(f"{v:.3g}"))
                for v in np.linspace(setting.low, setting.high, runs)]
    if not setting.log:
        first = min(value, setting.high - runs + 1)
        return [setting.check(first + i) for i in range(runs)]
    off = [0.0] if setting.off else []
    # "Off" has no logarithm, so the default takes its place as the centre.
    centre, factor = value or setting.default, 3 if setting.off else 2
    low, high = max(setting.low, centre / factor), min(setting.high, centre * factor)
    n = runs - len(off)
    values = np.geomspace(low, high, n) if n > 1 else np.array([centre])
    rounded = sorted({round(v) if setting.integer else float(f"{v:.3g}") for v in values})
    return [setting.check(v) for v in [*off, *rounded]]
