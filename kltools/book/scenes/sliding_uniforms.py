"""Two uniform boxes slide apart: D is 0 or infinite, and other measures see how far."""

from __future__ import annotations

import numpy as np
import sympy as sp
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Polyline, Readout, Slider, Smallest, Word, X, scene

shift = Slider("theta", 0, 2, 0, 0.05, "shift θ", play=True)
theta = shift.symbol


def _boxes(theta: float) -> tuple[rv_frozen, rv_frozen]:
    return stats.uniform(0, 1), stats.uniform(theta, 1)


def _wasserstein(theta: float) -> float:
    """The mean distance between quantiles, which is Wasserstein's for distributions on a line."""
    levels = (np.arange(1000) + 0.5) / 1000
    p, q = _boxes(theta)
    return float(np.mean(np.abs(p.ppf(levels) - q.ppf(levels))))


@scene
def sliding_uniforms() -> Formula:
    """p uniform on [0, 1], q uniform on [θ, θ + 1].

    Examples
    --------
    >>> sliding_uniforms.describe().truths({"theta": 0.5})["D(p‖q)"]
    inf
    """
    apart = sp.Piecewise((0, sp.Eq(theta, 0)), (sp.oo, True))
    capped = sp.Piecewise((theta, theta < 1), (1, True))  # a minimum, with a slope that JavaScript has
    jsd = capped * sp.log(2)
    edges = [-0.5, theta, theta, theta + 1, theta + 1, 3.2]
    return Formula(
        name="sliding_uniforms",
        controls=[shift],
        panels=[
            Panel("boxes", x=(-0.5, 3.2), y=(0, 1.35), title="density", xlabel="x", xticks=(0, 1, 2, 3), height=120),
            Panel(
                "measures",
                x=(0, 2.1),
                y=(0, 2.1),
                title="what each measure makes of the shift",
                xlabel="θ",
                xticks=(0, 1, 2),
                yticks=(0, 1, 2),
                height=150,
            ),
        ],
        marks=[
            Polyline("boxes", [-0.5, 0, 0, 1, 1, 3.2], [0, 0, 1, 1, 0, 0], "p"),
            Polyline("boxes", edges, [0, 0, 1, 1, 0, 0], "q"),
            Word("boxes", "p", 0.1, 1.08, "p"),
            Word("boxes", "q", theta + sp.Rational(9, 10), 1.08, "q"),
            Curve("measures", X, "muted", span=(0, 2.1), points=2),
            Curve("measures", Smallest(X, 1), "takes", span=(0, 2.1), points=43),
            Curve("measures", Smallest(X, 1) * sp.log(2), "m", span=(0, 2.1), points=43),
            Word("measures", "Wasserstein-1", 1.55, 1.75, "muted", align="right"),
            Word("measures", "total variation", 2.08, 1.08, "takes", align="right"),
            Word("measures", "JSD", 2.08, 0.42, "m", align="right"),
            Polyline("measures", [theta], [theta], "muted", width=9),
            Polyline("measures", [theta], [capped], "takes", width=9),
            Polyline("measures", [theta], [jsd], "m", width=9),
        ],
        readouts=[
            Readout("D(p‖q)", apart, lambda theta: kltools.kl_divergence(*_boxes(theta)), role="p"),
            Readout("D(q‖p)", apart, lambda theta: kltools.kl_divergence(*reversed(_boxes(theta))), role="q"),
            Readout("JSD", jsd, lambda theta: kltools.js_divergence(*_boxes(theta)), "nats", role="m"),
            Readout("total variation", capped, lambda theta: kltools.total_variation(*_boxes(theta))),
            Readout("Wasserstein-1", theta, _wasserstein),
        ],
        handles=[
            Handle("boxes", theta + sp.Rational(1, 2), sp.Integer(1), ("theta",), "box of q"),
            Handle("measures", theta, theta, ("theta",), "θ, on the line of Wasserstein-1", role="muted"),
            Handle("measures", theta, capped, ("theta",), "θ, on the line of total variation", role="takes"),
            Handle("measures", theta, jsd, ("theta",), "θ, on the line of JSD", role="m"),
        ],
        caption="Drag q's box. The least shift makes D infinite both ways, and it stays so.",
        description="Two boxes of width 1, q shifted by {theta}. D(p‖q) is {D(p‖q)}, D(q‖p) is {D(q‖p)}, JSD is {JSD}, total "
        "variation {total variation}, Wasserstein-1 {Wasserstein-1}.",
    )
