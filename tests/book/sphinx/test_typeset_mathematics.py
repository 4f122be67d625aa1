"""Mathematics typeset at build time: as MathJax says it, with MathML, and nothing left as LaTeX."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from kltools.book.sphinx.typeset_mathematics import Typesetter, typeset_page
from tests.book.sphinx.small_book import ROOT

SITE = ROOT / "_build" / "html"


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def test_text_displays_and_outputs_are_typeset(typesetter: Typesetter) -> None:
    page = (
        '<p>Let <span class="math notranslate nohighlight">\\(p &lt; q\\)</span>.</p>'
        '<div class="math notranslate nohighlight" id="equation-a">\n<span class="eqno">(1)</span>\\[\nc \\le 1\n\\]</div>'
        '<div class="output text_latex math notranslate nohighlight">\n\\[\\displaystyle \\log{2}\\]</div>'
    )
    soup = BeautifulSoup(typeset_page(page, typesetter), "html.parser")
    assert [math.get_text() for math in soup.select("mjx-assistive-mml math")] == [
        "p<q",
        "c≤1",
        "log\N{FUNCTION APPLICATION}2",
    ]
    assert [box.get("display") for box in soup.select("mjx-container")] == [None, "true", "true"]
    assert soup.select_one(".eqno").get_text() == "(1)"


def test_other_dollars_and_brackets_stay(typesetter: Typesetter) -> None:
    code = "<pre>re.compile('\\\\(x\\\\)')</pre>"
    assert typeset_page(code, typesetter) == code


@pytest.mark.parametrize("latex", ["\\frac{1}", "\\nosuchmacro", "{"])
def test_what_cannot_be_typeset_stops_the_build(typesetter: Typesetter, latex: str) -> None:
    with pytest.raises(ExtensionError, match="cannot be typeset"):
        typesetter.typeset(latex)


@pytest.mark.built
def test_no_page_holds_mathematics_that_is_not_typeset() -> None:
    pages = sorted(SITE.glob("*.html")) + sorted(SITE.glob("book/*.html"))
    assert pages, "The book is not built; run `make book` first"
    for page in pages:
        text = page.read_text(encoding="utf8")
        assert not re.search(r'math notranslate nohighlight"[^>]*>\s*\\[(\[]', text), page.name
        assert "MathJax =" not in text and "tex-chtml" not in text, page.name


@pytest.mark.built
def test_the_style_sheet_finds_its_fonts() -> None:
    style = (SITE / "_static" / "mathjax" / "mathjax.css").read_text(encoding="utf8")
    fonts = re.findall(r'url\("(.*?)"\)', style)
    assert fonts
    assert all((SITE / "_static" / "mathjax" / font).is_file() for font in fonts)
