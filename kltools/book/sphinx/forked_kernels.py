"""Kernels that find the chapters' libraries loaded: one process imports them and forks itself for each notebook.

Importing NumPy, SciPy, SymPy and matplotlib takes a kernel seconds, as often as a book has chapters.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

SERVER = Path(__file__).with_name("kernel_server.py")
FORKS = sys.platform == "linux"
"""Windows has no fork, and Apple's libraries do not survive one: there each kernel imports its own."""


@contextmanager
def forked_kernels() -> Iterator[None]:
    """Within it, Jupyter's ``python3`` kernels are forks of a process that has loaded the libraries."""
    if not FORKS:
        yield
        return
    # a socket's address is short: the build's own folder may be deep
    with TemporaryDirectory() as folder:
        address = str(Path(folder) / "server")
        kernel = Path(folder) / "kernels" / "python3"
        kernel.mkdir(parents=True)
        # -I and -S: the standard library alone, which takes a fiftieth of a second
        argv = [sys.executable, "-I", "-S", str(SERVER), "ask", address, "-f", "{connection_file}"]
        (kernel / "kernel.json").write_text(
            json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"})
        )
        # -P: the standard library has a module `site`, and so has the server's folder
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen()
            # threads of OpenBLAS would not outlive a fork
            server = subprocess.Popen(
                [sys.executable, "-P", str(SERVER), "serve", str(listener.fileno())],
                stdin=subprocess.PIPE,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
                pass_fds=[listener.fileno()],
            )
        _await_loaded(address)
        paths = os.environ.get("JUPYTER_PATH", "")
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [folder, paths]))
        try:
            yield
        finally:
            os.environ["JUPYTER_PATH"] = paths  # empty is as good as none
            server.communicate()


def _await_loaded(address: str) -> None:
    """Wait until the server has loaded the libraries, however long that takes: who starts a kernel waits a minute for it."""
    with (
        socket.socket(socket.AF_UNIX) as connection,
        suppress(ConnectionError),
    ):  # of a server that failed: so will kernels
        connection.connect(address)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
