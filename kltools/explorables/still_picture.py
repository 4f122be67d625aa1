"""An explorable where nothing can move it: its picture in one state, as a file of SVG that needs no style sheet."""

from __future__ import annotations

import base64
import re
from html import escape

from kltools.drawing import WIDE
from kltools.explorables.controls import State
from kltools.explorables.explorable import Explorable

VARIABLE = re.compile(r"var\(--kl-[\w-]+, (#[0-9a-f]{6})\)")
LOOK = "font-family:system-ui,'DejaVu Sans',sans-serif;background:#fff"
"""What a page's style sheet would say; the ground is white, since the colours are those of a light page."""


def still_svg(scene: Explorable, state: State) -> str:
    """A scene in one state as an SVG file, in the wide layout.

    Parameters
    ----------
    scene : Explorable
    state : mapping
        A value for each control, by name.

    Returns
    -------
    str
        With its size, its colours and its text alternative, and no variables of a page.
    """
    picture = scene.picture(WIDE, f"kl-{scene.name}-still", state)
    width, height = picture.size
    words = escape(alternative(scene, state))
    size = f'width="{width:g}" height="{height:g}" style="{LOOK}" role="img" aria-label="{words}"'
    return VARIABLE.sub(r"\1", picture.svg).replace("<svg ", f"<svg {size} ", 1)


def still_html(scene: Explorable, state: State, name: str) -> str:
    """The same as an image of a page; a live view of that name takes its place."""
    source = base64.b64encode(still_svg(scene, state).encode()).decode("ascii")
    words = escape(alternative(scene, state))
    return f'<img data-kl-still="{name}" alt="{words}" src="data:image/svg+xml;base64,{source}">'


def alternative(scene: Explorable, state: State) -> str:
    """A state in words."""
    return scene.text_alternative(state, scene.frame(state).readouts)
