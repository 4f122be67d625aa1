"""A copy of the book's folder under git, for tests that must not touch the book."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.browser.pages import ROOT

AUTHOR = ("-c", "user.name=Reader", "-c", "user.email=reader@example.org")


def copy_book(folder: Path) -> Path:
    """Copy the chapters into a repository of one commit."""
    shutil.copytree(ROOT / "book", folder / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copy(ROOT / ".gitignore", folder)
    for command in (["init", "--quiet"], ["add", "."], [*AUTHOR, "commit", "--quiet", "--message", "The book"]):
        _git(folder, *command)
    return folder


def changes(folder: Path) -> list[str]:
    """What `git status` tells of a repository: nothing, while its files are as they were."""
    return _git(folder, "status", "--porcelain").splitlines()


def _git(folder: Path, *command: str) -> str:
    return subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True, text=True).stdout
