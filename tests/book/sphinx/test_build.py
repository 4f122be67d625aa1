"""A small book, built as the book is: nothing stale after an edit, and a failing cell named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.book.sphinx.reproducible import UNLIKE, differences
from tests.book.sphinx.small_book import PAGE, build, make_book, page, write_page

COUNT = "from kltools.book import data\nprint('corps-years without a death:', data.HORSE_KICKS[0])"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path, COUNT)


def test_nothing_runs_again_without_an_edit_and_nothing_is_stale_after_one(book: Path):
    (book / "look").mkdir()
    (book / "look" / "look.css").write_text("p { color: black; }\n")
    config = (book / "_config.yml").read_text() + "    html_static_path: [look]\n    html_css_files: [look.css]\n"
    (book / "_config.yml").write_text(config)
    built = build(book)
    assert built.returncode == 0, built.stdout[-2000:] + built.stderr[-2000:]
    assert "corps-years without a death: 109" in page(book)
    html = book / "_build" / "html"
    before = (html / "page.html").stat().st_mtime_ns
    assert build(book).returncode == 0
    assert (html / "page.html").stat().st_mtime_ns == before
    (book / "look" / "look.css").write_text("p { color: navy; }\n")
    assert build(book).returncode == 0
    assert "navy" in (html / "_static" / "look.css").read_text()
    (book / "page.md").write_text((book / "page.md").read_text() + "\nA word.\n")
    assert "running" not in build(book).stdout, "a word runs no cell"
    source = book / "kltools" / "book" / "data.py"
    source.write_text(source.read_text().replace("(109, 65", "(110, 65"))
    assert build(book).returncode == 0
    assert "corps-years without a death: 110" in page(book)
    write_page(book, COUNT.replace("corps-years", "years"))
    assert build(book).returncode == 0
    assert "\nyears without a death: 110" in page(book) or ">years without a death: 110" in page(book)


def test_an_edit_of_a_scene_runs_the_chapters_that_show_it_alone(book: Path):
    (book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n  - file: other\n")
    (book / "other.md").write_text(PAGE.format(code="from kltools.book.scenes import zoom\nzoom()"))
    first = build(book)
    assert first.returncode == 0
    assert "running 2 notebooks" in first.stdout
    scene = book / "kltools" / "book" / "scenes" / "zoom.py"
    text = scene.read_text(encoding="utf8")
    assert text.count("caption=") == 1
    scene.write_text(text.replace("caption=", 'caption="Another caption. " + ', 1), encoding="utf8")
    second = build(book)
    assert second.returncode == 0
    assert "running 1 notebook" in second.stdout and "ran other.md" in second.stdout
    assert "Another caption." in page(book, "other")


def test_a_failing_cell_is_named_with_its_chapter_and_error(book: Path):
    write_page(book, "from kltools import kl_divergence\nkl_divergence([0.5, 0.6], [0.5, 0.5])")
    failed = build(book)
    assert failed.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert "page.md:15: a cell fails: ValueError: p sums to 1.1" in summary
    assert "kl_divergence([0.5, 0.6], [0.5, 0.5])" in summary


def test_a_scene_that_shows_a_wrong_digit_fails_the_build(book: Path):
    source = book / "kltools" / "book" / "scenes" / "two_normals.py"
    text = source.read_text(encoding="utf8")
    wrong = text.replace("exact.kl_divergence(q, p)", "exact.kl_divergence(p, q)")
    assert wrong != text
    source.write_text(wrong, encoding="utf8")
    write_page(book, "from kltools.book.scenes import two_normals\ntwo_normals()")
    failed = build(book)
    assert failed.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert "scene 'two_normals': readout 2 'D(q‖p)'" in summary


PRINTED_IN_PIECES = """import os, sys
for piece in "one,", " two", "\\n", "three\\n", "\\n", "four":
    print(piece, end="", flush="PIECES" in os.environ)
"""


@pytest.mark.nightly
def test_two_builds_in_two_places_agree_to_the_byte(book: Path, tmp_path_factory: pytest.TempPathFactory):
    write_page(book, PRINTED_IN_PIECES)
    with (book / "page.md").open("a") as source:
        source.write("\n```{code-cell} ipython3\nfrom kltools.book.scenes import two_normals\ntwo_normals()\n```\n")
    other = tmp_path_factory.mktemp("another") / "place"
    shutil.copytree(book, other)
    assert build(book, **UNLIKE[0]).returncode == 0
    assert build(other, **UNLIKE[1], PIECES="1").returncode == 0
    assert "one, two\nthree\n\nfour\n" in page(book)
    assert differences(book / "_build" / "html", other / "_build" / "html") == []
