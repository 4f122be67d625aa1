"""The extension's translation, in V8: every reference, citation and glued number of every page."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from py_mini_racer import MiniRacer

import kltools.book.lab

ROOT = Path(__file__).resolve().parents[3]
PAGES = sorted((ROOT / "book").glob("*.md"))
SITE = ROOT / "_build" / "html" / "book"
PARTS = ("bibliography.js", "labels.js", "translate.js")
ALIEN = re.compile(r"\{(?:glue:text|cite:[tp]|func)\}`|\{(?:solution-start|solution-end|eval-rst|bibliography)\}")
"""What jupyterlab-myst does not render."""


@cache
def engine() -> MiniRacer:
    """V8 with the parts of the extension that know nothing of JupyterLab, and the book as they read it."""
    racer = MiniRacer()
    folder = Path(kltools.book.lab.__file__).parent
    racer.eval("\n".join((folder / part).read_text(encoding="utf8") for part in PARTS))
    pages = json.dumps({page.name: page.read_text(encoding="utf8") for page in PAGES})
    works = json.dumps((ROOT / "book" / "references.bib").read_text(encoding="utf8"))
    racer.eval(f"const book = {{ labels: readLabels({pages}), works: readWorks({works}) }};")
    return racer


def value(expression: str) -> Any:
    return json.loads(str(engine().eval(f"JSON.stringify({expression})")))


def translated(text: str, page: str = "01-what-it-measures.md", glued: Any = (), solving: bool = False) -> str:
    told = {"page": json.dumps(page), "glued": f"new Map({json.dumps(list(glued))})", "solving": json.dumps(solving)}
    place = ", ".join(f"{name}: {told_value}" for name, told_value in told.items())
    return value(f"translate({json.dumps(text)}, book, {{ {place} }})")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nothing_alien_is_left_on_a_page_and_every_reference_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf8")
    names = re.findall(r"\{glue:text\}`([^`]+)`", text)
    shown = translated(text, page.name, [(name, f"<{name}>") for name in names])
    assert ALIEN.findall(shown) == []
    assert all(f"<{name}>" in shown for name in names)
    own = {label for label, one in value("book.labels").items() if one["page"] == page.name}
    left = re.findall(r"\{(?:prf:ref|eq|ref|numref)\}`(?:[^`<]*<)?([\w-]+)>?`", shown)
    assert set(left) <= own, "a reference that stays must be to this page"
    for address in re.findall(r"\]\(([^)#\s]+\.md)\)", shown):
        assert (page.parent / address).exists(), address


@pytest.mark.built
def test_numbers_are_those_of_the_built_book() -> None:
    labels, compared = value("book.labels"), 0
    for page in PAGES:
        soup = BeautifulSoup((SITE / f"{page.stem}.html").read_text(encoding="utf8"), "html.parser")
        for link in soup.select("a.reference.internal"):
            label = str(link["href"]).partition("#")[2].removeprefix("equation-")
            shown = link.get_text()
            if label not in labels or labels[label]["kind"] == "Section" or not re.search(r"\d", shown):
                continue
            compared += 1
            kind, number = labels[label]["kind"], labels[label]["number"]
            assert shown == (f"({number})" if kind == "Equation" else f"{kind} {number}"), (page.stem, label)
    assert compared > 100


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{cite:t}`kullback1951`", "[Kullback and Leibler \\[1951\\]](https://doi.org/10.1214/aoms/1177729694)"),
        ("{cite:p}`mackay2003`", "\\[[MacKay, 2003](bibliography.md)\\]"),
        ("{cite:t}`osterreicher2003`", "[Österreicher and Vajda \\[2003\\]]("),
        ("{cite:t}`arjovsky2017`", "[Arjovsky et al. \\[2017\\]]("),
        ("{prf:ref}`thm-gibbs`", "[Theorem 3.1](03-never-negative.md)"),
        ("{prf:ref}`thm-stein`", "{prf:ref}`thm-stein`"),
        ("{ref}`two slips <corrections>`", "[two slips](corrections.md)"),
        ("[order](which-argument)", "[order](02-definition.md)"),
        ("{glue:text}`not_yet`", "\\[not yet computed\\]"),
        ("$$\nx\n$$ (eq-evidence)", ":::{math}\n:label: eq-evidence\n:enumerator: 1.1\nx\n:::"),
        ("$$\nx\n$$ (eq-of-a-reader)", ":::{math}\n:label: eq-of-a-reader\nx\n:::"),
        (
            "```{prf:theorem} Gibbs\n:label: thm-gibbs\n",
            "```{prf:theorem} Gibbs\n:enumerator: 3.1\n:label: thm-gibbs\n",
        ),
        ("```{prf:proof}\n:label: thm-gibbs\n", "```{prf:proof}\n:label: thm-gibbs\n"),
        ("$$\nx\n$$\nand\n$$\ny\n$$\n", "$$\nx\n$$\nand\n$$\ny\n$$\n"),
        ("`{func}` and $x$", "`{func}` and $x$"),
    ],
)
def test_a_role_becomes_what_a_reader_can_follow(source: str, shown: str) -> None:
    assert translated(source).startswith(shown)


def test_a_solution_folds_across_cells() -> None:
    first = "````{exercise} A\n:label: ex-coin\nAsk.\n````\n\n```{solution-start} ex-coin\n:class: dropdown\n```\nBegin $x$."
    last = "The end.\n```{solution-end}\n```\n\n## Next\n\n"
    last += "```{solution-start} ex-coin\n:class: dropdown\n```\nB.\n```{solution-end}\n```\nC."
    assert value(f"stillSolving({json.dumps(first)}, false)") is True
    assert value(f"stillSolving({json.dumps(last)}, true)") is False
    assert value('stillSolving("no gate", true)') is True
    shown = translated(first)
    assert shown.endswith("``````{solution} ex-coin\n:class: dropdown\nBegin $x$.\n``````\n")
    shown = translated(last, solving=True)
    assert shown.startswith("``````{dropdown} Solution, continued\nThe end.\n``````\n")
    assert "## Next" in shown and "{solution} ex-coin\n:class: dropdown\nB.\n``````" in shown and shown.endswith("\nC.")


def test_every_work_is_read_whole() -> None:
    works = value("book.works")
    keys = re.findall(r"^@\w+\{(\w+),", (ROOT / "book" / "references.bib").read_text(encoding="utf8"), re.M)
    assert sorted(works) == sorted(keys)
    for key, work in works.items():
        assert {"author", "title", "year"} <= set(work), key
        assert not re.search(r"[{}\\]", "".join(work.values())), key
