"""Files that go to the browser and come from it, where who looks must not name files here.

On a served page the kernel's disk belongs to another than the visitor. So a file is written into
a folder that exists for that moment, and handed over as a link that holds it; what is uploaded is
read in such a folder too. Names are ours, and sentences say no path.
"""

from __future__ import annotations

import base64
import html
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grokviz.i18n import t

MOST = 24_000_000       # bytes at once, in either direction
KINDS = (".npz", ".json")       # of a saved run; the second is for readers only


def download(name: str, save: Callable[[Path], Any]) -> str:
    """What `save` writes to the path it is given, as links in HTML; ValueError in a sentence."""
    with tempfile.TemporaryDirectory(prefix="grokviz-") as folder:
        _with_no_path_told(lambda: save(Path(folder, name)), folder)
        files = sorted(Path(folder).iterdir())
        size = sum(file.stat().st_size for file in files)
        if size > MOST:
            raise ValueError(t("files.mb_page_hands_out", name=name,
                               size=f"{size / 1e6:.0f}", most=f"{MOST / 1e6:.0f}"))
        return " ".join(_link(file) for file in files)


def upload(files: Sequence[Mapping[str, Any]], load: Callable[[Path], Any]) -> None:
    """Have `load` read the one saved run among the files of a `FileUpload`.

    Raises
    ------
    ValueError
        In a sentence, where there is no such run, or several, or it is too large, or `load`
        does not take it.
    """
    endings = [Path(file["name"]).suffix.lower() for file in files]
    if endings.count(".npz") != 1 or any(endings.count(kind) > 1 for kind in KINDS):
        raise ValueError(t("files.choose_one_file_ends"))
    size = sum(len(file["content"]) for file in files)
    if size > MOST:
        raise ValueError(t("files.file_mb_page_takes",
                           size=f"{size / 1e6:.0f}", most=f"{MOST / 1e6:.0f}"))
    with tempfile.TemporaryDirectory(prefix="grokviz-") as folder:
        for file, ending in zip(files, endings, strict=True):
            if ending in KINDS:
                Path(folder, f"run{ending}").write_bytes(file["content"])
        _with_no_path_told(lambda: load(Path(folder, "run.npz")), folder)


def _with_no_path_told(work: Callable[[], Any], folder: str) -> None:
    try:
        work()
    except (ValueError, FileNotFoundError) as error:            # says what is wrong in a sentence
        said = str(error)
        for place in (folder, str(Path(folder).resolve())):
            said = said.replace(f"{place}/", "").replace(place, "")
        raise ValueError(said) from None
    except Exception as error:                                  # of a disk or a library
        raise ValueError(t("files.not_work_try_another", error=type(error).__name__)) from None


def _link(file: Path) -> str:
    content = file.read_bytes()
    name = html.escape(file.name, quote=True)
    size = f"{len(content) / 1e6:.1f} MB" if len(content) > 1e5 else f"{len(content) / 1e3:.1f} kB"
    data = base64.b64encode(content).decode()
    return (f'<a class="grokviz-download" download="{name}" '
            f'href="data:application/octet-stream;base64,{data}">{name}</a> ({size})')
