"""Each chapter with an explorable ends a computing section with a cell that its reader is asked to change."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.book.chapters.prose import PAGES

CHAPTERS = [page for page in PAGES if re.match(r"\d", page.name) and "kltools.book.scenes" in page.read_text("utf8")]
INVITATION = re.compile(
    r"^\*\*Your turn\.\*\* (?P<words>[^\n]+)\n\n```\{code-cell\} ipython3\n(?P<code>.*?)^```\n\n(?P<after>[^\n]*)",
    re.DOTALL | re.MULTILINE,
)
LINES = 15
"""Longer code is not read before it is run."""


def invitations(page: Path) -> list[re.Match[str]]:
    return list(INVITATION.finditer(page.read_text(encoding="utf8")))


def test_every_chapter_has_an_explorable() -> None:
    assert len(CHAPTERS) == 11


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_a_section_ends_with_an_invitation(page: Path) -> None:
    (invitation,) = invitations(page)
    assert re.match(r"## |\([\w-]+\)=$", invitation["after"]), "the next thing is a heading, or the label of one"
    assert "## Can you answer these?" in page.read_text(encoding="utf8")[invitation.end("code") :], "before the quiz"


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_the_cell_is_open_short_and_computes(page: Path) -> None:
    """It has no tag that folds it, and uses what the chapter has imported from the package."""
    (invitation,) = invitations(page)
    assert len(invitation["code"].splitlines()) < LINES
    called = {node.func.id for node in ast.walk(ast.parse(invitation["code"])) if _is_named_call(node)}
    before = page.read_text(encoding="utf8")[: invitation.start("after")]
    imported = set(
        re.findall(
            r"\w+", " ".join(re.findall(r"^from kltools[\w.]* import ([^\n(]+|\([^)]*\))", before, re.MULTILINE))
        )
    )
    assert called & imported


def _is_named_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
