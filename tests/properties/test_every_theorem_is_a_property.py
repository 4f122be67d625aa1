"""Every theorem, lemma, proposition and corollary of the book is tried on random cases, or says why it is not."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOOK = HERE.parents[1] / "book"
LABEL = re.compile(r"\b(?:thm|prop|lem|cor)-[a-z0-9-]*[a-z0-9]")

#: Statements of limits, whose rate no finite case decides.
NO_PROPERTY = {
    "thm-stein": "a limit in n over all tests: tests/claims finds the best test's error exactly, for n that grows",
    "thm-plugin-q": "an expansion in 1/m: tests/claims sums over all counts, and checks the order of what is left",
}


def printed() -> set[str]:
    """The labels in the book's sources."""
    pages = (page.read_text(encoding="utf8") for page in BOOK.glob("*.md"))
    return {label for page in pages for label in re.findall(r"^:label: ((?:thm|prop|lem|cor)-[\w-]+)$", page, re.M)}


def tried_labels() -> dict[str, str]:
    """Each label that a test with random cases names in its docstring, and that test."""
    found: dict[str, str] = {}
    for path in HERE.glob("test_*.py"):
        for node in ast.parse(path.read_text(encoding="utf8")).body:
            if isinstance(node, ast.FunctionDef) and any("given(" in ast.unparse(one) for one in node.decorator_list):
                found |= {label: node.name for label in LABEL.findall(ast.get_docstring(node) or "")}
    return found


def test_every_statement_is_tried_or_excused():
    tried = tried_labels()
    assert len(printed()) > 40
    assert printed() - tried.keys() == NO_PROPERTY.keys()


def test_no_property_names_a_statement_that_is_not_there():
    assert tried_labels().keys() <= printed()
