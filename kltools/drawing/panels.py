"""Empty figures in the book's style: stacked panels, in one layout for the desk and one for the phone.

Each picture is drawn twice, at the width a wide page gives it and at a phone's, so that its type has the
size of the page's text on both. The two layouts have the same data limits; only pixels differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kltools.drawing.palette import PALETTE, TEXT
from kltools.drawing.suggestions import instead

PIXELS_PER_INCH = 72  # so that matplotlib's points, SVG user units and CSS pixels are one unit
FONT_SIZE = 14


@dataclass(frozen=True)
class Layout:
    """A width to draw for, and the share of a panel's height it gets."""

    name: str
    width: float
    stretch: float


WIDE = Layout("wide", 680, 1.0)
NARROW = Layout("narrow", 350, 0.9)
LAYOUTS = (WIDE, NARROW)


@dataclass(frozen=True)
class Panel:
    """One pair of axes: its name, limits in data units, and what is written on it.

    Parameters
    ----------
    name : str
        How marks refer to the panel.
    x, y : tuple of float
        Data limits, lowest first.
    xlabel, title : str
        Label under the horizontal axis; what is measured upwards, written at the top left.
    xticks, yticks : sequence of float
        Where ticks stand.
    xticklabels : sequence of str, optional
        Text of the ticks; the numbers themselves if left out.
    height : float
        Height of the plotting area in pixels, in the wide layout.
    square : bool
        Whether one unit is as long across as upwards: the horizontal limits then give way, about their middle.
    """

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    xlabel: str = ""
    title: str = ""
    xticks: Sequence[float] = ()
    yticks: Sequence[float] = ()
    xticklabels: Sequence[str] | None = None
    height: float = 220
    square: bool = False

    def __post_init__(self) -> None:
        for side, (low, high) in (("x", self.x), ("y", self.y)):
            if not low < high:
                raise ValueError(f"panel {self.name!r}: {side} limits are ({low}, {high}); give the lower one first")
        if self.xticklabels is not None and len(self.xticklabels) != len(self.xticks):
            raise ValueError(
                f"panel {self.name!r}: {len(self.xticks)} xticks and {len(self.xticklabels)} xticklabels; "
                "give as many of each"
            )


class AxesByPanel(dict[str, Axes]):
    """The axes of a figure by their panels' names; a name that is none is told with the nearest.

    Examples
    --------
    >>> AxesByPanel(coins=Figure().add_subplot())["coin"]
    Traceback (most recent call last):
        ...
    ValueError: the figure has no panel 'coin'; did you mean 'coins'? There are 'coins'
    """

    def __missing__(self, name: object) -> Axes:
        raise ValueError(f"the figure has no panel {name!r}; {instead(name, self)}")


def draw_panels(panels: Sequence[Panel], layout: Layout, *, columns: int = 1) -> tuple[Figure, dict[str, Axes]]:
    """Draw empty panels, one under another, or side by side where there is room.

    Parameters
    ----------
    panels : sequence of Panel
        From top to bottom; with columns, row by row, each row as high as its first panel.
    layout : Layout
        The width to draw for.
    columns : int
        How many stand side by side in the wide layout; a phone always gets one.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Its canvas counts 72 dots an inch: one dot is one CSS pixel.
    axes : dict of str to matplotlib.axes.Axes
        By the panels' names.

    Examples
    --------
    >>> figure, axes = draw_panels([Panel("density", x=(-3, 3), y=(0, 1))], WIDE)
    >>> sorted(axes), float(figure.get_figwidth() * 72)
    (['density'], 680.0)
    """
    columns = columns if layout is WIDE else 1
    rows = [panels[start : start + columns] for start in range(0, len(panels), columns)]
    left, right = (38.0 if any(panel.yticks for panel in panels) else 8.0), 16.0
    heights = [row[0].height * layout.stretch for row in rows]
    above = [26.0 if any(panel.title for panel in row) else 8.0 for row in rows]
    below = [_below(row) for row in rows]
    total = sum(heights) + sum(above) + sum(below)
    figure = Figure(figsize=(layout.width / PIXELS_PER_INCH, total / PIXELS_PER_INCH), dpi=PIXELS_PER_INCH)
    axes = AxesByPanel()
    pitch, top = layout.width / columns, total
    for row, height, over, under in zip(rows, heights, above, below):
        bottom = top - over - height
        for place, panel in enumerate(row):
            start, width = place * pitch + left, pitch - left - right
            box = (start / layout.width, bottom / total, width / layout.width, height / total)
            axes[panel.name] = _dress(figure.add_axes(box), panel)
            if panel.square:
                middle, half = sum(panel.x) / 2, (panel.y[1] - panel.y[0]) * width / height / 2
                axes[panel.name].set_xlim(middle - half, middle + half)
        top = bottom - under
    return figure, axes


def _below(row: Sequence[Panel]) -> float:
    """Pixels under a row: its ticks' and its labels'."""
    ticks, label = any(panel.xticks for panel in row), any(panel.xlabel for panel in row)
    return (22.0 if ticks else 6.0) + (20.0 if label else 0.0)


def _dress(axes: Axes, panel: Panel) -> Axes:
    """Give one pair of axes its limits, ticks, labels and few spines."""
    axes.set(xlim=panel.x, ylim=panel.y, facecolor="none")
    axes.set_xticks(list(panel.xticks), panel.xticklabels)
    axes.set_yticks(list(panel.yticks))
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines["left"].set_visible(bool(panel.yticks))
    axes.spines[["left", "bottom"]].set_color(PALETTE["line"])
    axes.tick_params(length=0, pad=6, labelsize=FONT_SIZE, labelcolor=TEXT["muted"])
    if panel.xlabel:
        axes.set_xlabel(panel.xlabel, labelpad=3, fontsize=FONT_SIZE, color=TEXT["muted"])
    if panel.title:
        axes.set_title(panel.title, loc="left", pad=9, fontsize=FONT_SIZE, color=TEXT["muted"])
    return axes
