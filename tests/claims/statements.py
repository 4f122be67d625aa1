"""The labelled statements as the chapters' sources and the built pages have them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup

from kltools.book.sphinx.statements import KINDS, read_statements

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html" / "book"
_FORMULA = re.compile(r"<mjx-container.*?</mjx-container>", re.DOTALL)


def printed() -> dict[str, str]:
    """Each label's statement, of all pages' sources together."""
    stated = [read_statements(page.read_text(encoding="utf8")) for page in sorted((ROOT / "book").glob("*.md"))]
    return {one.label: one.text for page in stated for one in page.statements}


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
        for kind in KINDS:
            for block in soup.select(f"div.proof.{kind}"):
                pages[str(block.get("id"))] = page.name
    return BuiltLabels(pages, bare)
