"""A small book, built as the book is: nothing stale after an edit, and a failing cell named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reproducible import UNLIKE, differences

ROOT = Path(__file__).resolve().parents[1]
CONFIG = """
title: A small book
execute: {execute_notebooks: cache, raise_on_error: true}
sphinx:
  config:
    extensions: [myst_nb, jupyter_book, sphinx_external_toc, sphinx_book_theme, kltools.sphinx, kltools.sphinx_stable]
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

```{{code-cell}} python
{code}
```
"""
COUNT = "from kltools import data\nprint('corps-years without a death:', data.HORSE_KICKS[0])"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book of one page, beside a copy of the package that a test may edit."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "kltools", tmp_path / "kltools", ignore=ignore)
    (tmp_path / "_config.yml").write_text(CONFIG)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: page\n")
    (tmp_path / "page.md").write_text(PAGE.format(code=COUNT))
    return tmp_path


def build(book: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(book), **variables}
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]
    return subprocess.run(command, cwd=book, env=environment, capture_output=True, text=True)


def page(book: Path) -> str:
    return (book / "_build" / "html" / "page.html").read_text(encoding="utf8")


def test_an_edit_to_the_package_or_the_page_leaves_nothing_stale(book: Path):
    built = build(book)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    assert "corps-years without a death: 109" in page(book)
    source = book / "kltools" / "data.py"
    source.write_text(source.read_text().replace("(109, 65", "(110, 65"))
    assert build(book).returncode == 0
    assert "corps-years without a death: 110" in page(book)
    (book / "page.md").write_text(PAGE.format(code=COUNT.replace("corps-years", "years")))
    assert build(book).returncode == 0
    assert "\nyears without a death: 110" in page(book) or ">years without a death: 110" in page(book)


def test_an_unchanged_book_runs_nothing_again(book: Path):
    build(book)
    before = (book / "_build" / "html" / "page.html").stat().st_mtime_ns
    again = build(book)
    assert again.returncode == 0
    assert (book / "_build" / "html" / "page.html").stat().st_mtime_ns == before


def test_a_failing_cell_is_named_with_its_chapter_and_error(book: Path):
    (book / "page.md").write_text(
        PAGE.format(code="from kltools import kl_divergence\nkl_divergence([0.5, 0.6], [0.5, 0.5])")
    )
    failed = build(book)
    assert failed.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert "Chapter: page.md" in summary
    assert "kl_divergence([0.5, 0.6], [0.5, 0.5])" in summary
    assert "Error: ValueError: p sums to 1.1" in summary


def test_a_scene_that_shows_a_wrong_digit_fails_the_build(book: Path):
    source = book / "kltools" / "explorables" / "scenes" / "two_normals.py"
    text = source.read_text(encoding="utf8")
    wrong = text.replace("exact.kl_divergence(q, p)", "exact.kl_divergence(p, q)")
    assert wrong != text
    source.write_text(wrong, encoding="utf8")
    (book / "page.md").write_text(PAGE.format(code="from kltools.explorables.scenes import two_normals\ntwo_normals()"))
    failed = build(book)
    assert failed.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert "scene 'two_normals', readout 'D(q‖p)'" in summary


def test_an_edit_to_a_style_sheet_reaches_the_book(book: Path):
    (book / "look").mkdir()
    (book / "look" / "look.css").write_text("p { color: black; }\n")
    config = (book / "_config.yml").read_text() + "    html_static_path: [look]\n    html_css_files: [look.css]\n"
    (book / "_config.yml").write_text(config)
    assert build(book).returncode == 0
    (book / "look" / "look.css").write_text("p { color: navy; }\n")
    assert build(book).returncode == 0
    assert "navy" in (book / "_build" / "html" / "_static" / "look.css").read_text()


PRINTED_IN_PIECES = """import os, sys
for piece in "one,", " two", "\\n", "three\\n", "\\n", "four":
    print(piece, end="", flush="PIECES" in os.environ)
"""


def test_two_builds_in_two_places_agree_to_the_byte(book: Path, tmp_path_factory: pytest.TempPathFactory):
    (book / "page.md").write_text(
        PAGE.format(code=PRINTED_IN_PIECES)
        + "\n```{code-cell} python\nfrom kltools.explorables.scenes import two_normals\ntwo_normals()\n```\n"
    )
    other = tmp_path_factory.mktemp("another") / "place"
    shutil.copytree(book, other)
    assert build(book, **UNLIKE[0]).returncode == 0
    assert build(other, **UNLIKE[1], PIECES="1").returncode == 0
    assert "one, two\nthree\n\nfour\n" in page(book)
    assert differences(book / "_build" / "html", other / "_build" / "html") == []
