"""The fonts hold every icon that a page shows, and hardly another."""

from __future__ import annotations

from pathlib import Path

import pydata_sphinx_theme
import pytest
from fontTools.ttLib import TTFont

from kltools.sphinx.icons import FACE, FONTS, RULE, STYLES, lean_styles, shown_names

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
ICONS = {"fa-magnifying-glass", "fa-moon", "fa-bars"}
"""What the theme's own buttons show."""


def named(styles: str) -> dict[str, int]:
    """The character of each icon's name."""
    rules = RULE.finditer(styles)
    return {name[1:].partition(":")[0]: int(rule["code"], 16) for rule in rules for name in rule["names"].split(",")}


def test_the_themes_styles_are_read() -> None:
    styles = (THEME / "styles" / STYLES.name).read_text(encoding="utf8")
    assert set(named(styles)) > ICONS
    assert len(FACE.findall(styles)) == 3
    lean, characters = lean_styles(styles, ICONS)
    assert ICONS <= set(named(lean)) and "fa-rocket" not in named(lean) and "fa-rocket" in named(styles)
    assert {named(styles)[name] for name in ICONS} <= characters and len(lean) < 0.85 * len(styles)


@pytest.mark.built
def test_every_icon_of_every_page_is_in_the_fonts() -> None:
    shown = shown_names([page.read_text(encoding="utf8") for page in SITE.rglob("*.html")])
    assert shown > ICONS
    known = named((THEME / "styles" / STYLES.name).read_text(encoding="utf8"))
    kept = named((SITE / STYLES).read_text(encoding="utf8"))
    files = sorted((SITE / FONTS).iterdir())
    inside = {code for file in files for code in TTFont(file).getBestCmap()}
    assert {name for name in shown & set(known) if name not in kept or kept[name] not in inside} == set()
    assert sum(file.stat().st_size for file in files) < 20_000
