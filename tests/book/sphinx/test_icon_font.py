"""The fonts hold every icon that a page shows, and hardly another."""

from __future__ import annotations

from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont

from kltools.book.sphinx.icon_font import FACE, FONTS, RULE, STYLES, lean_styles, named, shown_names
from tests.book.sphinx.small_book import ROOT

SITE = ROOT / "_build" / "html"
THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
ICONS = {"fa-magnifying-glass", "fa-moon", "fa-bars"}
"""What the theme's own buttons show."""


def characters_of(styles: str) -> dict[str, int]:
    """The character of each icon's name."""
    return {name: int(rule["code"], 16) for rule in RULE.finditer(styles) for name in named(rule)}


def test_the_themes_styles_are_read() -> None:
    styles = (THEME / "styles" / STYLES.name).read_text(encoding="utf8")
    assert set(characters_of(styles)) > ICONS
    assert len(FACE.findall(styles)) == 3
    lean, characters = lean_styles(styles, ICONS)
    assert (
        ICONS <= set(characters_of(lean))
        and "fa-rocket" not in characters_of(lean)
        and "fa-rocket" in characters_of(styles)
    )
    assert {characters_of(styles)[name] for name in ICONS} <= characters and len(lean) < 0.85 * len(styles)


@pytest.mark.built
def test_every_icon_of_every_page_is_in_the_fonts() -> None:
    shown = shown_names([page.read_text(encoding="utf8") for page in SITE.rglob("*.html")])
    assert shown > ICONS
    known = characters_of((THEME / "styles" / STYLES.name).read_text(encoding="utf8"))
    kept = characters_of((SITE / STYLES).read_text(encoding="utf8"))
    files = sorted((SITE / FONTS).iterdir())
    inside = {code for file in files for code in TTFont(file).getBestCmap()}
    assert {name for name in shown & set(known) if name not in kept or kept[name] not in inside} == set()
    assert sum(file.stat().st_size for file in files) < 20_000
