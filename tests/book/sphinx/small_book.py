"""A book of one page, built as the book is, beside a copy of the package that a test may edit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CONFIG = """
title: A small book
execute: {execute_notebooks: cache, raise_on_error: true, timeout: 600}
sphinx:
  config:
    extensions: [myst_nb, jupyter_book, sphinx_comments, sphinx_external_toc, sphinx_book_theme, kltools.book.sphinx]
    nb_merge_streams: true
"""
PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A page

```{{code-cell}} ipython3
{code}
```
"""


def make_book(folder: Path, code: str) -> Path:
    """Write the book, its one page with one cell."""
    shutil.copytree(ROOT / "kltools", folder / "kltools", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "_config.yml").write_text(CONFIG)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n")
    write_page(folder, code)
    return folder


def write_page(book: Path, code: str) -> None:
    """Give the page another cell."""
    (book / "page.md").write_text(PAGE.format(code=code))


def build(book: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Build it, as `make book` does; a failing test shows what the build said last."""
    command = [sys.executable, "-m", "kltools.book.build", ".", *options]
    every = {**os.environ, "PYTHONPATH": str(book), **environment}
    done = subprocess.run(command, cwd=book, env=every, capture_output=True, text=True)
    print(done.stdout[-3000:], done.stderr[-3000:])
    return done


def page(book: Path, name: str = "page") -> str:
    """A built page, the first one unless named."""
    return (book / "_build" / "html" / f"{name}.html").read_text(encoding="utf8")
