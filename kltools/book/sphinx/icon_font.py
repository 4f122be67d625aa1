"""The theme's icons, cut down to those that pages show.

The theme brings three fonts of some 2,000 icons, their names in its styles, and the same as a script. A page shows
about a dozen. What is left of the fonts is a few kilobytes, and a third of the styles is gone.
"""

from __future__ import annotations

import re
from pathlib import Path

from sphinx.application import Sphinx

STYLES = Path("_static/styles/pydata-sphinx-theme.css")
FONTS = Path("_static/vendor/fontawesome/webfonts")
SCRIPT = Path("_static/scripts/fontawesome.js")
NAMED = re.compile(r"\bfa-[a-z0-9-]+")
RULE = re.compile(r'(?P<names>(?:\.fa-[\w-]+:before,?)+)\{content:"\\(?P<code>[0-9a-f]+) ?"\}')
"""What gives an icon's names its character."""
WRITTEN = re.compile(r"\\([ef][0-9a-f]{3})\b")
DRAWN = re.compile("[\ue000-\uf8ff]")
"""A character that other rules write themselves, by its number or as it is: icons have no other use for the private area."""
FACE = re.compile(r"(?P<face>@font-face\{[^{}]*?)src:url\([^)]*/(?P<file>fa-[\w-]+)\.woff2\)[^}]*\}")
STYLE_OF = {"fa-brands-400": {"fa-brands", "fab"}, "fa-regular-400": {"fa-regular", "far"}}
"""By what classes a page asks for a font; every other icon is of the solid one."""


def shown_names(texts: list[str]) -> set[str]:
    """The names of icons, and of their fonts, in pages and scripts.

    Examples
    --------
    >>> sorted(shown_names(['<i class="fa-solid fa-list">', "add('fa-sun')"]))
    ['fa-list', 'fa-solid', 'fa-sun']
    """
    return {name for text in texts for name in NAMED.findall(text)}


def named(rule: re.Match[str]) -> set[str]:
    """The names that a rule gives its character.

    Examples
    --------
    >>> sorted(named(RULE.match('.fa-a:before,.fa-b:before{content:"\\\\f001"}')))
    ['fa-a', 'fa-b']
    """
    return set(NAMED.findall(rule["names"]))


def lean_styles(styles: str, names: set[str]) -> tuple[str, set[int]]:
    """Styles without the names of icons that no page shows, and the characters of those that are left.

    Examples
    --------
    >>> lean_styles('.fa-a:before,.fa-b:before{content:"\\\\f001"}.fa-c:before{content:"\\\\f002"}', {"fa-b"})
    ('.fa-a:before,.fa-b:before{content:"\\\\f001"}', {61441})
    """

    styles = RULE.sub(lambda rule: rule[0] if names & named(rule) else "", styles)
    return styles, {int(rule["code"], 16) for rule in RULE.finditer(styles)} | drawn(styles)


def drawn(styles: str) -> set[int]:
    """The characters of icons that rules write themselves.

    Examples
    --------
    >>> sorted(map(hex, drawn('a::before{content:"\\\\f303"} :root{--bell:"\\uf0f3"}')))
    ['0xf0f3', '0xf303']
    """
    return {int(code, 16) for code in WRITTEN.findall(styles)} | {ord(character) for character in DRAWN.findall(styles)}


def _cut(font: Path, characters: set[int]) -> None:
    """Write a font's icons of these characters beside it, as a WOFF of the same bytes each time."""
    from fontTools import subset  # here, since a build with nothing to do cuts no font

    options = subset.Options(flavor="woff", layout_features=[], notdef_outline=True)
    whole = subset.load_font(str(font), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(whole)
    subset.save_font(whole, str(font.with_suffix(".woff")), options)


def _cut_fonts(app: Sphinx, error: Exception | None) -> None:
    """After every page is written: cut the fonts and the styles, and remove what nothing asks for any more."""
    root = Path(app.outdir)
    fonts = sorted((root / FONTS).glob("*.ttf"))
    if error is not None or app.builder.format != "html" or not fonts:  # without fonts, they are cut already
        return
    for unused in root.glob(f"{SCRIPT}*"):
        unused.unlink()
    texts = [*root.rglob("*.html"), *root.glob("_static/**/*.js")]
    names = shown_names([text.read_text(encoding="utf8") for text in texts])
    styles, characters = lean_styles((root / STYLES).read_text(encoding="utf8"), names)
    for other in root.glob("_static/**/*.css"):
        if other != root / STYLES:
            characters |= drawn(other.read_text(encoding="utf8"))
    asked = {font.stem: font for font in fonts if names & STYLE_OF.get(font.stem, names)}
    for font in asked.values():
        _cut(font, characters)

    def point_to(face: re.Match[str]) -> str:
        address = f"../{FONTS.relative_to('_static')}/{face['file']}.woff"
        return f'{face["face"]}src:url({address}) format("woff")}}' if face["file"] in asked else ""

    (root / STYLES).write_text(FACE.sub(point_to, styles), encoding="utf8")
    for whole in [*fonts, *(font.with_suffix(".woff2") for font in fonts)]:
        whole.unlink(missing_ok=True)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("build-finished", _cut_fonts, priority=940)  # after every page is written
