"""The drawers of contents: one button opens the book's, another the page's, at every width that does not show them.

The theme's script binds the first button of each kind that a page holds. With the theme's own settings those stand in a
header above the page, which this book hides, since it repeats the search. So that header is left empty, and the buttons
that a reader sees are the first. A bar at the head of each drawer names it and closes it.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.config import Config

from kltools.book.sphinx.html_steps import add_step

DRAWERS = (("primary", "Contents of the book"), ("secondary", "Contents of this page"))
"""What the theme calls each sidebar, and what a reader calls it."""
SCRIPT = "contents.js"


def name_drawers(html: str) -> str:
    """A page whose drawers, and the buttons that open and close them, have names.

    Examples
    --------
    >>> name_drawers('<dialog id="pst-primary-sidebar-modal"></dialog>')
    '<dialog id="pst-primary-sidebar-modal" aria-label="Contents of the book"></dialog>'
    """
    for place, name in DRAWERS:
        html = re.sub(
            rf'<button class="(sidebar-toggle {place}-toggle btn [^"]*)"[^>]*>',
            rf'<button type="button" class="\1 pst-js-only" aria-label="{name}" title="{name}">',
            html,
        )
        html = html.replace(
            f'<dialog id="pst-{place}-sidebar-modal">', f'<dialog id="pst-{place}-sidebar-modal" aria-label="{name}">'
        )
        html = re.sub(rf'(<div id="pst-{place}-sidebar"[^>]*>)', rf"\1{_bar(name)}", html)
    return html


def _bar(name: str) -> str:
    close = '<button class="btn" aria-label="Close" title="Close"><span class="fa-solid fa-xmark"></span></button>'
    return f'<form method="dialog" class="kl-drawer-bar"><span>{name}</span>{close}</form>'


def _empty_header(app: Sphinx, config: Config) -> None:
    """Put no search into the theme's upper header: with nothing to hold, it has no buttons either."""
    config.html_theme_options["navbar_persistent"] = []


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("config-inited", _empty_header)
    app.add_js_file(SCRIPT, loading_method="defer")
    add_step(app, name_drawers)
