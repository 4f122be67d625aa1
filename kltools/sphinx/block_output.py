"""Blocks among a cell's outputs: each becomes a node that keeps the block's data beside its HTML.

MyST-NB reads every form of an output and lets each builder choose. An HTML builder chooses the block; LaTeX and others
choose its still picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

MIME = "application/vnd.kltools.block+json"
"""As :mod:`kltools.drawing.block` has it; that package brings matplotlib, which a build with nothing to do goes without."""
BUILDERS = ("html", "dirhtml", "singlehtml")


class BlockRenderer:
    """MyST-NB's plug-in for blocks, found by its entry point in ``pyproject.toml``."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int | None]]] = []

    @staticmethod
    def handle_mime(renderer: object, data: Any, inline: bool) -> list[nodes.Element] | None:
        """A block's node; None for what is no block."""
        if inline or data.mime_type != MIME:
            return None
        rest = {name: value for name, value in data.content.items() if name != "html"}
        # HTML as any other, to whoever writes or searches the page; and data, to whoever knows of it
        return [nodes.raw("", data.content["html"], format="html", block=rest)]


def blocks_in(doctree: nodes.Node) -> Iterator[nodes.raw]:
    """The nodes of a page's blocks, in order; each has the rest of its data as the attribute ``block``."""
    return (node for node in doctree.findall(nodes.raw) if "block" in node)


def _prefer_blocks(app: Sphinx, config: Config) -> None:
    """Let each HTML builder choose a block before the HTML that notebooks show."""
    chosen = [(builder, MIME, 0) for builder in BUILDERS]
    config["nb_mime_priority_overrides"] = [*chosen, *config["nb_mime_priority_overrides"]]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.setup_extension("myst_nb")
    app.connect("config-inited", _prefer_blocks)
