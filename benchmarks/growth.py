"""How a build grows with the number of chapters."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks import ROOT
from benchmarks.book import COLUMNS, LEFT_OUT, built
from benchmarks.table import Table

COPIES = (1, 3, 5)
"""Equal steps, so that equal times are a line."""
CHAPTER = "05-forward-and-reverse"


def _of_copies(folder: Path, count: int) -> Path:
    """A book of some copies of one chapter, and of the pages that are no chapters, without claims: copies share labels."""
    book = folder / str(count)
    shutil.copytree(ROOT, book, ignore=LEFT_OUT)
    text = (ROOT / "book" / f"{CHAPTER}.md").read_text("utf8")
    for page in (book / "book").glob("[01]*.md"):
        page.unlink()
    names = [f"copy-{place}" for place in range(count)]
    for name in names:
        # the cache of executed notebooks knows one by its cells, so each copy gets a cell of its own
        (book / "book" / f"{name}.md").write_text(
            f"{text}\n```{{code-cell}} ipython3\n# {name}\n```\n", encoding="utf8"
        )
    configuration = book / "_config.yml"
    configuration.write_text(configuration.read_text("utf8").replace("kltools_claims: tests/claims", ""), "utf8")
    (book / "book" / "claims.md").unlink()
    pages = sorted(page.stem for page in (book / "book").glob("*.md") if page.stem != "index")
    chapters = "".join(f"  - file: book/{page}\n" for page in pages)
    (book / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{chapters}", encoding="utf8")
    return book


def tables() -> list[Table]:
    """Seconds and megabytes of books of more and more copies of one chapter."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [built(f"{count} copies of a chapter", _of_copies(Path(folder), count)) for count in COPIES]
    note = "The books are evenly spaced in chapters: even steps in time and bytes are linear growth."
    return [Table("How does a build grow with the chapters?", COLUMNS, rows, note)]
