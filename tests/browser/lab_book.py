"""A reader's copy of the book under git, with its notebooks, for tests that must not touch the book."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from kltools.book.readers_copy import FOLDER, give
from tests.browser.pages import ROOT, SITE

AUTHOR = ("-c", "user.name=Reader", "-c", "user.email=reader@example.org")
KEPT = (".gitignore", "pyproject.toml")
"""What says which files are the book's, and how Jupytext writes them."""


def copy_book(folder: Path) -> Path:
    """Copy the chapters into a repository of one commit, and give its reader the built notebooks."""
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name in KEPT:
        shutil.copy(ROOT / name, folder)
    for command in (["init", "--quiet"], ["add", "."], [*AUTHOR, "commit", "--quiet", "--message", "The book"]):
        git(folder, *command)
    give(SITE / "book", folder / FOLDER)
    return folder


def changes(folder: Path) -> list[str]:
    """What `git status` tells of a repository: nothing, while its files are as they were."""
    return git(folder, "status", "--porcelain").splitlines()


def git(folder: Path, *command: str) -> str:
    """What git says in a folder."""
    return subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True, text=True).stdout
