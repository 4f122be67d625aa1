"""A chapter that the template begins passes the tests that every chapter has to pass; so does a copy of the book with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest
from jupyter_cache.executors.utils import single_nb_execution

from kltools.book.sphinx.table_of_contents import check_contents
from tests.book.chapters.new_chapter import begin
from tests.book.chapters.one_chapter import failed_tests, find_chapter, selected_tests
from tests.book.chapters.prose import ROOT

LABEL = "eq-two-words-same"
TESTS = (
    "tests/book/chapters/test_prose_numbers.py",
    "tests/book/chapters/test_invitations.py",
    "tests/book/chapters/test_references.py",
    "tests/properties/test_every_theorem_is_a_property.py",
    *(f"tests/claims/test_claims.py::{name}[{LABEL}]" for name in (
        "test_the_claim_holds", "test_the_claim_with_a_mistake_fails", "test_what_is_checked_is_what_is_printed",
    )),
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository in which a chapter was begun."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("book", "kltools", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "browser", "mutation"))
    for name in ("_toc.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    begin("77-two-words", "What is this about?", folder)
    return folder


def test_a_new_chapter_passes_the_tests_of_chapters(copy: Path):
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not built", *TESTS]
    done = subprocess.run(
        command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_it_is_listed_and_its_cells_run_as_they_stand(copy: Path):
    check_contents(copy)
    assert "  - file: book/77-two-words\n" in (copy / "_toc.yml").read_text("utf8")
    assert "77. [What is this about?](77-two-words.md)" in (copy / "book" / "index.md").read_text("utf8")
    ran = single_nb_execution(jupytext.read(copy / "book" / "77-two-words.md"), str(copy), 120, allow_errors=False)
    assert ran.err is None, ran.err


def test_it_stands_as_jupytext_writes_it(copy: Path):
    text = (copy / "book" / "77-two-words.md").read_text("utf8")
    body = text.split("---\n", 2)[2]
    assert jupytext.writes(jupytext.reads(text, "md:myst"), "md:myst").split("---\n", 2)[2] == body
    assert text.split("---\n")[1] == (copy / "book" / "index.md").read_text("utf8").split("---\n")[1]


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("topic", "Why?", "give two digits and the topic"),
        ("77-Topic", "Why?", "give two digits and the topic"),
        ("77-topic", "Why?", "77-two-words.md has that number; take another"),
        ("78-topic", " ", "give the question"),
    ],
)
def test_a_name_that_will_not_do_changes_nothing(copy: Path, name: str, title: str, said: str):
    before = (copy / "_toc.yml").read_text("utf8")
    with pytest.raises(ValueError, match=said):
        begin(name, title, copy)
    assert (copy / "_toc.yml").read_text("utf8") == before
    assert not (copy / "book" / f"{name}.md").exists()


def test_a_chapter_is_found_by_its_number_and_those_there_are_named_otherwise(copy: Path):
    assert (
        find_chapter("5", copy / "book").name == find_chapter("05", copy / "book").name == "05-forward-and-reverse.md"
    )
    for number in ("12", "", "five"):
        with pytest.raises(SystemExit, match=r"(?s)There is no chapter .*N=01 .*N=77  two words"):
            find_chapter(number, copy / "book")


def test_the_tests_of_one_chapter_are_there_and_are_its_own():
    """Were a test renamed, the short loop would not run it."""
    chapter = ROOT / "book" / "05-forward-and-reverse.md"
    command = [sys.executable, "-m", "pytest", "--collect-only", *selected_tests(chapter)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
    assert done.stdout.count("[05-forward-and-reverse]") == 3


def test_failures_of_pytest_are_named_one_by_one():
    said = "FAILED tests/a.py::test_b[05] - AssertionError: 0.7 is typed\nERROR tests/c.py\n3 passed"
    assert [str(one) for one in failed_tests(said)] == ["tests/a.py::test_b[05]: 0.7 is typed", "tests/c.py"]
