"""Marks: what they are given, and how they are drawn the first time."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from kltools.drawing.palette import PALETTE, TEXT
from kltools.drawing.panels import WIDE, Panel, draw_panels
from kltools.explorables.marks import Bars, Curve, Mark, Polyline, Word, X, bar_corners, draw_mark


def drawn(mark: Mark, xs: list[float], ys: list[float]) -> Any:
    """The one artist that a mark becomes."""
    _, axes = draw_panels([Panel("main", (0, 1), (0, 1))], WIDE)
    draw_mark(axes["main"], mark, xs, ys, gid="m0")
    artists: list[Any] = [*axes["main"].lines, *axes["main"].patches, *axes["main"].texts]
    (artist,) = artists
    assert artist.get_gid() == "m0"
    return artist


def test_bar_corners_are_one_line_along_the_baseline() -> None:
    assert bar_corners([1, 2], [0.5, -1], 0.5) == [
        *[(0.75, 0), (0.75, 0.5), (1.25, 0.5), (1.25, 0)],
        *[(1.75, 0), (1.75, -1), (2.25, -1), (2.25, 0)],
    ]


def test_polyline_needs_as_many_of_each() -> None:
    with pytest.raises(ValueError, match="'main': 2 xs and 1 ys"):
        Polyline("main", [0, 1], [0], "p")
    with pytest.raises(ValueError, match="0 xs"):
        Polyline("main", [], [], "p")


def test_word_is_nowhere_where_it_hides() -> None:
    a = sp.Symbol("a", real=True)
    word = Word("main", "here", a + 1, 0, shown_if=a > 0)
    assert word.place.subs(a, 2) == 3
    assert word.place.subs(a, -2) is sp.nan


def test_curve_has_its_roles_colour_and_dash() -> None:
    line = drawn(Curve("main", X, "q"), [0, 1], [0, 1])
    assert isinstance(line, Line2D)
    assert line.get_color() == PALETTE["q"]
    assert line.is_dashed()
    assert not drawn(Curve("main", X, "p"), [0, 1], [0, 1]).is_dashed()


def test_filled_curve_is_closed_on_the_baseline_and_taking_area_hatched() -> None:
    area = drawn(Curve("main", X, "p", fill="light"), [0, 1], [0.5, 1])
    assert isinstance(area, Polygon)
    assert area.get_xy()[:4].tolist() == [[0, 0.5], [1, 1], [1, 0], [0, 0]]
    assert area.get_hatch() is None
    assert drawn(Curve("main", X, "ink", fill="takes"), [0, 1], [0, 1]).get_hatch()


def test_single_point_is_a_round_dot() -> None:
    dot = drawn(Polyline("main", [0.5], [0.5], "p", width=9), [0.5], [0.5])
    assert dot.get_xydata().tolist() == [[0.5, 0.5]] * 2
    assert (dot.get_linewidth(), dot.get_solid_capstyle()) == (9, "round")


def test_bars_and_words() -> None:
    bars = drawn(Bars("main", [0, 1], [1, 2], "m", width=0.5), [0, 1], [1, 2])
    assert bars.get_xy()[:8].tolist() == [list(corner) for corner in bar_corners([0, 1], [1, 2], 0.5)]
    word = drawn(Word("main", "here", 0, 0, "q", align="left"), [0.25], [0.75])
    assert (word.get_text(), word.get_position(), word.get_color(), word.get_ha()) == (
        "here",
        (0.25, 0.75),
        TEXT["q"],
        "left",
    )
