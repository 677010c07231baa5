"""Kernels that begin with torch and the kit loaded, for the tests in JupyterLab.

A new kernel spends 2.6 s of the processor on imports, and every test has one of its own. So one
process imports once (`serve`) and forks a kernel for whoever asks. Jupyter starts `ask` in the
place of a kernel: it passes Jupyter's interrupt on. It and its kernel end together.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path

BACKLOG = 16
SPEC = {"display_name": "Python 3 (ipykernel)", "language": "python",
        "metadata": {"debugger": True}}


def install(folder: Path, address: str) -> None:
    """Write the kernelspec of kernels that are asked for at this address."""
    spec = folder / "kernels" / "python3"
    spec.mkdir(parents=True)
    asks = [sys.executable, __file__, "ask", address, "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps(SPEC | {"argv": asks}), encoding="utf-8")


def serve(address: str) -> None:
    """Fork a kernel for each connection, until this process is ended."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(BACKLOG)                            # who asks already waits
    import ipykernel.kernelapp  # noqa: F401
    import torch  # noqa: F401

    import grokviz as gv

    for name in gv.__all__:
        getattr(gv, name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)       # nobody waits for the kernels
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            be_kernel(connection)
        connection.close()


def be_kernel(connection: socket.socket) -> None:
    """The forked process: an ipykernel with the arguments, folder and environment sent."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()                                         # as Jupyter does for those it starts
    asked = json.loads(connection.makefile().readline())
    connection.sendall(f"{os.getpid()}\n".encode())
    threading.Thread(target=ends_with, args=(connection,), daemon=True).start()
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[1:] = asked["arguments"]
    sys.path[0] = ""
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
    os._exit(0)


def ends_with(connection: socket.socket) -> None:
    """End this process when the one that asked for it has ended, however."""
    connection.recv(1)
    os._exit(1)


def ask(address: str, arguments: list[str]) -> None:
    """In the place of a kernel: ask for one, pass signals on, end when it ends."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        sent = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
        connection.sendall(json.dumps(sent).encode() + b"\n")
        answers = connection.makefile()
        kernel = int(answers.readline())
        signal.signal(signal.SIGINT, lambda *_: os.kill(kernel, signal.SIGINT))
        answers.read()


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        ask(sys.argv[2], sys.argv[3:])
