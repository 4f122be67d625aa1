"""Notebooks run several at a time before their pages are read; one that fails is reported as if it had run alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.book.sphinx.small_book import PAGE, build, make_book, page

WAITS_FOR = """import pathlib, time
pathlib.Path("{own}" + ".here").touch()
while not pathlib.Path("{other}" + ".here").exists():
    time.sleep(0.02)
print("both ran at once")"""
"""Where the other does not run beside it, it waits until the cell's time is over, which is minutes on any machine.
The files' names do not stand whole in the cell: a chapter depends on the files that its cells name."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two pages."""
    make_book(tmp_path, WAITS_FOR.format(own="one", other="two"))
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n  - file: other\n")
    (tmp_path / "other.md").write_text(PAGE.format(code=WAITS_FOR.format(own="two", other="one")))
    return tmp_path


def test_two_notebooks_run_at_the_same_time(book: Path):
    assert (os.cpu_count() or 1) > 1, "this test needs two processors"
    done = build(book)
    assert done.returncode == 0
    assert "running 2 notebooks" in done.stdout
    for name in ("page", "other"):
        assert "both ran at once" in page(book, name)
    again = build(book)
    assert "running" not in again.stdout


def test_notebooks_with_the_same_cells_run_once(book: Path):
    for name in ("page", "other"):
        (book / f"{name}.md").write_text(PAGE.format(code='open("runs.txt", "a").write("x"); print("twins")'))
    assert build(book).returncode == 0
    assert (book / "runs.txt").read_text() == "x"
    for name in ("page", "other"):
        assert "twins" in page(book, name)
