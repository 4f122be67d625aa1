"""Two densities and nested bins: each split in two, the discrete D climbs to the integral."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from numpy.typing import NDArray
from scipy import stats

import kltools
from kltools.drawing import PALETTE, TEXT, Panel, lettering, stroke
from kltools.explorables import Handle, Readout, Recorded, Slider, Update, scene

LEFT, RIGHT, DEEPEST = -8.0, 8.0, 7
PARTS = ((0.45, -1.5, 0.6), (0.55, 1.2, 0.9))  # weight, mean, standard deviation of each mode of p
SPREAD = 1.5

centre = Slider("centre", -2, 2, 1, 0.1, "mean of q", play=True)
splits = Slider("splits", 0, DEEPEST, 3, 1, "times each bin is split in two", play=True)


def target() -> kltools.Mixture:
    """p: a mixture of two normals."""
    return kltools.Mixture([stats.norm(mean, spread) for _, mean, spread in PARTS], [weight for weight, _, _ in PARTS])


def edges(level: int) -> NDArray[np.float64]:
    """The inner edges of 2^level bins: the first and last bin reach to infinity."""
    return np.linspace(LEFT, RIGHT, 2**level + 1)[1:-1]


def masses(cdf: Callable[[NDArray[np.float64]], NDArray[np.float64]], level: int) -> NDArray[np.float64]:
    """A distribution's PMF over the bins of one level."""
    return np.diff(np.concatenate([[0.0], cdf(edges(level)), [1.0]]))


def _outline(heights: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A histogram's outline, from the baseline and back to it."""
    walls = np.repeat(np.linspace(LEFT, RIGHT, len(heights) + 1), 2)
    return walls, np.concatenate([[0.0], np.repeat(heights, 2), [0.0]])


def _draw(axes: Mapping[str, Axes]) -> Update:
    """Add histograms, densities, the climbing D and its limit."""
    panel, climb = axes["densities"], axes["climb"]
    p, grid = target(), np.linspace(-5, 5, 161)
    (bins_p,) = panel.fill([0], [0], color=PALETTE["p"], alpha=0.22, lw=0)
    (bins_q,) = panel.plot([], [], color=PALETTE["q"], lw=1.6, alpha=0.75, dashes=(4, 2))
    (curve_p,) = panel.plot(grid, p.pdf(grid), color=PALETTE["p"], lw=2.4)
    (curve_q,) = panel.plot([], [], color=PALETTE["q"], lw=2.4, **stroke("q", 2.4))
    panel.text(-2.6, 0.27, "p", **lettering("p"))
    name_q = panel.text(0, 0, "q", **lettering("q"))
    (limit,) = climb.plot([], [], color=PALETTE["ink"], lw=1.6, dashes=(4, 3))
    (ladder,) = climb.plot([], [], color=PALETTE["muted"], lw=1.6)
    (steps,) = climb.plot([], [], color=PALETTE["adds"], lw=9, solid_capstyle="round", label="D of the bins")
    name_limit = climb.text(-0.2, 0, "the integral", color=TEXT["ink"], fontsize=14, ha="left")
    p_masses = [masses(p.cdf, level) for level in range(DEEPEST + 1)]
    answers: dict[float, tuple[float, list[float]]] = {}

    def divergences(mean: float) -> tuple[float, list[float]]:
        """The integral, and the discrete D at each level."""
        if mean not in answers:
            q = stats.norm(mean, SPREAD)
            binned = [float(kltools.kl_divergence(one, masses(q.cdf, level))) for level, one in enumerate(p_masses)]
            answers[mean] = (kltools.kl_divergence(p, q), binned)
        return answers[mean]

    def update(centre: float, splits: float) -> Mapping[str, float]:
        q, level = stats.norm(centre, SPREAD), round(splits)
        whole, binned = divergences(centre)
        width = (RIGHT - LEFT) / 2**level
        bins_p.set_xy(np.column_stack(_outline(p_masses[level] / width)))
        bins_q.set_data(*_outline(masses(q.cdf, level) / width))
        curve_q.set_data(grid, q.pdf(grid))
        side = 1.0 if centre > -0.5 else -1.0  # the flank away from p's tall mode
        name_q.set_position((centre + side * 2.25, q.pdf(centre + 2.25) + 0.025))
        limit.set_data([-0.3, DEEPEST + 0.3], [whole, whole])
        ladder.set_data(range(level + 1), binned[: level + 1])
        steps.set_data([level, level], [binned[level], binned[level]])
        name_limit.set_position((-0.2, whole + 0.05))
        return {
            "bins": 2.0**level,
            "D of the bins": binned[level],
            "D(p‖q)": whole,
            "still missing": whole - binned[level],
        }

    return update


@scene
def binning() -> Recorded:
    """The discrete D of 1, 2, 4, … 128 nested bins, under the D of the densities they bin.

    Examples
    --------
    >>> scene = binning.describe()
    >>> scene.frame(scene.state(splits=0.0)).readouts["D of the bins"]
    0.0
    """
    return Recorded(
        name="binning",
        controls=[centre, splits],
        panels=[
            Panel(
                "densities",
                x=(-5, 5),
                y=(0, 0.4),
                title="density; bins as mass over width",
                xlabel="x",
                xticks=(-4, -2, 0, 2, 4),
                height=190,
            ),
            Panel(
                "climb",
                x=(-0.3, 7.3),
                y=(0, 1.45),
                title="D of the bins, nats",
                xlabel="times each bin is split",
                xticks=range(DEEPEST + 1),
                yticks=(0, 0.5, 1),
                height=120,
            ),
        ],
        readouts=[
            Readout("bins", digits=0),
            Readout("D of the bins", unit="nats"),
            Readout("D(p‖q)", unit="nats", role="p"),
            Readout("still missing", unit="nats"),
        ],
        handles=[
            Handle("densities", centre.symbol, sp.Float(stats.norm(0, SPREAD).pdf(0)), ("centre",), "peak of q"),
            Handle("climb", splits.symbol, "D of the bins", ("splits",), "times each bin is split", role="adds"),
        ],
        draw=_draw,
        caption="p is a mixture of two normals, q a normal. The filled steps are p's bins, the dashed steps q's; the two "
        "outermost bins reach to infinity.",
        description="Densities p and q (mean {centre}) cut into {bins} bins. D of the bins is {D of the bins}; "
        "D(p‖q) of the densities is {D(p‖q)}; {still missing} is still missing.",
    )
