"""A correlated Gaussian and its two factorised fits: forward keeps the variances, reverse shrinks them."""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import stats

import kltools
from kltools import exact
from kltools.drawing import Panel
from kltools.explorables import Formula, Handle, Readout, Slider, Trace, Word, scene

RADIUS = sp.Rational(3, 2)  # the contour that holds this many standard deviations
correlation = Slider("rho", -0.95, 0.95, 0.8, 0.05, "correlation ρ of p", play=True)
rho = correlation.symbol
t = sp.Symbol("t", real=True)


def _forms() -> tuple[sp.Expr, sp.Expr]:
    """D(p‖q) of the forward fit and D(q‖p) of the reverse fit, from the catalogue of closed forms."""
    origin, covariance = sp.zeros(2, 1), sp.Matrix([[1, rho], [rho, 1]])
    p = exact.multivariate_normal(origin, covariance)
    forward, reverse = (exact.multivariate_normal(origin, variance * sp.eye(2)) for variance in (1, 1 - rho**2))
    return exact.kl_divergence(p, forward), exact.kl_divergence(reverse, p)


def _covariances(rho: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of p, of its forward fit and of its reverse fit."""
    return np.array([[1, rho], [rho, 1]]), np.eye(2), (1 - rho**2) * np.eye(2)


def _forward(rho: float) -> float:
    p, forward, _ = (stats.multivariate_normal([0, 0], one) for one in _covariances(rho))
    return float(kltools.kl_divergence(p, forward))


def _reverse(rho: float) -> float:
    p, _, reverse = (stats.multivariate_normal([0, 0], one) for one in _covariances(rho))
    return float(kltools.kl_divergence(reverse, p))


@scene
def correlated() -> Formula:
    """Contours of p (variances 1, correlation ρ) and of its two best factorised Gaussians.

    Examples
    --------
    >>> correlated.describe().truths({"rho": 0.8})["variance, reverse"].__round__(12)
    0.36
    """
    forward, reverse = _forms()
    shrunk = sp.sqrt(1 - rho**2)
    tilted = (RADIUS * sp.cos(t), RADIUS * (rho * sp.cos(t) + shrunk * sp.sin(t)))
    turn = (0.0, 6.283185307179586)
    grip = sp.pi / 4
    return Formula(
        name="correlated",
        controls=[correlation],
        panels=[
            Panel(
                "plane",
                x=(-3, 3),
                y=(-1.9, 1.9),
                xlabel="x₁",
                title="x₂",
                xticks=(-2, -1, 0, 1, 2),
                yticks=(-1, 0, 1),
                height=250,
                square=True,
            )
        ],
        marks=[
            Trace("plane", *tilted, t, turn, "p"),
            Trace("plane", RADIUS * sp.cos(t), RADIUS * sp.sin(t), t, turn, "q"),
            Trace("plane", RADIUS * shrunk * sp.cos(t), RADIUS * shrunk * sp.sin(t), t, turn, "q"),
            Word("plane", "forward", 1.25, -1.3, "q", align="left"),
            Word("plane", "reverse", 0, -sp.Rational(1, 20), "q", shown_if=shrunk > 0.45),
            Word("plane", "p", sp.Rational(17, 10), RADIUS * rho - sp.Rational(1, 20), "p"),
        ],
        readouts=[
            Readout("variance, forward", sp.Integer(1), lambda rho: 1.0, role="q"),
            Readout("variance, reverse", 1 - rho**2, lambda rho: float(_covariances(rho)[2][0, 0]), role="q"),
            Readout("least D(p‖q)", forward, _forward, "nats"),
            Readout("least D(q‖p)", reverse, _reverse, "nats"),
        ],
        handles=[Handle("plane", tilted[0].subs(t, grip), tilted[1].subs(t, grip), ("rho",), "ellipse of p", role="p")],
        caption="Contours at one and a half standard deviations: p (solid), and the factorised Gaussian that is best in each "
        "direction (dashed). Drag the ellipse.",
        description="An ellipse of correlation {rho} and two circles. The forward fit keeps variance {variance, forward}; the "
        "reverse fit has variance {variance, reverse}. Both least divergences are {least D(p‖q)} and {least D(q‖p)}.",
    )
