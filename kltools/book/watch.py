"""``python -m kltools.book.watch`` builds the book, serves it, and builds and shows it again at each edit.

A build that fails says what failed; the pages of the last one that did not are still served.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kltools.extras import require

WATCHED = (
    "book/*.md",
    "book/*.bib",
    "book/_static/*",
    "_toc.yml",
    "_config.yml",
    "kltools/**/*.[pjc][ys]*",
    "tests/claims/*.py",
)
"""What a build reads: chapters, styles, the package with its scenes, and the checks of the claims."""
COMMAND = (sys.executable, "-m", "kltools.book.build", ".", "-W", "-n", "--keep-going")
HOST = "127.0.0.1"


def rebuilding(source: Path, command: tuple[str, ...] = COMMAND) -> Callable[[], None]:
    """What builds a book, in a process of its own: an edit of the package is imported anew.

    Parameters
    ----------
    source : Path
        The book's folder.
    command : tuple of str
        What is run there.
    """

    def rebuild() -> None:
        if subprocess.run(command, cwd=source).returncode == 0:
            print("Built. Waiting for the next edit.", flush=True)
        else:
            print("Not built: what is served is older. Waiting for the next edit.", flush=True)

    return rebuild


def server_of(source: Path, rebuild: Callable[[], None]) -> Any:
    """A server of a book's pages that rebuilds at each edit, and then has browsers load them again.

    Parameters
    ----------
    source : Path
        The book's folder.
    rebuild : callable

    Returns
    -------
    livereload.Server
    """
    require("book", "livereload")
    from livereload import Server

    server = Server()
    for pattern in WATCHED:
        server.watch(str(source / pattern), rebuild)
    return server


def main() -> None:
    """Watch the book in this folder."""
    parser = argparse.ArgumentParser(prog="python -m kltools.book.watch", description="Build the book at each edit.")
    parser.add_argument("--port", type=int, default=8000, help="of the address on this machine")
    port, source = parser.parse_args().port, Path.cwd()
    rebuild = rebuilding(source)
    rebuild()
    print(f"Open the book: http://{HOST}:{port}/ (Ctrl-C ends)", flush=True)
    server_of(source, rebuild).serve(port=port, host=HOST, root=str(source / "_build" / "html"), open_url_delay=None)


if __name__ == "__main__":
    main()
