"""Two bell curves: p stands still, the reader drags q."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.drawing import Panel
from kltools.explorables import Curve, Descent, Formula, Largest, Mark, Readout, Slider, Smallest, Word, X, scene

DENSITIES = Panel("densities", x=(-6, 6), y=(0, 0.72), title="density", height=190)
TERMS = Panel(
    "terms",
    x=(-6, 6),
    y=(-0.45, 2.05),
    title="p log(p/q): warm less cool area is D(p‖q)",
    xlabel="x",
    xticks=(-4, -2, 0, 2, 4),
    yticks=(0, 1, 2),
    height=120,
)
ENDS = (-30, 30)  # ten standard deviations of the widest q beyond its farthest mean, and more

mean = Slider("mu", -3, 3, 1.5, 0.05, "mean of q", play=True)
spread = Slider("sigma", 0.6, 2.5, 0.8, 0.05, "standard deviation of q")


@scene
def two_normals(terms: bool = True) -> Formula:
    """p = N(0, 1) against q = N(μ, σ²), with D both ways and JSD.

    Parameters
    ----------
    terms : bool
        Whether the integrand p log(p/q) is drawn beneath, its negative part in another colour.

    Examples
    --------
    >>> [readout.name for readout in two_normals.describe().readouts]
    ['D(p‖q)', 'D(q‖p)', 'JSD']
    """
    p, q = exact.normal(0, 1, x=X), exact.normal(mean.symbol, spread.symbol, x=X)
    marks = _densities(p.expression, q.expression)
    if terms:
        integrand = exact.kl_integrand(p, q)
        marks += [
            Curve("terms", Largest(integrand, 0), "adds", fill="adds"),
            Curve("terms", Smallest(integrand, 0), "takes", fill="takes"),
            Word("terms", "runs off the top", 1.9, 1.75, "muted", align="left", shown_if=_too_tall(integrand)),
        ]
    return Formula(
        name="two_normals",
        controls=[mean, spread],
        panels=[DENSITIES, TERMS] if terms else [_with_ticks(DENSITIES)],
        marks=marks,
        readouts=_readouts(p, q),
        handles=bell_handles("densities", q, mean, spread),
        descents=[
            Descent("Descend on D(p‖q)", "D(p‖q)", ("mu", "sigma")),
            Descent("Descend on D(q‖p)", "D(q‖p)", ("mu", "sigma")),
        ],
        caption="p is the standard normal. Drag the peak of q: sideways moves its mean, up and down its spread; the ring on its "
        "flank moves the spread alone. m is the equal mixture of the two.",
        description="The standard normal density p, and a normal density q with mean {mu} and standard deviation "
        "{sigma}. D(p‖q) is {D(p‖q)}, D(q‖p) is {D(q‖p)}, JSD is {JSD}.",
    )


def _too_tall(integrand: sp.Expr) -> sp.Basic:
    """Whether the integrand leaves its panel, judged at places a quarter apart where it can be highest."""
    top = TERMS.y[1]
    return sp.Or(*[integrand.subs(X, sp.Rational(place, 4)) > top for place in range(-8, 9)])


def _densities(p: sp.Expr, q: sp.Expr) -> list[Mark]:
    """p, q and m, each labelled on the flank that the others leave free."""
    mu, sigma = mean.symbol, spread.symbol
    m = (p + q) / 2
    side = sp.Piecewise((1, mu >= 0), (-1, True))
    # on a steep flank a name needs room for half its own width as well
    beside_p, beside_q = (
        -side * sp.Rational(39, 20),
        mu + side * (sp.Rational(3, 2) * sigma + sp.Rational(9, 20)),
    )
    under_m = -side * sp.Rational(7, 10)
    return [
        Curve("densities", p, "p", fill="light"),
        Curve("densities", q, "q", fill="light"),
        Curve("densities", m, "m"),
        Curve("densities", p, "p"),
        Curve("densities", q, "q"),
        Word("densities", "p", beside_p, p.subs(X, beside_p) + 0.045, "p"),
        Word("densities", "q", beside_q, q.subs(X, beside_q) + 0.045, "q"),
        Word("densities", "m", under_m, m.subs(X, under_m) - 0.085, "m"),
    ]


def _readouts(p: exact.Density, q: exact.Density) -> list[Readout]:
    """D both ways in closed form; JSD, which has none, as an integral."""

    def numerically(divergence: Callable[..., float], reverse: bool = False) -> Callable[..., float]:
        def truth(mu: float, sigma: float) -> float:
            pair = (stats.norm(0, 1), stats.norm(mu, sigma))
            return divergence(*(reversed(pair) if reverse else pair))

        return truth

    mixed = exact.js_divergence(p, q)
    return [
        Readout("D(p‖q)", exact.kl_divergence(p, q), numerically(kltools.kl_divergence), "nats", role="p"),
        Readout(
            "D(q‖p)", exact.kl_divergence(q, p), numerically(kltools.kl_divergence, reverse=True), "nats", role="q"
        ),
        Readout("JSD", sp.Integral(mixed.function, (X, *ENDS)), numerically(kltools.js_divergence), "nats", role="m"),
    ]


def _with_ticks(panel: Panel) -> Panel:
    """The upper panel where it stands alone."""
    return Panel(panel.name, panel.x, panel.y, "x", panel.title, TERMS.xticks, height=240)
