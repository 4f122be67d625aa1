"""The search and the index find explorables by name, and lead to them.

Statements are found by their titles already. An explorable is a cell's output, in which Sphinx sees text alone.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

SHOWN = re.compile(r'<figure class="kl-figure kl-explorable" id="(?P<uid>[\w-]+)" data-scene="(?P<scene>\w+)"')


class IndexExplorables(SphinxTransform):
    """Put an entry before each explorable: its scene's name, in words."""

    default_priority = 800  # before the index reads its entries

    def apply(self) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            if found := SHOWN.search(raw.astext()):
                entry = ("single", f"{found['scene'].replace('_', ' ')} (explorable)", found["uid"], "", None)
                raw.parent.insert(raw.parent.index(raw), addnodes.index(entries=[entry]))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_transform(IndexExplorables)
