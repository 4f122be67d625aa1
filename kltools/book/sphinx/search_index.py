"""The search and the index find statements by their names, and lead to them.

Sphinx's search looks for an index entry that the words asked for are at least half of: so an entry is the bare name,
with the apostrophe that a keyboard has.
"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform


class IndexStatements(SphinxTransform):
    """Put an entry before each statement that has a title."""

    default_priority = 800  # before the index reads its entries

    def apply(self) -> None:
        for title in list(self.document.findall(nodes.title)):
            statement = title.parent
            if statement.get("label") and (name := title.astext().strip(" ()")):
                entry = ("single", name.replace("’", "'").replace(";", ","), statement["ids"][0], "", None)
                statement.parent.insert(statement.parent.index(statement), addnodes.index(entries=[entry]))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_transform(IndexStatements)
