"""The other two ways in which labs are served: `grokviz voila`, and what Binder starts."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from browser.lab import REPOSITORY, Server


class Pages(Server):
    """`grokviz voila`: a page for each lab."""

    extra: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        return ["grokviz", "voila", "--no-browser", f"--port={self.port}",
                "--Voila.port_retries=0", "--ip=127.0.0.1", *self.extra]

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(_text(f"{self.url}/voila/static/voila.js"))
        return False


class Binder(Server):
    """Start the server as Binder does, in a home that `binder/postBuild` prepared."""

    @property
    def command(self) -> list[str]:
        return ["jupyter", "lab", "--no-browser", f"--port={self.port}", "--allow-root",
                "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1",
                f"--IdentityProvider.token={self.token}"]

    def start(self, timeout: float = 60) -> None:
        subprocess.run([REPOSITORY / "binder" / "postBuild"], cwd=self.folder, check=True,
                       env=self._environment(), timeout=timeout)
        super().start(timeout)

    def _environment(self) -> dict[str, str]:
        plain = {k: v for k, v in super()._environment().items() if not k.startswith("JUPYTER")}
        path = os.pathsep.join((str(Path(sys.executable).parent), plain["PATH"]))
        return plain | {"HOME": str(self.folder), "PATH": path}


def kernels(server: Server) -> list[psutil.Process]:
    """The kernels that a server has running."""
    children = psutil.Process(server.process.pid).children(recursive=True)
    return [p for p in children if p.is_running() and _is_kernel(p)]


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return "ipykernel_launcher" in process.cmdline()
    except psutil.Error:                        # it has just ended
        return False


def _text(url: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=20) as answer:
        return answer.read().decode()
