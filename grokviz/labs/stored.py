"""The stored Record that a view shows first, and where it comes from."""

from __future__ import annotations

import functools
from typing import Any

from grokviz import store
from grokviz.sources import STORED
from grokviz.widgets.strings import t

load = functools.cache(store.stored)


def stored(name: str) -> dict[str, Any]:
    """`stored` and `source` of a View, for a record of the package's own data."""
    made = store.provenance(STORED + name)["made"]
    source = t("recorded {date} in {seconds:g} s; {source}", date=made["at"][:10],
               seconds=made["seconds"], source=made["source"])
    return {"stored": lambda: load(name), "source": source}
