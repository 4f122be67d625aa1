"""The log-partition function of a family, its tangent at p, and the gap at q that is D(p‖q)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp
from scipy import stats
from scipy.stats.distributions import rv_frozen

import kltools
from kltools.drawing import Panel
from kltools.exact import exponential_families
from kltools.explorables import Choice, Curve, Formula, Handle, Mark, Polyline, Readout, Slider, Word, X, scene

family = Choice("family", ("Poisson", "coin", "normal of variance 1"), "family")
ends = (-1.8, 1.3)
of_p = Slider("eta_p", *ends, -0.6, 0.05, "natural parameter of p", play=True)
of_q = Slider("eta_q", *ends, 1, 0.05, "natural parameter of q", play=True)
# of each declared family, its natural parameters where one of them is eta, and what it holds fixed
NATURAL: dict[str, Callable[[Any], tuple[tuple[Any, ...], tuple[Any, ...]]]] = {
    "poisson": lambda eta: ((eta,), ()),
    "binomial": lambda eta: ((eta,), (1,)),
    "normal": lambda eta: ((eta, -sp.Rational(1, 2)), ()),
}


def _bregman(start: sp.Expr, stop: sp.Expr) -> sp.Expr:
    """D(p‖q) of the chosen family, from p's natural parameter to q's."""
    forms = []
    for name, natural in NATURAL.items():
        (at_p, held), (at_q, _) = natural(start), natural(stop)
        forms.append(exponential_families[name].bregman(at_p, at_q, *held))
    return family.select(forms)


def _height(eta: sp.Expr) -> sp.Expr:
    """The log-partition function of the chosen family."""
    heights = []
    for name, natural in NATURAL.items():
        place, held = natural(eta)
        heights.append(exponential_families[name].log_partition(*place, *held))
    return family.select(heights)


def _member(name: str, eta: float) -> rv_frozen:
    """The member of a family with a natural parameter, as a SciPy distribution."""
    made = {
        "Poisson": lambda: stats.poisson(float(sp.exp(eta))),
        "coin": lambda: stats.bernoulli(float(1 / (1 + sp.exp(-eta)))),
        "normal of variance 1": lambda: stats.norm(eta, 1),
    }
    return made[name]()


def _marks() -> list[Mark]:
    """The curve, its tangent at p, the gap at q as a bar, and the names of all."""
    start, stop = of_p.symbol, of_q.symbol
    slope, level = _height(X).diff(X), _height(X)
    tangent = _height(start) + slope.subs(X, start) * (X - start)
    foot, top = tangent.subs(X, stop), _height(stop)
    apart = sp.Abs(stop - start) > sp.Rational(1, 2)
    side = sp.Piecewise((1, stop >= start), (-1, True))
    beside_p = _beside(slope.subs(X, start), sp.false)
    beside_q = _beside(slope.subs(X, stop), sp.Abs(stop - start) < sp.Rational(2, 5))
    return [
        Curve("potential", level, "ink"),
        Curve("potential", tangent, "muted", points=2),
        Polyline("potential", [stop, stop], [foot, top], "adds", width=7),
        Polyline("potential", [start], [_height(start)], "p", width=11),
        Polyline("potential", [stop], [top], "q", width=11),
        Word("potential", "A", -2.6, level.subs(X, sp.Rational(-13, 5)) + 0.45, "ink"),
        Word("potential", "p", start + beside_p[0], _height(start) + beside_p[1], "p"),
        Word("potential", "q", stop + beside_q[0], top + beside_q[1], "q"),
        Word(
            "potential",
            "D(p‖q)",
            stop + side * 0.09,
            (foot + 2 * top) / 3 - 0.1,
            "adds",
            align="left",
            shown_if=sp.And(apart, stop > start),
        ),
        Word(
            "potential",
            "D(p‖q)",
            stop + side * 0.09,
            (foot + top) / 2 - 0.1,
            "adds",
            align="right",
            shown_if=sp.And(apart, stop < start),
        ),
    ]


@scene
def log_partition() -> Formula:
    """A convex function, the tangent at p, and D(p‖q) as the gap at q.

    Examples
    --------
    >>> scene = log_partition.describe()
    >>> scene.truths(scene.state(family="normal of variance 1", eta_p=0, eta_q=1))["D(p‖q)"]
    0.5
    """
    start, stop = of_p.symbol, of_q.symbol
    slope, top = _height(X).diff(X), _height(stop)
    return Formula(
        name="log_partition",
        controls=[family, of_p, of_q],
        panels=[
            Panel(
                "potential",
                x=(-2.8, 2.3),
                y=(-1.6, 5.2),
                title="log-partition function A(η)",
                xlabel="natural parameter η",
                xticks=(-2, -1, 0, 1, 2),
                yticks=(0, 2, 4),
                height=250,
            )
        ],
        marks=_marks(),
        readouts=[
            Readout("D(p‖q)", _bregman(start, stop), _divergence, "nats", role="p"),
            Readout("D(q‖p)", _bregman(stop, start), _reverse, "nats", role="q"),
            Readout(
                "mean of p", slope.subs(X, start), lambda family, eta_p, eta_q: _member(family, eta_p).mean(), role="p"
            ),
            Readout(
                "mean of q", slope.subs(X, stop), lambda family, eta_p, eta_q: _member(family, eta_q).mean(), role="q"
            ),
        ],
        handles=[
            Handle("potential", start, _height(start), ("eta_p",), "p on the curve", "p"),
            Handle("potential", stop, top, ("eta_q",), "q on the curve", "q"),
        ],
        caption="The dotted line touches the curve A at p. What A lies above it at q, the bar, is D(p‖q). The slope of A is the "
        "mean of the member.",
        description="The log-partition function of the family {family}, with p at {eta_p} and q at {eta_q}. The curve lies "
        "above its tangent at p by D(p‖q) = {D(p‖q)} where q stands; the other way round the gap is {D(q‖p)}. The slopes "
        "are the means, {mean of p} and {mean of q}.",
    )


def _beside(slope: sp.Expr, below: sp.Basic) -> tuple[sp.Expr, sp.Expr]:
    """How far a dot's name stands from it: above the curve on its low side, or below it on the other."""
    across = sp.Piecewise((-sp.Rational(1, 7), slope >= 0), (sp.Rational(1, 7), True))
    return sp.Piecewise((-across, below), (across, True)), sp.Piecewise(
        (-sp.Rational(3, 4), below), (sp.Rational(2, 5), True)
    )


def _divergence(family: str, eta_p: float, eta_q: float) -> float:
    return float(kltools.kl_divergence(_member(family, eta_p), _member(family, eta_q)))


def _reverse(family: str, eta_p: float, eta_q: float) -> float:
    return _divergence(family, eta_q, eta_p)
