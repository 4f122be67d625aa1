"""A matplotlib figure as PDF: what a book on paper shows of a figure."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.figure import Figure


def to_pdf(figure: Figure) -> bytes:
    """Write a figure as a PDF of one page, the same to the byte for the same figure.

    Parameters
    ----------
    figure : matplotlib.figure.Figure

    Returns
    -------
    bytes

    Examples
    --------
    >>> from kltools.drawing.panels import WIDE, Panel, draw_panels
    >>> to_pdf(draw_panels([Panel("a", x=(0, 1), y=(0, 1))], WIDE)[0])[:5]
    b'%PDF-'
    """
    buffer = io.BytesIO()
    with matplotlib.rc_context({"hatch.linewidth": 1.2}):
        figure.savefig(buffer, format="pdf", metadata={"CreationDate": None, "Creator": None, "Producer": None})
    return buffer.getvalue()
