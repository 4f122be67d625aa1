"""A process that has imported what chapters import, and forks itself for each notebook; and how to ask it.

``python kernel_server.py serve SOCKET`` loads the libraries and waits at that file descriptor, until its standard input ends.
``python kernel_server.py ask ADDRESS ARGUMENT…`` is the command of a kernel: it asks for a fork that is a kernel with
these arguments, and lasts as long as it does. It imports nothing but the standard library.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any

LOADED = (
    *("ipykernel.kernelapp", "ipykernel.ipkernel", "matplotlib.pyplot", "matplotlib.backends.backend_svg"),
    *("mpmath", "numpy", "scipy.integrate", "scipy.optimize", "scipy.special", "scipy.stats", "sympy"),
    *("kltools.exact", "kltools.book.scenes", "kltools.book.figures", "kltools.book.glue", "kltools.book.quiz"),
)
"""What takes long to import, and none of which starts a thread: a fork has only the one that forks."""


def ask(address: str, *arguments: str) -> None:
    """Have a kernel forked, in this process's folder and environment, and wait for its end."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        request = {"arguments": arguments, "folder": os.getcwd(), "environment": dict(os.environ)}
        connection.sendall(json.dumps(request).encode() + b"\n")
        kernel = int(connection.recv(32))
        signal.signal(signal.SIGINT, lambda *_: os.kill(kernel, signal.SIGINT))
        while connection.recv(1):
            pass


def serve(descriptor: str) -> None:
    """Load the libraries, then fork a kernel for whoever asks, until standard input ends."""
    with socket.socket(fileno=int(descriptor)) as listener:
        # what ipykernel sets or reads while it starts, and its libraries read while they are imported
        os.environ["JPY_PARENT_PID"] = str(os.getpid())
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        for name in LOADED:
            import_module(name)
        gc.freeze()  # a collection in a fork would copy every page it looks at
        signal.signal(signal.SIGCHLD, _bury)
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            request = connection.makefile().readline()
            if request and os.fork() == 0:  # who asks for nothing asks whether the libraries are loaded
                listener.close()
                return _run(connection, **json.loads(request))
            connection.close()


def _bury(*_: Any) -> None:
    """Take note of every kernel that has ended: the time it took then counts with this process's."""
    with suppress(ChildProcessError):  # none is left
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _run(connection: socket.socket, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Be a kernel, in a fork."""
    from ipykernel.kernelapp import IPKernelApp

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    connection.sendall(str(os.getpid()).encode())
    threading.Thread(target=_end_with, args=(connection,), daemon=True).start()
    IPKernelApp.launch_instance(argv=arguments)


def _end_with(connection: socket.socket) -> None:
    """End this kernel when whoever asked for it has been killed."""
    connection.recv(1)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        ask(*sys.argv[2:])
    else:
        serve(*sys.argv[2:])
