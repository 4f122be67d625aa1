"""Each chapter with an explorable ends a computing section with a cell that its reader is asked to change."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.book.chapters.prose import PAGES

CHAPTERS = [page for page in PAGES if re.match(r"\d", page.name)]
INVITATION = re.compile(
    r"^\*\*Your turn\.\*\* (?P<words>[^\n]+)\n\n```\{code-cell\} ipython3\n(?P<code>.*?)^```\n\n(?P<after>[^\n]*)",
    re.DOTALL | re.MULTILINE,
)
LINES = 15
"""Longer code is not read before it is run."""


def the_invitation(page: Path) -> re.Match[str]:
    """The one invitation of a chapter; fail with what is missing or too much."""
    found = list(INVITATION.finditer(page.read_text(encoding="utf8")))
    if len(found) != 1:
        pytest.fail(
            f"book/{page.name} has {len(found)} invitations; write one, before the quiz: "
            "a line that begins with **Your turn.**, and after it a cell without tags"
        )
    return found[0]


def test_every_chapter_has_an_explorable() -> None:
    assert len(CHAPTERS) >= 11
    assert [page.name for page in CHAPTERS if "kltools.book.scenes" not in page.read_text("utf8")] == []


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_a_section_ends_with_an_invitation(page: Path) -> None:
    invitation = the_invitation(page)
    assert re.match(r"## |\([\w-]+\)=$", invitation["after"]), "the next thing is a heading, or the label of one"
    assert "## Can you answer these?" in page.read_text(encoding="utf8")[invitation.end("code") :], "before the quiz"


@pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
def test_the_cell_is_open_short_and_computes(page: Path) -> None:
    """It has no tag that folds it, and uses what the chapter has imported from the package."""
    invitation = the_invitation(page)
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


def test_a_missing_invitation_is_said_with_its_chapter_and_its_form(tmp_path: Path) -> None:
    page = tmp_path / "12-topic.md"
    page.write_text("# A chapter\n", encoding="utf8")
    with pytest.raises(pytest.fail.Exception, match=r"book/12-topic.md has 0 invitations; write one.*\*\*Your turn"):
        the_invitation(page)
