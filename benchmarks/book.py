"""How long the whole book takes to build, how large it is, and how both grow with its chapters."""

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

PAGES = (1, 3, 5)
"""Chapters of the books that show how a build grows: equal steps, so that equal times are a line."""
CHAPTER = "05-forward-and-reverse"
LEFT_OUT = shutil.ignore_patterns("_build", ".venv*", ".git", "__pycache__", ".*_cache", ".nox", ".hypothesis")
Cells = tuple[str, ...]


def _build(book: Path) -> tuple[float, float]:
    """Build a book beside a copy of the package; return the seconds on the wall and of the processor."""
    environment = {**os.environ, "PYTHONPATH": str(book), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(["jupyter-book", "build", "."], cwd=book, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"A book did not build: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _size(book: Path) -> int:
    return sum(path.stat().st_size for path in (book / "_build" / "html").rglob("*") if path.is_file())


def _row(what: str, book: Path) -> Cells:
    wall, processor = _build(book)
    return what, shown(wall), shown(processor), f"{_size(book) / 1e6:.1f}"


def _of_copies(folder: Path, count: int) -> Path:
    """A book of some copies of one chapter, and of nothing else."""
    book = folder / str(count)
    shutil.copytree(ROOT, book, ignore=LEFT_OUT)
    text = (ROOT / "book" / f"{CHAPTER}.md").read_text("utf8")
    for page in (book / "book").glob("[01]*.md"):
        page.unlink()
    names = [f"copy-{place}" for place in range(count)]
    for name in names:
        (book / "book" / f"{name}.md").write_text(text, encoding="utf8")
    chapters = "".join(f"  - file: book/{name}\n" for name in names[1:])
    contents = f"format: jb-book\nroot: book/{names[0]}\n" + (f"chapters:\n{chapters}" if chapters else "")
    (book / "_toc.yml").write_text(contents, encoding="utf8")
    return book


def tables() -> list[Table]:
    """Seconds and megabytes: of the book, cold and warm, and of books of more and more copies of a chapter."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book")
        shutil.copytree(ROOT, book, ignore=LEFT_OUT)
        rows = [_row("the book, nothing built before", book), _row("the book, nothing changed", book)]
        growth = [_row(f"{count} copies of a chapter", _of_copies(Path(folder), count)) for count in PAGES]
    columns = ("build", "s, wall clock", "s, processor", "MB of pages")
    note = (
        "A cold build executes every notebook and checks every formula. The last rows are evenly spaced in chapters: "
        "even steps in time are linear growth."
    )
    return [Table("How long does a build take?", columns, [*rows, *growth], note)]
