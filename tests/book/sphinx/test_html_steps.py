"""A page's last steps: what is left out, and what is mended."""

from __future__ import annotations

import re

import pytest

from kltools.book.sphinx.accessibility import mend
from kltools.book.sphinx.strip_theme import PLAIN, lean
from tests.book.sphinx.small_book import ROOT

SITE = ROOT / "_build" / "html"
ICONS = '<script defer src="../_static/scripts/fontawesome.js?digest=1"></script>\n'
OPTIONS = "<script>DOCUMENTATION_OPTIONS.pagename = 'a';</script>\n"
FOLDED = "<script>\n  DOCUMENTATION_OPTIONS.COLLAPSE_INDEX = true;\n</script>\n"
INDEX = '<script src="../searchindex.js"></script>\n'
OWN = '<script src="../_static/copybutton.js?v=1"></script>\n'
TABS = '<script data-sd-tabs-storage-prefix="t-" src="../_static/design-tabs.js"></script>\n'


@pytest.mark.parametrize("unused", [ICONS, OPTIONS, FOLDED, INDEX])
def test_what_no_page_uses_is_left_out(unused: str) -> None:
    assert lean(f"<head>{unused}</head>") == "<head></head>"


def test_scripts_wait_until_the_page_is_read() -> None:
    assert lean(OWN) == OWN.replace("<script ", "<script defer ")
    assert lean(TABS) == TABS.replace("<script ", "<script defer ")


def test_the_search_page_keeps_its_search() -> None:
    page = f'{ICONS}{INDEX}{OWN}<div id="search-results"></div>'
    assert lean(page) == page.replace(ICONS, "")


def test_code_without_a_colour_of_its_own_is_text() -> None:
    page = (
        '<pre><span class="k">del</span><span class="w"> </span><span class="n">a</span><span class="p">[</span></pre>'
    )
    assert lean(page) == '<pre><span class="k">del</span> a[</pre>'


@pytest.mark.built
def test_plain_code_has_the_colour_of_the_text_around_it() -> None:
    styles = (SITE / "_static" / "pygments.css").read_text(encoding="utf8")
    around = set(re.findall(r"\.highlight \{.*?[^-]color: (#\w+)", styles))
    assert len(around) == 2, "in light and in dark"
    for kind in PLAIN:
        assert set(re.findall(rf"\.highlight \.{kind} \{{ color: (#\w+)", styles)) <= around, kind


def test_ids_that_repeat_are_dropped_and_others_stay() -> None:
    page = '<div class="proof" id="proof"><section id="proof-content"><p id="proof-of-life">'
    assert mend(page) == '<div class="proof"><section><p id="proof-of-life">'


def test_entries_of_the_bibliography_are_items_of_a_list() -> None:
    entry = '<div class="citation" id="id3" role="doc-biblioentry">'
    assert mend(entry) == '<div class="citation" id="id3" role="listitem">'


def test_the_sidebar_is_a_landmark() -> None:
    sidebar = '<div id="pst-primary-sidebar" class="bd-sidebar">'
    assert 'role="navigation"' in mend(sidebar)
