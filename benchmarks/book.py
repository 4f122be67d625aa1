"""How long the whole book takes to build, and how large it is."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import ROOT
from benchmarks.table import Table, shown

COLUMNS = ("build", "s, wall clock", "s, processor", "MB of pages")
LEFT_OUT = shutil.ignore_patterns("_build", ".venv*", ".git", "__pycache__", ".*_cache", ".nox", ".hypothesis")
Cells = tuple[str, ...]


def _build(book: Path) -> tuple[float, float]:
    """Build a book beside a copy of the package; return the seconds on the wall and of the processor."""
    environment = {**os.environ, "PYTHONPATH": str(book)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "kltools.book.build", "."], cwd=book, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"A book did not build: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _size(book: Path) -> int:
    return sum(path.stat().st_size for path in (book / "_build" / "html").rglob("*") if path.is_file())


def built(what: str, book: Path) -> Cells:
    """Build a book, and say how long that took and how large it is."""
    wall, processor = _build(book)
    return what, shown(wall), shown(processor), f"{_size(book) / 1e6:.1f}"


def tables() -> list[Table]:
    """Seconds and megabytes of the book, built anew and built again."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        shutil.copytree(ROOT, book, ignore=LEFT_OUT)
        rows = [built("the book, nothing built before", book), built("the book, nothing changed", book)]
    note = "The first build executes every notebook and checks every formula."
    return [Table("How long does the book take to build?", COLUMNS, rows, note)]
