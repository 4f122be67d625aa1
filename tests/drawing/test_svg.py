"""Figures as SVG: the page's ids, colours and font, and the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kltools.drawing.palette import HATCH, PALETTE, TEXT, css_variables
from kltools.drawing.panels import NARROW, WIDE, Panel, draw_panels
from kltools.drawing.svg import to_svg

PANEL = Panel("main", x=(0, 1), y=(0, 1), xlabel="x", title="p & q < m", xticks=(0, 1), yticks=(0, 1))


def figure_of(draw: Callable[[Axes], object] = lambda panel: None) -> Figure:
    figure, axes = draw_panels([PANEL], WIDE)
    draw(axes["main"])
    return figure


def everything(panel: Axes) -> None:
    panel.plot([0, 0.123456, 1], [0, 1, 0.5], color=PALETTE["p"], gid="line")
    panel.fill([0, 1, 1], [0, 0, 1], facecolor="none", edgecolor=PALETTE["takes"], hatch=HATCH, gid="hatched")
    panel.text(0.5, 0.5, "q", color=TEXT["q"], fontweight="bold", ha="right", gid="word")
    panel.plot([0, 1], [0, 1], color="#123456", gid="unused")


KEPT = frozenset({"line", "hatched", "word"})


def test_the_same_figure_is_the_same_text() -> None:
    assert to_svg(figure_of(everything), "u", kept=KEPT) == to_svg(figure_of(everything), "u", kept=KEPT)


def test_ids_are_kept_prefixed_and_referred_to() -> None:
    text = to_svg(figure_of(everything), "u", kept=KEPT)
    ids = re.findall(r'\bid="([^"]+)"', text)
    references = re.findall(r"url\(#([^)]+)\)", text) + re.findall(r'href="#([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert {f"u-{gid}" for gid in KEPT} <= set(ids)
    assert set(ids) - {f"u-{gid}" for gid in KEPT} <= set(references) <= set(ids)
    assert all(one.startswith("u-") and not one.startswith("u-u-") for one in ids)
    assert "unused" not in text


def test_two_figures_on_a_page_share_no_id() -> None:
    texts = [to_svg(figure_of(everything), prefix, kept=KEPT) for prefix in ("a", "b")]
    one, other = (set(re.findall(r'\bid="([^"]+)"', text)) for text in texts)
    assert one.isdisjoint(other)


def test_colours_of_the_style_are_variables_and_others_stay() -> None:
    text = to_svg(figure_of(everything), "u", kept=KEPT)
    assert f"stroke:var(--kl-p, {PALETTE['p']})" in text
    assert f"fill:var(--kl-q-text, {TEXT['q']})" in text
    assert f"stroke:var(--kl-takes, {PALETTE['takes']})" in text
    assert "#123456" in text
    assert not re.search(r"(fill|stroke)(: *|=\")(" + "|".join(css_variables()) + ")", text)


def test_text_stays_text_and_takes_the_pages_font() -> None:
    text = to_svg(figure_of(everything), "u", kept=KEPT)
    root = ElementTree.fromstring(text)
    words = {
        "".join(one.itertext()).strip(): one.attrib["style"] for one in root.iter("{http://www.w3.org/2000/svg}text")
    }
    assert {"p & q < m", "q", "x"} <= set(words)
    assert "text-anchor:end" in words["q"]
    assert "font-weight:bold" in words["q"]
    assert "font-weight:bold" not in words["x"]
    assert all("font-family" not in style and "font-size:1" in style for style in words.values())


def test_nothing_tells_when_or_with_what_it_was_drawn() -> None:
    text = to_svg(figure_of(everything), "u", kept=KEPT)
    assert not re.search(r"metadata|matplotlib|dc:date|<\?xml|DOCTYPE|version=", text)
    assert re.match(r'<svg [^>]*viewBox="0 0 680 \d+', text)
    assert not re.search(r"<svg[^>]*(width|height)=", text)


def test_hidden_artists_do_not_show() -> None:
    text = to_svg(figure_of(everything), "u", kept=KEPT, hidden=frozenset({"word"}))
    groups = {one.get("id"): one.get("style") for one in ElementTree.fromstring(text).iter() if one.get("id")}
    assert groups["u-word"] == "display:none"
    assert groups["u-line"] is None


def test_a_line_of_nan_has_a_path_that_can_be_moved() -> None:
    text = to_svg(figure_of(lambda panel: panel.plot([np.nan], [np.nan], gid="m0")), "u", kept=frozenset({"m0"}))
    (group,) = [one for one in ElementTree.fromstring(text).iter() if one.get("id") == "u-m0"]
    assert [child.get("d") for child in group] == [""]


@pytest.mark.parametrize(
    "draw", [lambda panel: None, lambda panel: panel.plot([], [], gid="m0")], ids=["absent", "empty"]
)
def test_what_a_script_will_move_must_be_there(draw: Callable[[Axes], object]) -> None:
    with pytest.raises(ValueError, match="figure 'u' has no artist with gid 'm0', or one without points"):
        to_svg(figure_of(draw), "u", kept=frozenset({"m0"}))


def test_coordinates_are_hundredths_of_a_pixel() -> None:
    grid = np.linspace(0, 1, 100)
    text = to_svg(figure_of(lambda panel: panel.plot(grid, grid**2, gid="m0")), "u", kept=frozenset({"m0"}))
    (group,) = [one for one in ElementTree.fromstring(text).iter() if one.get("id") == "u-m0"]
    points = np.array(re.findall(r"[ML] (\S+) (\S+)", group[0].attrib["d"]), dtype=float)
    expected = np.column_stack([38 + 626 * grid, 246 - 220 * grid**2])
    np.testing.assert_allclose(points, expected, atol=0.0051)
    assert not re.search(r"\.\d{3}", group[0].attrib["d"])


def test_narrow_figures_are_narrow() -> None:
    figure, _ = draw_panels([PANEL], NARROW)
    assert 'viewBox="0 0 350 ' in to_svg(figure, "u")
