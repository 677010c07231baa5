"""Downloads and uploads through the browser, for pages whose visitors may not choose paths.

On a served page the kernel's disk does not belong to the visitor. A download is therefore written
into a temporary folder and sent as a link that contains the file. An upload is read from such a
folder too. This module chooses the file names, and no message shows a path.
"""

from __future__ import annotations

import base64
import html
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grokviz.i18n import t

MOST = 24_000_000       # bytes in one transfer, in either direction
KINDS = (".npz", ".json")       # files of a saved run; the JSON is for readers only


def download(name: str, save: Callable[[Path], Any]) -> str:
    """Call `save` with a temporary path; return its files as HTML links. ValueError if it fails."""
    with tempfile.TemporaryDirectory(prefix="grokviz-") as folder:
        _with_no_path_told(lambda: save(Path(folder, name)), folder)
        files = sorted(Path(folder).iterdir())
        size = sum(file.stat().st_size for file in files)
        if size > MOST:
            raise ValueError(t("files.mb_page_hands_out", name=name,
                               size=f"{size / 1e6:.0f}", most=f"{MOST / 1e6:.0f}"))
        return " ".join(_link(file) for file in files)


def upload(files: Sequence[Mapping[str, Any]], load: Callable[[Path], Any]) -> None:
    """Find the one saved run among the files of a `FileUpload`, and have `load` read it.

    Raises
    ------
    ValueError
        With a sentence for the user, if the files hold no run or several runs, if the run is too
        large, or if `load` refuses it.
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
    except (ValueError, FileNotFoundError) as error:  # its message is a sentence for the user
        said = str(error)
        for place in (folder, str(Path(folder).resolve())):
            said = said.replace(f"{place}/", "").replace(place, "")
        raise ValueError(said) from None
    except Exception as error:                                  # from the disk or from a library
        raise ValueError(t("files.not_work_try_another", error=type(error).__name__)) from None


def _link(file: Path) -> str:
    content = file.read_bytes()
    name = html.escape(file.name, quote=True)
    size = f"{len(content) / 1e6:.1f} MB" if len(content) > 1e5 else f"{len(content) / 1e3:.1f} kB"
    data = base64.b64encode(content).decode()
    return (f'<a class="grokviz-download" download="{name}" '
            f'href="data:application/octet-stream;base64,{data}">{name}</a> ({size})')
