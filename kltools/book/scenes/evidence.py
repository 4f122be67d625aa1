"""Running log-likelihood ratios of sample paths: the evidence for p against q grows with slope D."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from scipy import stats

import kltools
from kltools.drawing import PALETTE, Panel, lettering
from kltools.explorables import Handle, Readout, Recorded, Slider, Update, scene

PATHS, REPEATS, LONGEST, EVERY = 10, 2000, 200, 2
SIZES = (2, 6, 10, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200)

mean = Slider("mean", 0.1, 1.2, 0.8, 0.025, "mean of q", play=True)
size = Slider("n", 2, LONGEST, 100, 1, "observations n", values=SIZES, play=True)


def _draw(axes: Mapping[str, Axes]) -> Update:
    """Add the paths, the line of slope D, the band of one standard deviation and the cursor."""
    panel = axes["ratio"]
    generator = np.random.default_rng(1951)  # the year of Kullback and Leibler's paper
    steps = np.arange(0, LONGEST + 1, EVERY)
    draws = generator.standard_normal((REPEATS, LONGEST))
    sums = np.concatenate([np.zeros((REPEATS, 1)), draws.cumsum(axis=1)], axis=1)
    (paths,) = panel.plot([], [], color=PALETTE["p"], lw=1.3, alpha=0.6)
    (trend,) = panel.plot([], [], color=PALETTE["ink"], lw=2.4)
    bands = [panel.plot([], [], color=PALETTE["muted"], lw=1.5, dashes=(3, 2))[0] for _ in range(2)]
    (cursor,) = panel.plot([], [], color=PALETTE["line"], lw=1.5)
    name = panel.text(0, 0, "slope D", **lettering("ink", "right"))

    def update(mean: float, n: float) -> Mapping[str, float]:
        p, q = stats.norm(0, 1), stats.norm(mean, 1)
        divergence, until = kltools.kl_divergence(p, q), int(n)
        # log p(x)/q(x) = mean²/2 − mean·x for one observation, so a running sum needs only the sum of x
        ratios = steps * mean**2 / 2 - mean * sums[:PATHS, ::EVERY]
        shown = steps <= until
        gap = np.full((PATHS, 1), np.nan)
        paths.set_data(
            np.hstack([np.tile(steps[shown], (PATHS, 1)), gap]).ravel(), np.hstack([ratios[:, shown], gap]).ravel()
        )
        trend.set_data([0, LONGEST], [0, divergence * LONGEST])
        for sign, band in zip((-1, 1), bands):
            band.set_data(steps, divergence * steps + sign * mean * np.sqrt(steps))
        cursor.set_data([n, n], panel.get_ylim())
        name.set_position((LONGEST - 4, min(divergence * LONGEST + 24, 140)))
        ends = until * mean**2 / 2 - mean * sums[:, until]
        return {
            "D(p‖q)": divergence,
            "nD": until * divergence,
            "mean of the 10": float(ratios[:, until // EVERY].mean()),
            "samples that favour q": float(np.sum(ends < 0)),
        }

    return update


@scene
def evidence() -> Recorded:
    """Sums of log p(x)/q(x) over samples from p = N(0, 1), against q = N(mean, 1).

    Examples
    --------
    >>> scene = evidence.describe()
    >>> frame = scene.frame(scene.state(mean=0.5, n=100))
    >>> frame.readouts["nD"]
    12.5
    """
    return Recorded(
        name="evidence",
        controls=[mean, size],
        panels=[
            Panel(
                "ratio",
                x=(0, LONGEST),
                y=(-20, 165),
                xlabel="observations",
                title="log-likelihood ratio, nats",
                xticks=(0, 50, 100, 150, 200),
                yticks=(0, 50, 100, 150),
                height=250,
            )
        ],
        readouts=[
            Readout("D(p‖q)", unit="nats", role="p"),
            Readout("nD", unit="nats", digits=1),
            Readout("mean of the 10", unit="nats", digits=1),
            Readout("samples that favour q", unit="of 2,000", digits=0, role="q"),
        ],
        handles=[
            Handle(
                "ratio", size.symbol, size.symbol * mean.symbol**2 / 2, ("n", "mean"), "n and the mean of q", role="ink"
            )
        ],
        draw=_draw,
        caption="Ten samples drawn from p = N(0, 1), each a path of its running log-likelihood ratio against q, a normal "
        "of the chosen mean and variance 1. Dashed, grey: one standard deviation about the line of slope D. The last number "
        "counts, of 2,000 samples of size n, those whose evidence points to q, the wrong one.",
        description="Ten running log-likelihood ratios up to {n} observations, q of mean {mean}. They rise with slope D = "
        "{D(p‖q)} to about nD = {nD}; their mean there is {mean of the 10}. {samples that favour q} samples favour q.",
    )
