"""A still picture for a page: drawn for the desk and for the phone, with a text alternative and a caption."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from matplotlib.axes import Axes

from kltools.drawing.block import Block, ShownAsBlock
from kltools.drawing.palette import style_rules
from kltools.drawing.panels import LAYOUTS, WIDE, Panel, draw_panels
from kltools.drawing.pdf import to_pdf
from kltools.drawing.svg import to_svg


@cache
def picture_style() -> str:
    """The style sheet that gives a picture its colours, light and dark, and picks its layout."""
    return style_rules() + (files("kltools.drawing") / "still.css").read_text(encoding="utf8")


@dataclass(frozen=True)
class Still(ShownAsBlock):
    """A picture without controls.

    Parameters
    ----------
    name : str
        Starts the ids of its parts; unique on a page.
    panels : sequence of Panel
    draw : callable
        Given the empty panels by name, draws on them.
    alt : str
        What it shows, for a reader who cannot see it.
    caption : str
    columns : int
        How many panels stand side by side on a wide page.
    """

    name: str
    panels: Sequence[Panel]
    draw: Callable[[Mapping[str, Axes]], None]
    alt: str
    caption: str
    columns: int = 1

    def to_pdf(self) -> bytes:
        """The wide layout."""
        figure, axes = draw_panels(self.panels, WIDE, columns=self.columns)
        self.draw(axes)
        return to_pdf(figure)

    def to_block(self) -> Block:
        """Both layouts, their caption, and the styles of pictures."""
        drawn = []
        for layout in LAYOUTS:
            figure, axes = draw_panels(self.panels, layout, columns=self.columns)
            self.draw(axes)
            svg = to_svg(figure, f"kl-{self.name}-{layout.name}")
            drawn.append(f'<div class="kl-{layout.name}" role="img" aria-label="{escape(self.alt)}">{svg}</div>')
        return Block(
            f'<figure class="kl-figure"><div class="kl-stage">{"".join(drawn)}</div>'
            f"<figcaption>{self.caption}</figcaption></figure>",
            styles={"picture": picture_style()},
        )
