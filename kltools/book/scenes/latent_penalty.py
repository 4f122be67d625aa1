"""What an encoder pays for leaving the prior: D(q‖p) of a normal q from the standard normal, on the map of all q."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from kltools.book.bell_handles import bell_handles
from kltools.drawing import Panel
from kltools.explorables import (
    Curve,
    Descent,
    Formula,
    Handle,
    Largest,
    Mark,
    Polyline,
    Readout,
    Slider,
    Smallest,
    Trace,
    Word,
    X,
    scene,
)

LEVELS = {"0.1": 0.1, "0.5": 0.5, "1": 1.0, "2": 2.0}
TOP = 1.4  # of the upper panel: a q narrower than 0.28 runs off it, and is dragged on the map alone
TURN = (0.0, 6.283185307179586)

mean = Slider("mu", -3, 3, 1, 0.05, "mean of q, μ", play=True)
spread = Slider("sigma", 0.1, 2.5, 0.5, 0.05, "standard deviation of q, σ", play=True)
mu, sigma = mean.symbol, spread.symbol
t, u = sp.symbols("t u", real=True)


def penalty(mean: sp.Expr, spread: sp.Expr) -> sp.Expr:
    """D of a normal from the standard normal, from the catalogue of closed forms."""
    return exact.kl_divergence(exact.normal(mu, sigma), exact.normal(0, 1)).subs(
        {mu: mean, sigma: spread}, simultaneous=True
    )


at_mean_0 = penalty(sp.S.Zero, sp.exp(u))  # by u = log σ, in which it is convex


def log_ends(level: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The logarithms of the least and the largest σ on a level line, each by one of Halley's steps.

    With y² for the level, −y − y² lies beyond the lower end and log(1 + 2y + 2y²)/2 beyond the upper, both within
    y² of it. The thousandth keeps the ends outside the line, by less than a pixel shows, and the steps defined at level 0.
    """
    y = sp.sqrt(level) + sp.Rational(1, 1000)
    return _nearer(-y - y**2, y), _nearer(sp.log(1 + 2 * y + 2 * y**2) / 2, y)


def _nearer(start: sp.Expr, y: sp.Expr) -> sp.Expr:
    """One of Halley's steps towards the log σ where the penalty at mean 0 is y²."""
    off, slope, bend = ((at_mean_0 - y**2).diff(u, order).subs(u, start) for order in (0, 1, 2))
    return start - off * slope / (slope**2 - off * bend / 2)


