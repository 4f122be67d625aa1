"""The search and the index find statements and explorables by their names, and lead to them.

Sphinx's search looks for an index entry that the words asked for are at least half of: so an entry is the bare name,
with the apostrophe that a keyboard has.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

SHOWN = re.compile(r'<figure class="kl-figure kl-explorable" id="(?P<uid>[\w-]+)" data-scene="(?P<scene>\w+)"')


class IndexByName(SphinxTransform):
    """Put an entry before each statement that has a title, and before each explorable."""

    default_priority = 800  # before the index reads its entries

    def apply(self) -> None:
        for title in list(self.document.findall(nodes.title)):
            statement = title.parent
            if statement.get("label") and (name := title.astext().strip(" ()")):
                _add(statement, name.replace("’", "'"), statement["ids"][0])
        for output in list(self.document.findall(nodes.raw)):
            if found := SHOWN.search(output.astext()):
                _add(output, found["scene"].replace("_", " "), found["uid"])


def _add(before: nodes.Element, name: str, target: str) -> None:
    """Set an entry before an element; a semicolon in it would divide it."""
    entry = ("single", name.replace(";", ","), target, "", None)
    before.parent.insert(before.parent.index(before), addnodes.index(entries=[entry]))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_transform(IndexByName)
