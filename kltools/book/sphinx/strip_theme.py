"""What the theme has every page fetch and this book does not use is left out; the rest waits until the page is read.

Left out: Font Awesome's script (half a megabyte gzipped; its icons stand in the font that the theme's styles load
already), the search and its index (but on the search page), options that no script of this book reads or that would
fold an index away, and the spans around names and brackets in code, which have the colour of the text around them: two
of three elements of a page of code.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

from kltools.book.sphinx.html_steps import add_step

UNUSED = re.compile(
    r'[ \t]*<script defer src="[^"]*/fontawesome\.js[^"]*"></script>\n?'
    r"|[ \t]*<script>\s*DOCUMENTATION_OPTIONS\.(?:pagename|search_as_you_type|COLLAPSE_INDEX) = [^<]*</script>\n?"
)
SEARCH = re.compile(r'[ \t]*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\n?')
SEARCHED = 'id="search-results"'
"""Only the search page has a place for results."""
WAITING = re.compile(
    r'<script ((?:data-[\w-]+="[^"]*" )?src="[^"]*_static/(?!searchtools|language_data)[^"]*")></script>'
)
"""A script that stands in the way of the page's first picture."""

PLAIN = ("n", "nn", "p", "w")
"""Pygments' classes of names, punctuation and spaces."""
UNCOLOURED = re.compile(rf'<span class="(?:{"|".join(PLAIN)})">([^<]*)</span>')


def lean(html: str) -> str:
    """A page without what it does not use, whose scripts run in their order once it has been read."""
    html = UNCOLOURED.sub(r"\1", UNUSED.sub("", html))
    if SEARCHED in html:  # its own scripts run as they come, and need the others before them
        return html
    return WAITING.sub(r"<script defer \1></script>", SEARCH.sub("", html))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    add_step(app, lean)
