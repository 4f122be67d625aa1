"""The evidence lower bound of a q, and the gap up to log p(x), which is D of q from the posterior."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.drawing import Panel
from kltools.explorables import Curve, Descent, Formula, Handle, Largest, Mark, Polyline, Readout, Slider, Word, scene

NOISE = sp.Integer(1)  # standard deviation of x about z
LEAST = -9  # nats: the lower panel's left edge

seen = Slider("x", -3, 3, 2, 0.05, "observation x", play=True)
mean = Slider("mu", -3, 3, -0.2, 0.05, "mean of q")
spread = Slider("sigma", 0.4, 2.5, 1, 0.05, "standard deviation of q")
x, mu, sigma = seen.symbol, mean.symbol, spread.symbol
Z = sp.Symbol("z", real=True)

prior = exact.normal(0, 1, x=Z)
q = exact.normal(mu, sigma, x=Z)
# as a function of z, the likelihood N(x; z, τ²) is the density N(z; x, τ²)
likelihood = exact.normal(x, NOISE, x=Z)
posterior = exact.normal(x / (1 + NOISE**2), NOISE / sp.sqrt(1 + NOISE**2), x=Z)
evidence = exact.normal(0, sp.sqrt(1 + NOISE**2), x=Z).log_expression.subs(Z, x)
reconstruction, penalty = -exact.cross_entropy(q, likelihood), exact.kl_divergence(q, prior)
bound, gap = reconstruction - penalty, exact.kl_divergence(q, posterior)


def _posterior(x: float) -> rv_frozen:
    """The posterior as a SciPy distribution."""
    precision = 1 + 1 / float(NOISE) ** 2
    return stats.norm(x / float(NOISE) ** 2 / precision, precision**-0.5)


def _mean_under_q(function: Callable[[NDArray[np.float64]], NDArray[np.float64]], mu: float, sigma: float) -> float:
    """E_q of a function of z, by Gauss's rule for the normal density: exact here, where log densities are quadratic."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    return float(weights @ function(mu + sigma * nodes) / weights.sum())


def _reconstruction(x: float, mu: float, sigma: float) -> float:
    return _mean_under_q(lambda z: stats.norm(z, float(NOISE)).logpdf(x), mu, sigma)


def _bound(x: float, mu: float, sigma: float) -> float:
    """The mean of the log joint density under q, and q's entropy: neither of them is in the expression."""
    joint = _mean_under_q(lambda z: stats.norm(z, float(NOISE)).logpdf(x) + stats.norm(0, 1).logpdf(z), mu, sigma)
    return joint + float(stats.norm(mu, sigma).entropy())


def _densities() -> list[Mark]:
    """Prior, posterior and q, each named where the others leave room, and the observation on its own line."""
    curves = [prior.expression, posterior.expression, q.expression]

    def above(*places: sp.Expr) -> sp.Expr:
        return Largest(*[curve.subs(Z, place) for curve in curves for place in map(sp.sympify, places)]) + 0.04

    centre, peak = x / (1 + NOISE**2), q.expression.subs(Z, mu)
    away = sp.Piecewise((1, centre >= mu), (-1, True))  # the side of the posterior that q is not on
    near, far = centre + away * sp.Rational(11, 10), centre + away * sp.Rational(5, 2)
    on_left = sp.And(sp.Abs(mu + 1.6) > 1.1, sp.Or(mu <= centre, centre > 1.4))
    on_right = sp.And(sp.Abs(mu - 1.6) > 1.1, sp.Or(mu > centre, centre < -1.4))
    beside = above(near, (near + far) / 2, far) + 0.03  # its brackets reach lower than other names do
    return [
        Polyline("densities", [-5, 5], [0, 0], "line", width=1.5),
        Curve("densities", curves[1], "p", x=Z, fill="light", points=241),
        Curve("densities", curves[2], "q", x=Z, fill="light", points=241),
        Curve("densities", curves[0], "muted", x=Z, points=241),
        Curve("densities", curves[1], "p", x=Z, points=241),
        Curve("densities", curves[2], "q", x=Z, points=241),
        Word("densities", "p(z)", -1.6, above(-2.1, -1.6, -1.1), "muted", shown_if=sp.And(x >= 0, on_left)),
        Word("densities", "p(z)", 1.6, above(1.1, 1.6, 2.1), "muted", shown_if=sp.And(x < 0, on_right)),
        Word("densities", "p(z|x)", near, beside, "p", "left", centre >= mu),
        Word("densities", "p(z|x)", near, beside, "p", "right", centre < mu),
        Word("densities", "q", mu, Largest(peak + 0.13, above(mu - 0.15, mu + 0.15)), "q"),
        Word("densities", "x", x + 0.45, -0.145, "ink"),
    ]


