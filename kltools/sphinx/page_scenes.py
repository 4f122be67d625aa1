"""Pages know the scenes that they show: the index and the search find each by its name, and lead to its figure."""

from __future__ import annotations

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from kltools.sphinx.block_output import blocks_in


class IndexScenes(SphinxTransform):
    """Put an index entry before each explorable."""

    default_priority = 800  # before the index reads its entries

    def apply(self) -> None:
        for node in [node for node in blocks_in(self.document) if node["block"]["scene"]]:
            block = node["block"]
            entry = ("single", block["scene"].replace("_", " "), block["uid"], "", None)
            node.parent.insert(node.parent.index(node), addnodes.index(entries=[entry]))


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_transform(IndexScenes)
