"""Keeps the clock out of the pages: two builds of one book agree to the byte.

A kernel sends what a cell prints in pieces, one whenever a fifth of a second has passed. MyST-NB's own merging of
the pieces ends each with a line break (MyST-NB 604 brought it, 690 is the complaint), so a cell that takes a while
got a blank line, or a break within a line, wherever the clock happened to cut.
"""

from __future__ import annotations

from myst_nb.core import render
from myst_nb.core.utils import coalesce_streams
from nbformat import NotebookNode
from sphinx.application import Sphinx


def merge_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """The outputs of a cell with each stream in one piece, at the place of its first.

    Parameters
    ----------
    outputs : list of dict
        As a notebook holds them; left as they are.

    Examples
    --------
    >>> pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("one", "\\ntwo, ", "three\\n")]
    >>> merge_streams(pieces)
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'one\\ntwo, three\\n'}]
    """
    streams: dict[str, NotebookNode] = {}
    merged: list[NotebookNode] = []
    for output in outputs:
        if output["output_type"] != "stream":
            merged.append(output)
        elif output["name"] in streams:
            streams[output["name"]]["text"] += output["text"]
        else:
            streams[output["name"]] = output.copy()  # type: ignore[no-untyped-call]
            merged.append(streams[output["name"]])
    # it knows carriage returns and backspaces, and puts stdout before stderr
    coalesced: list[NotebookNode] = coalesce_streams(merged)
    return coalesced


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    render.coalesce_streams = merge_streams