def _scale() -> list[Mark]:
    """One line of nats: the ELBO, the gap, and log p(x) where they end together."""
    return [
        Polyline("nats", [LEAST, 2.2], [0.42, 0.42], "line", width=1.5),
        Polyline("nats", [Largest(bound, LEAST - 1), evidence], [0.42, 0.42], "adds", width=9),
        Polyline("nats", [evidence, evidence], [0.14, 1], "p", width=2.4),
        Polyline("nats", [bound], [0.42], "q", width=13),
        Word("nats", "log p(x)", evidence + 0.2, 0.74, "p", "left"),
        Word("nats", "ELBO", bound - 0.15, 0.74, "q", "right", bound > -7.2),
        Word("nats", "ELBO", bound, 0.74, "q", "left", sp.And(bound <= -7.2, bound > LEAST)),
        Word("nats", "← ELBO", LEAST, 0.74, "q", "left", bound <= LEAST),
        Word("nats", "gap", (Largest(bound, LEAST) + evidence) / 2, 0.08, "adds", shown_if=gap > 1.6),
    ]


@scene
def elbo() -> Formula:
    """z ~ N(0, 1) and x | z ~ N(z, 1): an observation, its posterior, and a q that the reader drags.

    Examples
    --------
    >>> numbers = elbo.describe().truths({"x": 2.0, "mu": 1.0, "sigma": 0.5**0.5})
    >>> abs(numbers["log p(x)"] - numbers["ELBO"]) < 1e-12
    True
    """
    return Formula(
        name="elbo",
        controls=[seen, mean, spread],
        panels=[
            Panel("densities", x=(-5, 5), y=(-0.2, 1.22), title="density", xlabel="z", xticks=(-4, -2, 0, 2, 4), height=210),
            Panel("nats", x=(LEAST, 2.2), y=(0, 1), xlabel="nats", xticks=(-8, -6, -4, -2, 0), height=90),
        ],
        marks=[*_densities(), *_scale()],
        readouts=[
            Readout("log p(x)", evidence, lambda x, mu, sigma: stats.norm(0, 2**0.5).logpdf(x), "nats", role="p"),
            Readout("ELBO", bound, _bound, "nats", role="q"),
            Readout(
                "D(q‖p(z|x))",
                gap,
                lambda x, mu, sigma: kltools.kl_divergence(stats.norm(mu, sigma), _posterior(x)),
                "nats",
            ),
            Readout("reconstruction", reconstruction, _reconstruction, "nats"),
            Readout(
                "penalty D(q‖p(z))",
                penalty,
                lambda x, mu, sigma: kltools.kl_divergence(stats.norm(mu, sigma), stats.norm(0, 1)),
                "nats",
            ),
        ],
        handles=[
            *bell_handles("densities", q, mean, spread, turn=2),
            Handle("densities", x, -sp.Rational(1, 10), ("x",), "observation x", role="ink"),
        ],
        descents=[Descent("Raise the ELBO", "D(q‖p(z|x))", ("mu", "sigma"))],
        caption="Dotted, grey: the prior p(z). Blue: the posterior p(z|x). The ELBO is the reconstruction less the penalty; what "
        "it lacks of log p(x) is D(q‖p(z|x)).",
        description="For the observation {x}, a posterior density and a normal q with mean {mu} and standard deviation {sigma}. "
        "On a line of nats the ELBO stands at {ELBO}, log p(x) at {log p(x)}, and the gap is D = {D(q‖p(z|x))}. The ELBO is "
        "a reconstruction of {reconstruction} less a penalty of {penalty D(q‖p(z))}.",
    )  # fmt: skip
