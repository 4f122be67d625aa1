"""What stands in a formula scene's panels: curves, areas, bars, lines, dots and words, each a formula in the controls.

A mark knows its geometry as SymPy expressions. Every kind reaches the page as one list of points, so the
player needs to know two shapes only: a path, and a word at a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

import sympy as sp
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from kltools.drawing import HATCH, PALETTE, TEXT, Stroke, check_role, instead, lettering, stroke

X = sp.Symbol("x", real=True)
"""The horizontal variable of curves, unless they name another."""

FILLS = ("", "light", "adds", "takes")
"""How the area under a curve may be filled."""

SIDES = ("left", "center", "right")
"""Which part of a word stands at its place."""


@dataclass(frozen=True)
class Curve:
    """The graph of ``y`` over the panel's width, or over ``span``.

    Parameters
    ----------
    panel : str
    y : sympy.Expr
        Formula in ``x`` and the controls.
    role : str
        Whose colour and dash it has.
    x : sympy.Symbol
        The horizontal variable.
    span : tuple of float, optional
        Where it is drawn.
    points : int
        How many points it is drawn through.
    fill : {"", "light", "adds", "takes"}
        How the area between it and zero is filled; "adds" and "takes" fill without a line.
    """

    panel: str
    y: sp.Expr
    role: str
    x: sp.Symbol = X
    span: tuple[float, float] | None = None
    points: int = 161
    fill: str = ""

    def __post_init__(self) -> None:
        called = f"curve in panel {self.panel!r}"
        check_role(self.role, of=called)
        if self.fill not in FILLS:
            raise ValueError(f"{called}: fill is {self.fill!r}; {instead(self.fill, FILLS)}")
        _check_points(called, self.points)


@dataclass(frozen=True)
class Trace:
    """The path of a point whose place is a formula in a parameter.

    Parameters
    ----------
    panel : str
    xs, ys : sympy.Expr
        Its place, in the parameter and the controls.
    t : sympy.Symbol
        The parameter.
    span : tuple of float
        Its first and last value.
    role : str
    points : int
        How many points it is drawn through.
    """

    panel: str
    xs: sp.Expr
    ys: sp.Expr
    t: sp.Symbol
    span: tuple[float, float]
    role: str
    points: int = 97

    def __post_init__(self) -> None:
        called = f"trace in panel {self.panel!r}"
        check_role(self.role, of=called)
        _check_points(called, self.points)


@dataclass(frozen=True)
class Polyline:
    """A line through given points; a single point makes a dot.

    Parameters
    ----------
    panel : str
    xs, ys : sequence of sympy.Expr
        Formulas in the controls, as many of one as of the other.
    role : str
    width : float
        Of the line, or the dot, in pixels.
    """

    panel: str
    xs: Sequence[sp.Expr | float]
    ys: Sequence[sp.Expr | float]
    role: str
    width: float = 2.0

    def __post_init__(self) -> None:
        called = f"polyline in panel {self.panel!r}"
        check_role(self.role, of=called)
        _check_as_many(called, xs=self.xs, ys=self.ys)


@dataclass(frozen=True)
class Bars:
    """Upright bars on the line y = 0.

    Parameters
    ----------
    panel : str
    at : sequence of float
        Centre of each.
    heights : sequence of sympy.Expr
        Formulas in the controls.
    role : str
    width : float
        Of a bar, in data units.
    """

    panel: str
    at: Sequence[float]
    heights: Sequence[sp.Expr | float]
    role: str
    width: float = 0.35

    def __post_init__(self) -> None:
        called = f"bars in panel {self.panel!r}"
        check_role(self.role, of=called)
        _check_as_many(called, at=self.at, heights=self.heights)


@dataclass(frozen=True)
class Word:
    """A short text at a place that may move.

    Parameters
    ----------
    panel : str
    text : str
    x, y : sympy.Expr
        Formulas in the controls.
    role : str
    align : {"left", "center", "right"}
    shown_if : sympy condition
        The word hides where this is false.
    """

    panel: str
    text: str
    x: sp.Expr | float
    y: sp.Expr | float
    role: str = "ink"
    align: str = "center"
    shown_if: sp.Basic | bool = True

    def __post_init__(self) -> None:
        called = f"word {self.text!r} in panel {self.panel!r}"
        check_role(self.role, TEXT, of=called)
        if self.align not in SIDES:
            raise ValueError(f"{called}: align is {self.align!r}; {instead(self.align, SIDES)}")

    @property
    def place(self) -> sp.Expr:
        """Its horizontal place, undefined where it hides."""
        return sp.Piecewise((sp.sympify(self.x), self.shown_if), (sp.nan, True))


Mark = Curve | Trace | Polyline | Bars | Word


def formulas_of(mark: Mark) -> list[sp.Basic]:
    """All that a mark's geometry is made of: formulas in the controls and in what :func:`own_symbol` names."""
    match mark:
        case Curve():
            parts: list[object] = [mark.y]
        case Trace():
            parts = [mark.xs, mark.ys]
        case Polyline():
            parts = [*mark.xs, *mark.ys]
        case Bars():
            parts = [*mark.heights]
        case Word():
            parts = [mark.x, mark.y, mark.shown_if]
    return [sp.sympify(part) for part in parts]


