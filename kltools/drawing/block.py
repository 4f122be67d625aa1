"""A block: a piece of a page as data, which a notebook shows as HTML and a Sphinx build takes apart without reading HTML."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any

MIME = "application/vnd.kltools.block+json"
"""The media type under which a build finds a block's data among a cell's outputs."""
PDF = "application/pdf"
BUILD = "KLTOOLS_BUILD"
"""Environment variable that a build sets: explorables become HTML, and are checked."""
ALONE = '<a class="kl-alone" hidden>'
"""What a figure has in place of a link to its own page, until a build gives it one."""


def building() -> bool:
    """Whether this process runs a notebook for a built page."""
    return os.environ.get(BUILD, "") not in ("", "0")


@dataclass(frozen=True)
class Block:
    """A piece of a page, apart from what it shares with others.

    Parameters
    ----------
    html : str
        The piece itself.
    styles, scripts : mapping of str to str
        Style sheets and scripts that every block of a kind shares, by a name that no other has.
    uid : str
        The id of an explorable's figure; empty for what is none.
    scene : str
        The name of its scene.
    script : str
        What brings this one to life, once the shared scripts have run.

    Examples
    --------
    >>> Block("<p>one</p>", styles={"quiz": "p{}"}, script="start()").to_html()
    '<style>p{}</style><p>one</p><script>start()</script>'
    """

    html: str
    styles: Mapping[str, str] = field(default_factory=dict)
    scripts: Mapping[str, str] = field(default_factory=dict)
    uid: str = ""
    scene: str = ""
    script: str = ""

    def to_data(self) -> dict[str, Any]:
        """The block as JSON holds it; what is shared in pairs, since notebooks sort the names of an object and order matters.

        Examples
        --------
        >>> block = Block("<p>one</p>", scripts={"player": "", "game": "play()"})
        >>> block.to_data()["scripts"], Block.from_data(block.to_data()) == block
        ([['player', ''], ['game', 'play()']], True)
        """
        shared = {"styles": self.styles, "scripts": self.scripts}
        return asdict(self) | {kind: [list(pair) for pair in files.items()] for kind, files in shared.items()}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Block:
        """The block that some data describe."""
        return cls(**{**data, "styles": dict(data["styles"]), "scripts": dict(data["scripts"])})

    def shared_html(self) -> str:
        """What it shares, as a page carries it within."""
        styles = "".join(f"<style>{content}</style>" for content in self.styles.values())
        return styles + "".join(f"<script>{content}</script>" for content in self.scripts.values())

    def own_html(self) -> str:
        """The piece and its script, for a page that has what it shares."""
        return self.html + (f"<script>{self.script}</script>" if self.script else "")

    def on_page(self, script: str, alone: str) -> str:
        """An explorable's figure on a page that fetches its script when it nears the screen.

        Parameters
        ----------
        script, alone : str
            Where its script lies, and where it stands on a page of its own.
        """
        named = f' id="{self.uid}"'
        figure = self.html.replace(named, f'{named} data-script="{escape(script)}"', 1)
        return figure.replace(ALONE, f'<a class="kl-alone" href="{escape(alone)}">', 1)

    def to_html(self) -> str:
        """All of it, as HTML that needs nothing else."""
        return self.shared_html() + self.own_html()


class ShownAsBlock(ABC):
    """What notebooks show as a block's HTML; a build is handed the block's data beside it, and a picture for paper."""

    @abstractmethod
    def to_block(self) -> Block:
        """The block that shows it."""

    def to_pdf(self) -> bytes | None:
        """What a book on paper shows of it; None where that is the HTML's words."""
        return None

    def _repr_html_(self) -> str:
        return self.to_block().to_html()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if not building():
            return {}
        still = self.to_pdf()
        return {MIME: self.to_block().to_data()} | ({PDF: still} if still else {})
