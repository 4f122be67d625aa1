"""What the theme and the extensions leave undone for readers who do not see the page, or do not use a mouse.

Each mend is of one thing that axe-core, or the HTML specification, finds wrong.
"""

from __future__ import annotations

import re

from sphinx.application import Sphinx

from kltools.book.sphinx.html_steps import add_step

MENDS = (
    # the sidebar is no landmark, so the title and the search in it stand outside of all
    (r'(<div id="pst-primary-sidebar")', r'\1 role="navigation" aria-label="Book"'),
    # a role that ARIA has given up; entries of a list are its items
    (r'(<div class="citation" id="[^"]*") role="doc-biblioentry"', r'\1 role="listitem"'),
    # one id for every statement, exercise and solution of a page
    (r' id="(?:proof|proof-content|exercise-content|solution-content)"', ""),
)


def mend(html: str) -> str:
    """A page with what is wrong in it put right."""
    for wrong, right in MENDS:
        html = re.sub(wrong, right, html)
    return html


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    add_step(app, mend)