def level_line(level: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Mean and standard deviation along a level line of the penalty, once round for t from 0 to 2π.

    What the spread's part leaves of the level is the mean's part, μ²/2. log σ runs between its ends as a cosine, so
    that the points lie close where the line turns.
    """
    low, high = log_ends(level)
    log_spread = (low + high) / 2 + (high - low) / 2 * sp.cos(t)
    left = Largest(level - at_mean_0.subs(u, log_spread), 0)
    return sp.sign(sp.sin(t)) * sp.sqrt(2 * left), sp.exp(log_spread)


def _truth(mean: bool = True, spread: bool = True) -> Callable[..., float]:
    """The penalty by kltools; without one of its parts, of the q that has the prior's mean or spread."""

    def truth(mu: float, sigma: float) -> float:
        q = stats.norm(mu if mean else 0, sigma if spread else 1)
        return float(kltools.kl_divergence(q, stats.norm(0, 1)))

    return truth


def _words(p: sp.Expr, q: sp.Expr) -> list[Word]:
    """The curves' names, each on the flank that the other leaves free, and what is said of a q that is too tall."""
    side = sp.Piecewise((1, mu >= 0), (-1, True))
    beside_p, beside_q = -side * sp.Rational(3, 2), mu + side * (sigma * sp.Rational(9, 10) + sp.Rational(2, 5))
    flank = q.subs(X, mu + side * sigma * sp.Rational(9, 10))
    too_tall = q.subs(X, mu) > TOP
    return [
        Word("densities", "p", beside_p, Largest(p, q).subs(X, beside_p) + 0.06, "p"),
        Word("densities", "q", beside_q, Smallest(flank + 0.04, 1.2), "q"),
        Word("densities", "runs off the top", mu - 0.4, 1.2, "muted", "right", sp.And(too_tall, mu >= 0)),
        Word("densities", "runs off the top", mu + 0.4, 1.2, "muted", "left", sp.And(too_tall, mu < 0)),
    ]


def _map(level: sp.Expr) -> list[Mark]:
    """The level lines, the one through q, and the prior's place; words make way for the line and the ring."""
    top = sp.exp(log_ends(level)[1])
    marks: list[Mark] = [Polyline("map", [0], [1], "p", width=9)]
    for name, value in LEVELS.items():
        place = float(sp.exp(log_ends(sp.Float(value))[1])) + 0.07
        clear = sp.And(sp.Abs(top - place - 0.08) > 0.22, sp.Or(sp.Abs(mu) > 0.75, sp.Abs(sigma - place - 0.08) > 0.3))
        marks.append(Trace("map", *level_line(sp.Float(value)), t, TURN, "line"))
        marks.append(Word("map", name, 0, place, "muted", shown_if=clear))
    marks.append(Trace("map", *level_line(level), t, TURN, "q", points=161))
    marks.append(Word("map", "p", 0.27, 0.94, "p", shown_if=level > 0.22))
    return marks


@scene
def latent_penalty() -> Formula:
    """The prior N(0, 1), the encoder's q = N(μ, σ²), and the level line of D(q‖p) on which q stands.

    Examples
    --------
    >>> latent_penalty.describe().truths({"mu": 1.0, "sigma": 1.0})["D(q‖p)"]
    0.5
    """
    p, q = exact.normal(0, 1, x=X), exact.normal(mu, sigma, x=X)
    cost = penalty(mu, sigma)
    return Formula(
        name="latent_penalty",
        controls=[mean, spread],
        panels=[
            Panel("densities", x=(-6, 6), y=(0, TOP), title="density", xlabel="z", xticks=(-4, -2, 0, 2, 4), height=160),
            Panel(
                "map", x=(-3.6, 3.6), y=(0, 3.2), title="σ; lines of equal D(q‖p), in nats", xlabel="μ",
                xticks=(-3, -2, -1, 0, 1, 2, 3), yticks=(0, 1, 2, 3), height=240,
            ),
        ],
        marks=[
            Curve("densities", p.expression, "p", fill="light", points=321),
            Curve("densities", q.expression, "q", fill="light", points=321),
            Curve("densities", p.expression, "p", points=321),
            Curve("densities", q.expression, "q", points=321),
            *_words(p.expression, q.expression),
            *_map(cost),
        ],
        readouts=[
            Readout("D(q‖p)", cost, _truth(), "nats", role="q"),
            Readout("the mean’s part", penalty(mu, sp.S.One), _truth(spread=False), "nats"),
            Readout("the spread’s part", penalty(sp.S.Zero, sigma), _truth(mean=False), "nats"),
        ],
        handles=[
            *bell_handles("densities", q, mean, spread, top=TOP),
            Handle("map", mu, sigma, ("mu", "sigma"), "q on the map"),
        ],
        descents=[Descent("Descend on D(q‖p)", "D(q‖p)", ("mu", "sigma"))],
        caption="Above: the prior p, standard normal, and the encoder’s q. Below: every q is a point, p the blue one. The "
        "dashed line joins the q that pay as much as yours.",
        description="The standard normal prior p, and a normal q with mean {mu} and standard deviation {sigma}. On the map of "
        "means and standard deviations q stands on the level line D(q‖p) = {D(q‖p)}: {the mean’s part} for its mean, "
        "{the spread’s part} for its spread.",
    )  # fmt: skip
