"""Watching: an edit is built and shown, and what was built before is served while a build fails."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from kltools.book.watch import HOST, WATCHED
from tests.book.chapters.prose import ROOT

SERVE = """import sys
from pathlib import Path
from kltools.book.watch import HOST, rebuilding, server_of
folder = Path.cwd()
rebuild = rebuilding(folder, (sys.executable, "build.py"))
rebuild()
server_of(folder, rebuild).serve(port=int(sys.argv[1]), host=HOST, root="_build/html")
"""
BUILD = """from pathlib import Path
text = Path("book/page.md").read_text()
assert "mistake" not in text
Path("_build/html/index.html").write_text(f"<html><head></head><body>{text}</body></html>")
"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where a small folder is watched and served."""
    for name in ("book", "_build/html"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "book" / "page.md").write_text("first")
    (tmp_path / "build.py").write_text(BUILD)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    with (tmp_path / "said.txt").open("w") as said:
        server = subprocess.Popen([sys.executable, "-c", SERVE, str(port)], cwd=tmp_path, stdout=said, stderr=said)
    yield f"http://{HOST}:{port}/"
    server.terminate()
    server.wait()


def shown(address: str, text: str, seconds: float = 60) -> str:
    """The page, once it has a text in it."""
    until, page = time.monotonic() + seconds, ""
    while text not in page and time.monotonic() < until:
        time.sleep(0.1)
        try:
            page = urlopen(address).read().decode()
        except OSError:
            continue
    assert text in page
    return page


def test_an_edit_is_shown_and_a_failing_build_leaves_what_was(address: str, tmp_path: Path):
    assert "livereload.js" in shown(address, "first"), "the page asks to be told of edits"
    time.sleep(2)  # the watcher has seen the folder as it is
    page = tmp_path / "book" / "page.md"
    page.write_text("second")
    shown(address, "second")
    page.write_text("a mistake")
    until = time.monotonic() + 60
    while "Not built" not in (tmp_path / "said.txt").read_text() and time.monotonic() < until:
        time.sleep(0.1)
    assert "Not built: what is served is older" in (tmp_path / "said.txt").read_text()
    shown(address, "second")
    page.write_text("third")
    shown(address, "third")


@pytest.mark.parametrize(
    "path",
    [
        "book/05-forward-and-reverse.md",
        "book/_static/book.css",
        "kltools/book/scenes/zoom.py",
        "kltools/explorables/player/player.js",
        "kltools/book/quiz.css",
        "_toc.yml",
        "tests/claims/chapter_05_a.py",
    ],
)
def test_what_a_build_reads_is_watched(path: str):
    assert ROOT / path in {found for pattern in WATCHED for found in ROOT.glob(pattern)}
