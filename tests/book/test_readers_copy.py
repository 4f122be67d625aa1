"""A reader's own notebooks are never overwritten, and the others follow the book."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kltools.book.readers_copy import give

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A build with two notebooks."""
    folder = tmp_path / "built"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.ipynb").write_text(f"{name}, as first built")
    return folder


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.glob("*.ipynb")}


def test_what_the_reader_left_alone_follows_the_book(built: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notebooks"
    assert give(built, mine) == []
    (built / "two.ipynb").write_text("two, built anew")
    assert give(built, mine) == []
    assert held(mine) == held(built)


def test_what_the_reader_changed_stays_and_the_newer_one_goes_beside(built: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notebooks"
    give(built, mine)
    (mine / "one.ipynb").write_text("the reader's")
    assert give(built, mine) == [], "there is no newer one"
    for text in ("one, built anew", "one, built again"):
        (built / "one.ipynb").write_text(text)
        assert give(built, mine) == [mine / "one.new.ipynb"]
        assert give(built, mine) == [], "said once"
        assert held(mine) == {"one.ipynb": "the reader's", "one.new.ipynb": text, "two.ipynb": "two, as first built"}


def test_a_file_of_the_readers_that_was_there_before_stays(built: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notebooks"
    mine.mkdir()
    (mine / "one.ipynb").write_text("the reader's")
    assert give(built, mine) == [mine / "one.new.ipynb"]
    assert held(mine)["one.ipynb"] == "the reader's"


def test_a_reader_who_takes_the_newer_one_follows_the_book_again(built: Path, tmp_path: Path) -> None:
    mine = tmp_path / "notebooks"
    give(built, mine)
    (mine / "one.ipynb").write_text("the reader's")
    (built / "one.ipynb").write_text("second")
    give(built, mine)
    (mine / "one.new.ipynb").rename(mine / "one.ipynb")
    (built / "one.ipynb").write_text("third")
    assert give(built, mine) == []
    assert held(mine)["one.ipynb"] == "third"


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="build the book first"):
        give(tmp_path, tmp_path / "notebooks")


def test_binder_builds_the_notebooks_with_its_own_python_and_keeps_them_alone(tmp_path: Path) -> None:
    """A stand-in for that environment's python notes what it was asked to run."""
    noted, python = tmp_path / "noted", tmp_path / "bin" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\necho "$@" >> "{noted}"\n')
    python.chmod(0o755)
    (tmp_path / "_build").mkdir()
    environment = {**os.environ, "PATH": f"{python.parent}:{os.environ['PATH']}"}
    subprocess.run([str(ROOT / "postBuild")], check=True, env=environment, cwd=tmp_path)
    asked = [line.split()[:3] for line in noted.read_text().splitlines()]
    assert asked == [["-m", "kltools.book.build", "."], ["-m", "kltools.book.readers_copy"]]
    assert not (tmp_path / "_build").exists()
