"""The prose of a chapter: what is left without code, displayed equations, roles and links; and the words of its quiz."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "_build" / "html"
PAGES = sorted((ROOT / "book").glob("*.md"))

_NOT_PROSE = (
    r"\A---\n.*?\n---\n",
    r"^```\{(?:code-cell|eval-rst)\}.*?^```",
    r"^\$\$\n.*?\n\$\$[^\n]*",
    r"\{[a-z:]+\}`[^`]*`",
    r"\]\([^)]*\)",
    r"^>[^\n]*",  # the notes, quoted
)
NUMBER = re.compile(
    r"(?<![\w.])\d+\.\d+(?!\.\d)"  # a decimal
    r"|\d+(?:\.\d+)?\s?\\?%"  # a percentage
    r"|\\[td]?frac(?:\d\d|\d\{\d+\}|\{\d+\}\{\d+\}|\{\d+\}\d)"  # a fraction of two numbers, typeset
    r"|(?<![\w/^{}\\])\d+/\d+(?![\w/])"  # and in a line of text
)
HALF = re.compile(r"\\[td]?frac12$")
"""One half is a factor of formulas everywhere, and no result."""


def prose_of(page: Path) -> Iterator[tuple[int, str]]:
    """Each line of a page's prose with its number."""
    text = page.read_text(encoding="utf8")
    for pattern in _NOT_PROSE:
        text = re.sub(pattern, lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL | re.MULTILINE)
    yield from enumerate(text.split("\n"), 1)


def quiz_of(page: Path) -> Iterator[tuple[int, str]]:
    """Each text of a page's quiz with the line it stands on; what an f-string computes is left out."""
    source = page.read_text(encoding="utf8")
    for cell in re.finditer(r"^```\{code-cell\}[^\n]*\n(?::tags:[^\n]*\n)?(.*?)^```", source, re.DOTALL | re.MULTILINE):
        if "Quiz(" in cell[1]:
            start = source[: cell.start(1)].count("\n")
            for node in ast.walk(ast.parse(cell[1])):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield start + node.lineno, node.value


@dataclass(frozen=True)
class Typed:
    """A number typed in prose: where it stands, and the whole line about it."""

    page: str
    line: int
    number: str
    text: str
    span: tuple[int, int]


def numbers_of(page: Path) -> Iterator[Typed]:
    """Each decimal, percentage and fraction of two numbers in a page's prose and quiz."""
    for line, text in [*prose_of(page), *quiz_of(page)]:
        for found in NUMBER.finditer(text):
            if not HALF.match(found[0]):
                yield Typed(page.stem, line, found[0], text, found.span())
