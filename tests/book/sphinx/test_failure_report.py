"""Every failure of a build is summed up once: its place, what is wrong and the cure. The next build sees what was mended."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from kltools.book.sphinx.failure_report import BuildFails, Failure, Report
from kltools.book.sphinx.table_of_contents import check_contents
from tests.book.sphinx.small_book import PAGE, build, make_book, page


def sum_up(book: Path, done: subprocess.CompletedProcess[str]) -> str:
    """The summary of a failed build, which its output ends with, and has once."""
    assert done.returncode != 0
    summary = (book / "_build" / "failure.txt").read_text(encoding="utf8")
    assert (done.stdout + done.stderr).count(summary) == 1
    assert done.stderr.endswith(f"{summary}\n")
    assert "Traceback" not in done.stdout + done.stderr
    return summary


def test_every_failing_cell_is_named_and_the_others_are_kept(tmp_path: Path):
    book = make_book(tmp_path, "print('sound')")
    (book / "_toc.yml").write_text("format: jb-book\nroot: page\nchapters:\n  - file: one\n  - file: two\n")
    for name, code in (("one", "1 / 0"), ("two", "{}['two']")):
        (book / f"{name}.md").write_text(PAGE.format(code=f"good = 1\n```\n\n```{{code-cell}} python\n{code}"))
    summary = sum_up(book, build(book))
    assert "2 failures" in summary
    assert "one.md:19: a cell fails: ZeroDivisionError: division by zero; mend" in summary
    assert "\n    1 / 0\n" in summary
    assert "two.md:19: a cell fails: KeyError: 'two'" in summary
    for name in ("one", "two"):
        (book / f"{name}.md").write_text(PAGE.format(code=f"print('mended {name}')"))
    mended = build(book)
    assert mended.returncode == 0
    assert "running 2 notebooks" in mended.stdout, "the sound one is kept"
    assert not (book / "_build" / "failure.txt").exists()


def test_a_warning_fails_a_strict_build_each_time_until_it_is_mended(tmp_path: Path):
    book = make_book(tmp_path, "print(1)")
    sound = (book / "page.md").read_text()
    (book / "page.md").write_text(f"{sound}\nBy {{eq}}`eq-absent` and [that](#nowhere).\n")
    first = sum_up(book, build(book, "-W", "-n"))
    assert "2 failures" in first
    assert "page.md:18: equation not found: eq-absent" in first
    assert "cross-reference target not found: 'nowhere'" in first
    assert "mend the name, or give the place that label" in first
    assert sum_up(book, build(book, "-W", "-n")) == first, "nothing was mended"
    (book / "page.md").write_text(sound)
    assert build(book, "-W", "-n").returncode == 0


def test_latex_that_cannot_be_typeset_is_shown_with_its_page(tmp_path: Path):
    book = make_book(tmp_path, "print(1)")
    sound = (book / "page.md").read_text()
    (book / "page.md").write_text(sound + "\n$$\n\\frac{1}{\\nosuch\n$$\n")
    summary = sum_up(book, build(book))
    assert "page.md:19: LaTeX that cannot be typeset" in summary
    assert "\n    \\frac{1}{\\nosuch\n" in summary
    (book / "page.md").write_text(sound + "\n$$\n\\frac{1}{2}\n$$\n")
    again = build(book)
    assert again.returncode == 0
    assert "mjx-container" in page(book)


def small_contents(folder: Path, *listed: str) -> Path:
    """A book's table of contents, and a page beside the first that it need not list."""
    (folder / "book").mkdir()
    for name in ("index", "01-one"):
        (folder / "book" / f"{name}.md").write_text("# A page\n")
    (folder / "README.md").write_text("# Not of the book\n")
    entries = "".join(f"  - file: book/{name}\n" for name in listed)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{entries}")
    return folder


def test_a_page_that_is_not_listed_is_named_before_anything_runs(tmp_path: Path):
    book = small_contents(make_book(tmp_path, "print(1)"), "01-one")
    check_contents(book)
    (book / "book" / "12-two.md").write_text("# Another\n")
    with pytest.raises(
        BuildFails, match=r"book/12-two.md: _toc.yml does not list this page; list `- file: book/12-two`"
    ):
        check_contents(book)
    done = build(book)
    assert "book/12-two.md" in sum_up(book, done)
    assert done.stdout == "", "Sphinx did not begin"


def test_a_listed_page_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(BuildFails, match="it lists book/02-two, which is not there; write that page"):
        check_contents(small_contents(tmp_path, "01-one", "02-two"))
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: [\n")
    with pytest.raises(BuildFails, match="_toc.yml: it cannot be read"):
        check_contents(tmp_path)


def test_any_other_error_of_a_part_is_said_as_it_is(tmp_path: Path):
    assert Report(tmp_path).of_error(ExtensionError("no space")) == [Failure("", "no space")]
