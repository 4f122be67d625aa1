"""Notebooks run several at a time before their pages are read; one that fails is reported as if it had run alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from jupyter_cache import get_cache

from kltools.book.sphinx.execution_cache import fingerprint
from tests.book.sphinx.small_book import PAGE, build, make_book, page

WAITS_FOR = """import pathlib, time
pathlib.Path("{own}.here").touch()
while not pathlib.Path("{other}.here").exists():
    time.sleep(0.02)
print("both ran at once")"""
"""Where the other does not run beside it, it waits until the cell's time is over, which is minutes on any machine."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of two pages."""
    make_book(tmp_path, WAITS_FOR.format(own="one", other="two"))
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n  - file: other\n")
    (tmp_path / "other.md").write_text(PAGE.format(code=WAITS_FOR.format(own="two", other="one")))
    return tmp_path


def test_two_notebooks_run_at_the_same_time(book: Path):
    assert (os.cpu_count() or 1) > 1, "this test needs two processors"
    # what jupyter-cache deletes, above this limit, may be what another process has just cached: here it would be, each time
    get_cache(book / "_build" / ".jupyter_cache" / fingerprint()).change_cache_limit(1)
    done = build(book)
    assert done.returncode == 0
    assert "executing 2 notebooks" in done.stdout
    assert done.stdout.count("Using cached notebook") == 2
    for name in ("page", "other"):
        assert "both ran at once" in page(book, name)
    again = build(book)
    assert "executing" not in again.stdout.lower()


def test_notebooks_with_the_same_cells_run_once(book: Path):
    for name in ("page", "other"):
        (book / f"{name}.md").write_text(PAGE.format(code='open("runs.txt", "a").write("x"); print("twins")'))
    assert build(book).returncode == 0
    assert (book / "runs.txt").read_text() == "x"
    for name in ("page", "other"):
        assert "twins" in page(book, name)


def test_one_that_fails_is_named_and_the_others_are_kept(book: Path):
    (book / "page.md").write_text(PAGE.format(code="print('sound')"))
    (book / "other.md").write_text(PAGE.format(code="1 / 0"))
    failed = build(book)
    assert failed.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert "Chapter: other.md" in summary
    assert "ZeroDivisionError" in summary
    (book / "other.md").write_text(PAGE.format(code="print('mended')"))
    mended = build(book)
    assert mended.returncode == 0
    assert "executing" in mended.stdout.lower() and "executing 2" not in mended.stdout
