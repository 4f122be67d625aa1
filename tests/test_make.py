"""What `make` takes away and what it leaves, and what it passes on."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MADE = ("_build/html", "build/lib", "mutants", ".pytest_cache", ".hypothesis", "kltools/pmfs/__pycache__")
CHECKPOINTS = (".ipynb_checkpoints", "book/.ipynb_checkpoints")
ENVIRONMENTS = (
    ".venv/bin",
    ".venv-bench/bin",
    ".venv-binder/bin",
    ".venv-mutants/bin",
    ".nox/lowest",
    "kltools.egg-info",
)
KEPT = ("book/index.md", "notebooks/index.ipynb", "notebooks/.ipynb_checkpoints/index.ipynb")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the Makefile, what builds have made, and what is its reader's."""
    for name in ("Makefile", "runtime.txt", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in (*MADE, *CHECKPOINTS, *ENVIRONMENTS):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "file").write_text("")
    for file in KEPT:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("")
    return tmp_path


def make(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["make", *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def left(folder: Path, names: tuple[str, ...]) -> list[str]:
    return [name for name in names if (folder / name).exists()]


def test_clean_leaves_the_environments_and_the_readers_notebooks(checkout: Path) -> None:
    make(checkout, "clean")
    assert left(checkout, (*MADE, *CHECKPOINTS)) == []
    assert left(checkout, ENVIRONMENTS) == list(ENVIRONMENTS)
    assert left(checkout, KEPT) == list(KEPT)


def test_distclean_takes_the_environments_too(checkout: Path) -> None:
    make(checkout, "distclean")
    assert left(checkout, (*MADE, *CHECKPOINTS, *ENVIRONMENTS)) == []
    assert left(checkout, KEPT) == list(KEPT)


def test_lab_passes_options_on_and_says_how_to_begin() -> None:
    said = make(ROOT, "--dry-run", "lab", "OPTIONS=--no-browser --port 9000 --allow-root")
    assert re.search(r"jupyter lab .*notebooks/index\.ipynb --no-browser --port 9000 --allow-root$", said, re.MULTILINE)
    assert "Run > Run All Cells" in said


def test_help_lists_every_command() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(encoding="utf8"), re.MULTILINE)
    assert phony is not None
    listed = set(re.findall(r"^  make ([a-z-]+)", make(ROOT, "help"), re.MULTILINE))
    assert listed == set(phony[1].split())