def own_symbol(mark: Mark) -> sp.Symbol | None:
    """The variable that a mark runs through, if it does: a curve's ``x``, a trace's ``t``."""
    return mark.x if isinstance(mark, Curve) else mark.t if isinstance(mark, Trace) else None


def _check_as_many(called: str, **lists: Sequence[object]) -> None:
    """Refuse lists of unequal length, and empty ones."""
    counts = {name: len(values) for name, values in lists.items()}
    if len(set(counts.values())) > 1 or 0 in counts.values():
        told = " and ".join(f"{count} {name}" for name, count in counts.items())
        raise ValueError(f"{called}: {told}; give as many of each, and at least one")


def _check_points(called: str, points: object) -> None:
    if not isinstance(points, int) or points < 2:
        raise ValueError(f"{called}: points is {points!r}; give a whole number, 2 or more")


def draw_mark(axes: Axes, mark: Mark, xs: Sequence[float], ys: Sequence[float], gid: str) -> None:
    """Draw a mark once, at given points, as the artist that the page will move.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    mark : Mark
    xs, ys : sequence of float
        Its points in data units; for bars their centres and heights.
    gid : str
        The id the artist gets.
    """
    if isinstance(mark, Word):
        axes.text(xs[0], ys[0], mark.text, gid=gid, **lettering(mark.role, mark.align))
    elif isinstance(mark, Bars):
        corners = bar_corners(xs, ys, mark.width)
        axes.fill([x for x, _ in corners], [y for _, y in corners], gid=gid, lw=0, **filling(mark.role, 0.85))
    elif isinstance(mark, Curve) and mark.fill:
        closed_xs, closed_ys = [*xs, xs[-1], xs[0]], [*ys, 0, 0]
        role = mark.role if mark.fill == "light" else mark.fill
        axes.fill(closed_xs, closed_ys, gid=gid, lw=0, **filling(role, 0.16 if mark.fill == "light" else 0.8))
    else:
        width = 2.4 if isinstance(mark, (Curve, Trace)) else mark.width
        style: Stroke = stroke(mark.role, width)
        if len(xs) == 1:  # a line from a point to itself, whose round ends are a dot
            xs, ys, style = [*xs, *xs], [*ys, *ys], {"solid_capstyle": "round"}
        axes.plot(xs, ys, gid=gid, color=PALETTE[mark.role], lw=width, **style)


class Filling(TypedDict, total=False):
    """Keywords of a filled artist."""

    facecolor: str | tuple[float, float, float, float]
    edgecolor: str
    hatch: str


def filling(role: str, alpha: float) -> Filling:
    """Keywords of a filled artist: hatched where the role takes away."""
    if role == "takes":
        return {"facecolor": "none", "edgecolor": PALETTE[role], "hatch": HATCH}
    return {"facecolor": to_rgba(PALETTE[role], alpha), "edgecolor": "none"}


def bar_corners(at: Sequence[float], heights: Sequence[float], width: float) -> list[tuple[float, float]]:
    """The outline of all bars as one closed line along the baseline."""
    corners: list[tuple[float, float]] = []
    for centre, height in zip(at, heights):
        left, right = centre - width / 2, centre + width / 2
        corners += [(left, 0.0), (left, height), (right, height), (right, 0.0)]
    return corners
