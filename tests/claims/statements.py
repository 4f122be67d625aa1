"""The labelled statements as the chapters' sources and the built pages have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html" / "book"
STATEMENTS = ("theorem", "lemma", "proposition", "corollary")
_FORMULA = re.compile(r"<mjx-container.*?</mjx-container>", re.DOTALL)
_EQUATION = re.compile(r"^\$\$\n(.*?)\n\$\$ \((eq-[\w-]+)\)", re.DOTALL | re.MULTILINE)
_STATEMENT = re.compile(
    r"^(`{3,})\{prf:(" + "|".join(STATEMENTS) + r")\}[^\n]*\n:label: ([\w-]+)\n(.*?)\n\1$", re.DOTALL | re.MULTILINE
)


def spaced(text: str) -> str:
    """Text with every run of white space as one space."""
    return " ".join(text.split())


@dataclass(frozen=True)
class Chapter:
    """A page's title, each label's statement in its order (an equation's LaTeX, a theorem's text), and the page's name."""

    title: str
    statements: dict[str, str]
    page: str = ""


def chapters() -> list[Chapter]:
    """The labelled statements of every page's source."""
    found = []
    for page in sorted((ROOT / "book").glob("*.md")):
        source = page.read_text(encoding="utf8")
        title = re.search(r"^# (.*)$", source, re.MULTILINE)
        equations = [(m.start(), m[2], m[1]) for m in _EQUATION.finditer(source)]
        statements = [(m.start(), m[3], m[4]) for m in _STATEMENT.finditer(source)]
        ordered = {label: spaced(text) for _, label, text in sorted(equations + statements)}
        found.append(Chapter(title[1] if title else page.stem, ordered, page.stem))
    return found


def printed() -> dict[str, str]:
    """Each label's statement, of all pages together."""
    return {label: text for chapter in chapters() for label, text in chapter.statements.items()}


@dataclass(frozen=True)
class BuiltLabels:
    """What the built pages carry: labels by page, and displayed equations without one."""

    pages: dict[str, str]
    bare: list[str]


@cache
def built() -> BuiltLabels:
    """Read the labels out of the built book."""
    pages: dict[str, str] = {}
    bare: list[str] = []
    for page in sorted(SITE.glob("*.html")):
        html = _FORMULA.sub("", page.read_text(encoding="utf8"))  # nine tenths of a page's elements
        soup = BeautifulSoup(html, "html.parser")
        for equation in soup.select("div.math"):
            name = str(equation.get("id", ""))
            if name.startswith("equation-"):
                pages[name.removeprefix("equation-")] = page.name
            # the notes are quoted as they are, and what a cell computes is no claim of the book's
            elif not equation.find_parent("blockquote") and not equation.find_parent(class_="cell_output"):
                bare.append(f"{page.name}: after {equation.find_previous(id=True)['id']}")
        for kind in STATEMENTS:
            for block in soup.select(f"div.proof.{kind}"):
                pages[str(block.get("id"))] = page.name
    return BuiltLabels(pages, bare)
