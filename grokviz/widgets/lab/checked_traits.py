"""Traits of a lab that check their values and explain what is wrong in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from grokviz.arguments import number, whole
from grokviz.settings import Choice, Places, Setting


class Checked(traitlets.TraitType[Any, Any]):
    """A trait that stores what ``check(lab, value)`` returns; the check may raise ValueError."""

    def __init__(self, default: Any, check: Callable[[Any, Any], Any], **options: Any):
        super().__init__(default, **options)
        self.check = check

    def validate(self, lab: traitlets.HasTraits, value: Any) -> Any:
        return self.check(lab, value)


def whole_number(name: str, low: int, high: int, default: int) -> Checked:
    return Checked(default, lambda lab, value: whole(name, value, low, high, default))


def number_or_none(name: str, low: float, high: float, default: float) -> Checked:
    return Checked(default, lambda lab, value: None if value is None else number(
        name, value, low, high, default), allow_none=True)


def of_setting(
    setting: Setting | Choice | Places, checked: Callable[[dict[str, Any]], dict[str, Any]]
) -> Checked:
    """A trait with the bounds of a setting; `checked` raises the setting's own message."""
    name = setting.name
    return Checked(setting.default, lambda lab, value: checked({name: value})[name],
                   help=setting.label)
