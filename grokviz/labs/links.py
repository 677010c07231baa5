"""Labs opened by a link, in a notebook or on a page of Voila."""

from __future__ import annotations

import importlib
import os

from grokviz import store
from grokviz.i18n import LANGUAGES, language
from grokviz.labs import LABS
from grokviz.sentences import match
from grokviz.storage.sources import Source
from grokviz.widgets.lab.lab import Lab
from grokviz.widgets.lab.serialization import permalink
from grokviz.widgets.lab.serialization.permalink import LinkError
from grokviz.widgets.lab.serialization.saved_run import told

VOILAS = ("theme", "template", "token")         # query parameters that Voila reads itself


def open_link(text: str) -> Lab:
    """Open the lab that a link describes; `Lab.link` wrote the link or a person typed it.

    Parameters
    ----------
    text : str
        ``"grokviz:1.…"``, ``"?lab=teacher_student&alpha=2&wd=0.1"`` (without ``lab`` the first
        one), or an address with either of them in it.

    Returns
    -------
    Lab
        With the settings, the view and everything else in the link. In a browser the run starts
        at once; otherwise `run` or `start` starts it. On a CPU it is the same bit for bit.

    Raises
    ------
    LinkError
        If the link was cut, edited or made by a newer grokviz, or has impossible settings.
    """
    content = permalink.read(text)
    lab = _make(content["lab"] or next(iter(LABS)))
    try:
        lab.open_link(text)
    except LinkError:
        lab.close()
        raise
    return lab


def resume(source: Source) -> Lab:
    """Open the lab of a run that `Lab.save` wrote as ``.npz``, ready to continue it.

    Parameters
    ----------
    source : str, Path, bytes or binary file
        The path of the NPZ file, or its contents. No other file is needed.

    Raises as `Lab.resume` does.
    """
    saved = store.read(source)
    lab = _make(permalink.read(told(saved).link)["lab"] or next(iter(LABS)))
    try:
        lab.resume(saved)
    except (ValueError, FileNotFoundError):
        lab.close()
        raise
    return lab


def open_page(name: str) -> Lab:
    """Set up the lab of a page as the page's address asks; without a link, leave it unchanged.

    If the address is not a valid link, the lab shows the error and stays unchanged.
    """
    pairs = [pair for pair in os.environ.get("QUERY_STRING", "").split("&") if pair]
    for code in LANGUAGES:                      # chosen on the front page
        if f"language={code}" in pairs:
            language(code)
            pairs.remove(f"language={code}")
    asked = "&".join(pair for pair in pairs if pair.partition("=")[0] not in VOILAS)
    lab = _make(name)
    if asked:
        try:
            lab.open_link(f"?{asked}")
        except LinkError as error:
            lab.state.report(error)
    return lab


def _make(name: str) -> Lab:
    try:
        name = match("lab", name, LABS)
    except ValueError as error:
        raise LinkError(str(error)) from None
    return getattr(importlib.import_module(f"grokviz.labs.{name}.lab"), LABS[name])()
