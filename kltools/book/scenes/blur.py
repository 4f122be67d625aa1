"""Two point masses, blurred: noise of width σ makes an infinite divergence finite, and gives it a slope."""

from __future__ import annotations

import sympy as sp
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.drawing import Panel
from kltools.explorables import Curve, Descent, Formula, Polyline, Readout, Slider, Word, X, scene

gap = Slider("theta", 0, 3, 1, 0.05, "distance θ", play=True)
noise = Slider("sigma", 0.2, 2, 0.5, 0.05, "noise σ", play=True)
theta, sigma = gap.symbol, noise.symbol


def _pair(theta: float, sigma: float) -> tuple[rv_frozen, rv_frozen]:
    return stats.norm(0, sigma), stats.norm(theta, sigma)


@scene
def blur() -> Formula:
    """Point masses at 0 and θ, each blurred by a normal of width σ: D = θ²/2σ².

    Examples
    --------
    >>> blur.describe().truths({"theta": 1.0, "sigma": 0.5})["D(p‖q)"]
    2.0
    """
    p, q = exact.normal(0, sigma, x=X), exact.normal(theta, sigma, x=X)
    divergence = exact.kl_divergence(p, q)
    return Formula(
        name="blur",
        controls=[gap, noise],
        panels=[Panel("line", x=(-3, 6), y=(0, 2.2), title="density", xlabel="x", xticks=(-2, 0, 2, 4), height=210)],
        marks=[
            Curve("line", p.expression, "p", fill="light", points=321),
            Curve("line", q.expression, "q", fill="light", points=321),
            Curve("line", p.expression, "p", points=321),
            Curve("line", q.expression, "q", points=321),
            Polyline("line", [0, 0], [0, 2.2], "p", width=1.5),
            Polyline("line", [theta, theta], [0, 2.2], "q", width=1.5),
            Word("line", "p", -0.25, 2.0, "p"),
            Word("line", "q", theta + sp.Rational(25, 100), 2.0, "q"),
        ],
        readouts=[
            Readout(
                "D(p‖q)", divergence, lambda theta, sigma: kltools.kl_divergence(*_pair(theta, sigma)), "nats", role="p"
            ),
            Readout("slope by θ", divergence.diff(theta), lambda theta, sigma: theta / sigma**2, "nats per unit"),
        ],
        handles=bell_handles("line", q, gap, noise),
        descents=[Descent("Descend on D(p‖q)", "D(p‖q)", ("theta",))],
        caption="Thin lines: the two point masses, for which D is infinite. Drag the peak of q: sideways "
        "moves its mass, down blurs both.",
        description="Point masses at 0 and {theta}, blurred by noise of width {sigma}. D is {D(p‖q)}, its slope {slope by θ}.",
    )
