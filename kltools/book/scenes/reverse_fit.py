"""Reverse: every normal that is a local minimum of D(q‖p), for a p of two modes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from scipy import stats

import kltools
from kltools.drawing import PALETTE, Panel, lettering, stroke
from kltools.explorables import Handle, Readout, Recorded, Slider, Update, scene
from kltools.projections import Projection, information_projections

MOST_MINIMA = 3
NOWHERE = ([-20.0, -20.0], [0.0, 0.0])  # where a minimum that does not exist is drawn
GRID = np.linspace(-8, 8, 145)

apart = Slider("distance", 0, 8, 5, 0.2, "distance between p's modes, in their widths", play=True)
weight = Slider("weight", 0.5, 0.8, 0.65, 0.15, "weight of the left mode")
width = Slider("width", 0.5, 1, 0.75, 0.25, "width of the modes")


def target(distance: float, weight: float) -> kltools.Mixture:
    """p with modes of width 1; another width only stretches the picture, and leaves D as it is."""
    modes = [stats.norm(-distance / 2, 1), stats.norm(distance / 2, 1)]
    return kltools.Mixture(modes, [weight, 1 - weight])


def minima(distance: float, weight: float) -> list[Projection]:
    """All local minima of D(q‖p) reached from the two modes and from the forward fit, best first."""
    p = target(distance, weight)
    return information_projections(p, starts=[(-distance / 2, 1.0), (distance / 2, 1.0), (p.mean(), p.var() ** 0.5)])


def _draw(axes: Mapping[str, Axes]) -> Update:
    """Add p, the best q, the other local minima, and what the best q leaves out."""
    panel = axes["densities"]
    (left_out,) = panel.fill([0], [0], color=PALETTE["adds"], alpha=0.35, lw=0)
    (mass,) = panel.fill([0], [0], color=PALETTE["p"], alpha=0.14, lw=0)
    (curve,) = panel.plot([], [], color=PALETTE["p"], lw=2.4)
    fits = [panel.plot([], [], color=PALETTE["q"], lw=2.4, **stroke("q", 2.4))[0]]
    fits += [
        panel.plot([], [], color=PALETTE["q"], lw=1.2, alpha=0.8, dashes=(4, 4))[0] for _ in range(MOST_MINIMA - 1)
    ]
    words = {name: panel.text(0, 0, name, **lettering(name)) for name in "pq"}
    found = cache(minima)  # another width has the same

    def update(distance: float, weight: float, width: float) -> Mapping[str, float]:
        fitted = found(distance, weight)
        best, heights = fitted[0], target(distance, weight).pdf(GRID / width) / width
        mean, spread = float(best.mean) * width, float(best.variance) ** 0.5 * width
        missed = np.where(np.abs(GRID - mean) > 3 * spread, heights, 0.0)
        for area, tops in ((mass, heights), (left_out, missed)):
            area.set_xy(np.column_stack([[*GRID, GRID[-1], GRID[0]], [*tops, 0, 0]]))
        curve.set_data(GRID, heights)
        for place, line in enumerate(fits):
            line.set_data(*NOWHERE)
            if place < len(fitted):
                one = fitted[place]
                line.set_data(GRID, stats.norm.pdf(GRID, float(one.mean) * width, float(one.variance) ** 0.5 * width))
        words["q"].set_position((mean, stats.norm.pdf(0, 0, spread) + 0.03))
        words["p"].set_position((distance * width / 2 + 2.1 * width, (1 - weight) * 0.06 / width + 0.03))
        return {
            "local minima": float(len(fitted)),
            "least D(q‖p)": best.divergence,
            "mean of q": mean,
            "standard deviation of q": spread,
        }

    return update


@scene
def reverse_fit() -> Recorded:
    """p with two modes, and each normal q where D(q‖p) is locally least.

    Examples
    --------
    >>> scene = reverse_fit.describe()
    >>> scene.frame(scene.state(distance=8.0, weight=0.5)).readouts["local minima"]
    3.0
    """
    w, s = weight.symbol, width.symbol
    right, tallest = apart.symbol * s / 2, 1 / (s * sp.sqrt(2 * sp.pi))
    flank = (1 - w) * tallest * sp.exp(-sp.Rational(1, 2))
    return Recorded(
        name="reverse_fit",
        controls=[apart, weight, width],
        panels=[
            Panel("densities", x=(-8, 8), y=(0, 1.0), title="density", xlabel="x", xticks=(-6, -3, 0, 3, 6), height=230)
        ],
        readouts=[
            Readout("local minima", digits=0),
            Readout("least D(q‖p)", unit="nats", role="q"),
            Readout("mean of q", digits=2),
            Readout("standard deviation of q", digits=2),
        ],
        handles=[
            Handle("densities", -right, w * tallest, ("distance", "weight"), "left mode of p", role="p"),
            Handle("densities", right, (1 - w) * tallest, ("distance", "weight"), "right mode of p", role="p"),
            Handle("densities", right + s, flank, ("width",), "width of p's modes", role="p"),
        ],
        draw=_draw,
        caption="The best q found is drawn bold, the other local minima found thin. Shaded: the part of p "
        "more than three standard deviations "
        "from q, where q is next to nothing and pays next to nothing.",
        description="A density p with two modes {distance} widths apart, the left one of weight {weight}. D(q‖p) has {local "
        "minima} local minima among normals; the best has mean {mean of q}, standard deviation {standard deviation of q} and "
        "D(q‖p) = {least D(q‖p)}.",
    )
