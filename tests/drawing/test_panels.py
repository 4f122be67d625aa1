"""Empty figures: panels where they should be, in both layouts."""

from __future__ import annotations

import pytest

from kltools.drawing.panels import NARROW, WIDE, Layout, Panel, draw_panels

TOP = Panel("top", x=(-3, 3), y=(0, 1), title="density", yticks=(0, 1), height=200)
BOTTOM = Panel("bottom", x=(0, 5), y=(-1, 1), xlabel="x", xticks=(0, 1), xticklabels=("none", "one"), height=100)


@pytest.mark.parametrize("layout", [WIDE, NARROW], ids=lambda one: one.name)
def test_panels_have_their_limits_and_heights_in_pixels(layout: Layout) -> None:
    figure, axes = draw_panels([TOP, BOTTOM], layout)
    assert figure.get_figwidth() * figure.dpi == pytest.approx(layout.width)
    for panel in (TOP, BOTTOM):
        assert axes[panel.name].get_xlim() == panel.x
        assert axes[panel.name].get_ylim() == panel.y
        assert axes[panel.name].get_window_extent().height == pytest.approx(panel.height * layout.stretch)


def test_panels_stand_under_one_another_with_one_left_edge() -> None:
    _, axes = draw_panels([TOP, BOTTOM], WIDE)
    top, bottom = (axes[name].get_window_extent() for name in ("top", "bottom"))
    assert top.y0 > bottom.y1
    assert (top.x0, top.x1) == (bottom.x0, bottom.x1) == (38, 664)


def test_columns_side_by_side_on_the_desk_and_stacked_on_the_phone() -> None:
    _, wide = draw_panels([TOP, BOTTOM], WIDE, columns=2)
    one, other = (wide[name].get_window_extent() for name in ("top", "bottom"))
    assert one.x1 < other.x0
    assert one.y0 == pytest.approx(other.y0)
    _, narrow = draw_panels([TOP, BOTTOM], NARROW, columns=2)
    assert narrow["top"].get_window_extent().y0 > narrow["bottom"].get_window_extent().y1


def test_everything_lies_within_the_figure() -> None:
    for layout in (WIDE, NARROW):
        figure, axes = draw_panels([TOP, BOTTOM, Panel("third", (0, 1), (0, 1), xlabel="y", xticks=(0,))], layout)
        boxes = [one.get_window_extent() for one in axes.values()]
        assert min(box.y0 for box in boxes) >= 6
        assert max(box.y1 for box in boxes) <= figure.get_figheight() * figure.dpi - 8


def test_ticks_and_spines_are_few() -> None:
    _, axes = draw_panels([TOP, BOTTOM], WIDE)
    assert [label.get_text() for label in axes["bottom"].get_xticklabels()] == ["none", "one"]
    assert list(axes["top"].get_yticks()) == [0, 1]
    assert len(axes["top"].get_xticks()) == 0
    shown = {side for side, spine in axes["bottom"].spines.items() if spine.get_visible()}
    assert shown == {"bottom"}
    assert {side for side, spine in axes["top"].spines.items() if spine.get_visible()} == {"bottom", "left"}


@pytest.mark.parametrize(("limits", "side"), [({"x": (1, 1)}, "x"), ({"y": (2, -2)}, "y")])
def test_limits_out_of_order_are_refused(limits: dict, side: str) -> None:
    with pytest.raises(ValueError, match=f"panel 'bad': {side} limits are .* give the lower one first"):
        Panel("bad", **{"x": (0, 1), "y": (0, 1), **limits})
