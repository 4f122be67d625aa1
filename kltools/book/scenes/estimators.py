"""Three estimates of one D from samples, 400 times over: what each one's spread and bias are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.typing import LineStyleType
from numpy.typing import ArrayLike, NDArray
from scipy import stats

import kltools
from kltools.drawing import PALETTE, TEXT, Panel, lettering, stroke
from kltools.estimators import k_terms
from kltools.explorables import Handle, Readout, Recorded, Slider, Update, scene

REPEATS = 400
SIZES = (10, 20, 50, 100, 200, 500, 1000)
NAMES = ("k1", "k2", "k3")
STYLES: dict[str, tuple[str, LineStyleType]] = {  # k3's terms are the slack, which adds to D
    "k1": ("ink", "-"),
    "k2": ("muted", (0, (3, 2))),
    "k3": ("adds", (0, (1, 1.2))),
}
SHARES = (5, 25, 50, 75, 95)
P = stats.norm(0, 1)

theta = Slider("theta", 0.1, 2.5, 1, 0.05, "distance θ of q", play=True)
size = Slider("n", SIZES[0], SIZES[-1], 100, 1, "samples n", values=SIZES, play=True)


def place(error: ArrayLike) -> NDArray[np.float64]:
    """Where an error, as a share of D, stands on the axis: in proportion up to some 5 %, by its logarithm beyond."""
    return np.arcsinh(np.asarray(error) / 0.05)


@cache
def samples() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """400 samples of p and their log densities, both (400, 1000): the same at every θ."""
    draws = np.random.default_rng(2020).standard_normal((REPEATS, SIZES[-1]))  # the year of Schulman's note
    return draws, P.logpdf(draws)


@lru_cache(maxsize=64)  # every θ of the recording
def estimates(theta: float, sizes: tuple[int, ...] = SIZES) -> NDArray[np.float64]:
    """k1, k2 and k3 from the first n draws of each sample, at each size n: shape (3, 400, sizes)."""
    draws, log_p = samples()
    log_ratio = stats.norm(theta, 1).logpdf(draws) - log_p
    ends = np.array(sizes) - 1
    return np.stack([terms.cumsum(axis=1)[:, ends] / sizes for terms in k_terms(log_ratio)])


def _draw(axes: Mapping[str, Axes]) -> Update:
    """Add the densities, and a row for each estimate: 5 to 95 %, quartiles, median and mean."""
    panel, rows = axes["densities"], axes["estimates"]
    grid = np.linspace(-3.4, 5.6, 121)
    panel.fill(grid, P.pdf(grid), color=PALETTE["p"], alpha=0.15, lw=0)
    panel.plot(grid, P.pdf(grid), color=PALETTE["p"], lw=2.4)
    (curve_q,) = panel.plot([], [], color=PALETTE["q"], lw=2.4, **stroke("q", 2.4))
    panel.text(-1.5, 0.2, "p", **lettering("p"))
    name_q = panel.text(0, 0, "q", **lettering("q"))
    rows.plot([0, 0], [0, 3.05], color=PALETTE["ink"], lw=1.5)
    rows.text(0, 3.12, "D", **lettering("ink"))
    rows.plot([place(-1)] * 2, [0, 3.05], color=PALETTE["line"], lw=1.5)
    rows.text(float(place(-1)), 3.12, "estimate 0", color=TEXT["muted"], fontsize=14, ha="center")
    marks = [_row(rows, name, 2.5 - at) for at, name in enumerate(NAMES)]

    def update(theta: float, n: float) -> Mapping[str, float]:
        q, divergence = stats.norm(theta, 1), kltools.kl_divergence(P, stats.norm(theta, 1))
        curve_q.set_data(grid, q.pdf(grid))
        name_q.set_position((theta + 1.5, 0.2))
        sizes = SIZES if round(n) in SIZES else (round(n),)  # a live widget may ask for any n
        found = estimates(theta, sizes)[:, :, sizes.index(round(n))]
        for at, ((whisker, box, middle, mean), values) in enumerate(zip(marks, found)):
            low, first, median, third, high = place(np.percentile(values, SHARES) / divergence - 1)
            height = 2.5 - at
            whisker.set_data([low, high], [height, height])
            box.set_data([first, third], [height, height])
            middle.set_data([median, median], [height - 0.3, height + 0.3])
            mean.set_data([place(values.mean() / divergence - 1)] * 2, [height, height])
        spreads = {f"sd of {name}": float(values.std(ddof=1)) for name, values in zip(NAMES, found)}
        return {
            "D(p‖q)": divergence,
            **spreads,
            "mean of k2": float(found[1].mean()),
            "k1 below 0": float(np.sum(found[0] < 0)),
        }

    return update


def _row(rows: Axes, name: str, height: float) -> tuple[Line2D, Line2D, Line2D, Line2D]:
    """The name of an estimate at its row, and the marks that move: whisker, box, median and mean."""
    role, dashes = STYLES[name]
    rows.text(-7.2, height, name, va="center", **lettering(role, "left"))
    (whisker,) = rows.plot([], [], color=PALETTE[role], lw=2, ls=dashes)
    (box,) = rows.plot([], [], color=PALETTE[role], lw=14, alpha=0.45, solid_capstyle="butt")
    (middle,) = rows.plot([], [], color=PALETTE["ink"], lw=2)
    (mean,) = rows.plot([], [], color=PALETTE["ink"], lw=8, solid_capstyle="round")
    return whisker, box, middle, mean


@scene
def estimators() -> Recorded:
    """Schulman's k1, k2 and k3 of D(p‖q) for p = N(0, 1), q = N(θ, 1): 400 samples of size n each.

    Examples
    --------
    >>> scene = estimators.describe()
    >>> scene.frame(scene.state(theta=1.0, n=100)).readouts["D(p‖q)"]
    0.5
    """
    return Recorded(
        name="estimators",
        controls=[theta, size],
        panels=[
            Panel("densities", x=(-3.4, 5.6), y=(0, 0.44), title="density", xticks=(-2, 0, 2, 4), height=90),
            Panel(
                "estimates",
                x=(-7.3, 6.7),
                y=(0, 3.55),
                xlabel="error of the estimate, in percent of D",
                xticks=[float(place(error)) for error in (-10, -1, -0.1, 0, 0.1, 1, 10)],
                xticklabels=["−1000", "−100", "−10", "0", "10", "100", "1000"],
                height=190,
            ),
        ],
        readouts=[
            Readout("D(p‖q)", unit="nats", digits=4, role="p"),
            Readout("mean of k2", unit="nats", digits=4),
            Readout("sd of k1", unit="nats", digits=4),
            Readout("sd of k2", unit="nats", digits=4),
            Readout("sd of k3", unit="nats", digits=4),
            Readout("k1 below 0", unit=f"of {REPEATS}", digits=0),
        ],
        handles=[Handle("densities", theta.symbol, sp.Float(P.pdf(0)), ("theta",), "peak of q")],
        draw=_draw,
        caption="p = N(0, 1) and q = N(θ, 1). From each of 400 samples of size n, three estimates of D: with r = q/p, k1 is "
        "the mean of −log r, k2 of (log r)²/2, k3 of r − 1 − log r. Line: from the 5th to the 95th percentile of the 400; box: "
        "the middle half; upright: the median; dot: the mean. The scale is even about 0 and logarithmic farther out.",
        description="At distance {theta} and {n} samples, D is {D(p‖q)}. Over 400 samples k1 has standard deviation "
        "{sd of k1} and is below zero {k1 below 0} times; k2 has mean {mean of k2} and standard deviation {sd of k2}; k3 has "
        "standard deviation {sd of k3}.",
    )
