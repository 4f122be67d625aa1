"""Build and check one chapter: ``python -m tests.book.chapters.one_chapter 5``.

Its cells run, and so do its claims, and the tests of its prose; the other chapters are read, for what refers to them, and
not run. The page is written to ``_build/chapter``.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from kltools.book.build import Order, build, summary, write_summary
from kltools.book.sphinx.failure_report import Failure

ROOT = Path(__file__).resolve().parents[3]
HERE = Path("tests/book/chapters")
FOLDER = "chapter"


def find_chapter(number: str, book: Path = ROOT / "book") -> Path:
    """A chapter's file by its number, with or without zeros in front.

    Raises
    ------
    SystemExit
        If there is none, with those that there are.
    """
    found = {int(page.name.split("-")[0]): page for page in sorted(book.glob("[0-9]*-*.md"))}
    if number.isdigit() and int(number) in found:
        return found[int(number)]
    there = "\n".join(f"  N={count:02}  {page.stem[3:].replace('-', ' ')}" for count, page in found.items())
    sys.exit(f"There is no chapter {number or 'without a number'}; name one of these:\n{there}")


def selected_tests(chapter: Path) -> list[str]:
    """What pytest runs for a chapter: its typed numbers, its invitation, its citations, its theorems."""
    of_page = (
        "test_prose_numbers.py::test_no_result_is_typed_by_hand",
        "test_invitations.py::test_a_section_ends_with_an_invitation",
        "test_invitations.py::test_the_cell_is_open_short_and_computes",
    )
    return [
        *(f"{HERE}/{test}[{chapter.stem}]" for test in of_page),
        f"{HERE}/test_references.py::test_every_citation_has_an_entry",
        "tests/properties/test_every_theorem_is_a_property.py",
    ]


def start(*command: str, out: int) -> subprocess.Popen[str]:
    """Start one of Python's modules at the repository's root; what it prints goes where ``out`` says."""
    environment = {**os.environ, "COLUMNS": "1000"}  # pytest cuts its summary to the terminal's width
    every = [sys.executable, "-m", *command]
    return subprocess.Popen(every, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.PIPE, text=True)


def failed_tests(said: str) -> list[Failure]:
    """The failures that pytest names.

    Examples
    --------
    >>> print(*failed_tests("FAILED tests/a.py::test_b[05] - AssertionError: 0.7 is typed"))
    tests/a.py::test_b[05]: 0.7 is typed
    """
    named = re.findall(r"^(?:FAILED|ERROR) (\S+)(?: - (?:AssertionError: )?(.*))?$", said, re.MULTILINE)
    return [Failure(test, why) for test, why in named]


def check(chapter: Path) -> list[Failure]:
    """Build a chapter with its claims, and run its tests; say what fails.

    Parameters
    ----------
    chapter : Path
        Its text notebook.
    """
    options = ("-q", "-vv", "-rfE", "--tb=no", "-p", "no:cacheprovider")
    tests = start("pytest", *options, *selected_tests(chapter), out=subprocess.PIPE)
    settings = {"kltools_only": f"book/{chapter.stem}", "kltools_claim_files": f"chapter_{chapter.stem[:2]}_*.py"}
    failures = build(Order(ROOT, strict=True, nitpicky=True, settings=settings, folder=FOLDER, pages=(chapter,)))
    said, _ = tests.communicate()
    if tests.returncode:
        failures += failed_tests(said) or [Failure("pytest", f"it ended with {tests.returncode}", said)]
    return failures


def main() -> None:
    """Check the chapter that the command line names, and say where its page is."""
    began, chapter = time.monotonic(), find_chapter(sys.argv[1] if len(sys.argv) > 1 else "")
    failures = check(chapter)
    page = ROOT / "_build" / FOLDER / "book" / f"{chapter.stem}.html"
    if failures:
        write_summary(ROOT, failures)
        sys.exit(f"\n{summary(failures)}")
    print(f"\n{chapter.stem} holds, after {time.monotonic() - began:.0f} s. Open it: {page.as_uri()}")


if __name__ == "__main__":
    main()
