"""Two coins on a map: where the two directions of the divergence agree, and which is larger elsewhere."""

from __future__ import annotations

import sympy as sp

import kltools
from kltools import exact
from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Polyline, Readout, Slider, Word, X, scene

LEAST, MOST = 0.05, 0.95
heads_p = Slider("a", LEAST, MOST, 0.3, 0.01, "p's chance of heads, a", play=True)
heads_q = Slider("b", LEAST, MOST, 0.6, 0.01, "q's chance of heads, b", play=True)
a, b = heads_p.symbol, heads_q.symbol
TICKS = (0, 0.25, 0.5, 0.75, 1)

PANELS = [
    Panel(
        "map",
        x=(0, 1),
        y=(0, 1),
        title="b, q's chance of heads",
        xlabel="a, p's chance of heads",
        xticks=TICKS,
        yticks=(0, 0.5, 1),
        height=230,
    ),
    Panel(
        "slice",
        x=(0, 1),
        y=(0, 2.8),
        title="both directions, for this a and every b",
        xlabel="b",
        xticks=TICKS,
        yticks=(0, 1, 2),
        height=120,
    ),
]


def divergence(first: sp.Expr, second: sp.Expr) -> sp.Expr:
    """D between two coins, from the catalogue of closed forms."""
    one, other = sp.symbols("one other", positive=True)
    form = exact.kl_divergence(exact.bernoulli(one), exact.bernoulli(other))
    return form.subs({one: first, other: second}, simultaneous=True)


@scene
def bernoulli_pair() -> Formula:
    """The square of all pairs of coins, with the two lines on which both directions agree.

    Examples
    --------
    >>> scene = bernoulli_pair.describe()
    >>> numbers = scene.truths({"a": 0.3, "b": 0.7})
    >>> abs(numbers["D(p‖q)"] - numbers["D(q‖p)"]) < 1e-15
    True
    """
    forward, reverse = divergence(a, b), divergence(b, a)
    return Formula(
        name="bernoulli_pair",
        controls=[heads_p, heads_q],
        panels=PANELS,
        marks=[
            Curve("map", X, "muted", span=(0, 1), points=2),
            Curve("map", 1 - X, "muted", span=(0, 1), points=2),
            Word("map", "D(p‖q) larger", 0.5, 0.12, "p"),
            Word("map", "D(p‖q) larger", 0.5, 0.85, "p"),
            Word("map", "D(q‖p) larger", 0.17, 0.48, "q"),
            Word("map", "D(q‖p) larger", 0.83, 0.48, "q"),
            Curve("slice", divergence(a, X), "p", span=(0.01, 0.99)),
            Curve("slice", divergence(X, a), "q", span=(0.01, 0.99)),
            Polyline("slice", [b, b], [0, 2.8], "muted", width=1.5),
            Polyline("slice", [b], [forward], "p", width=9),
            Polyline("slice", [b], [reverse], "q", width=9),
        ],
        readouts=[
            Readout("D(p‖q)", forward, lambda a, b: kltools.kl_divergence([a, 1 - a], [b, 1 - b]), "nats", role="p"),
            Readout("D(q‖p)", reverse, lambda a, b: kltools.kl_divergence([b, 1 - b], [a, 1 - a]), "nats", role="q"),
        ],
        handles=[
            Handle("map", a, b, ("a", "b"), "pair of coins", role="ink"),
            Handle("slice", b, forward, ("b",), "b, on the curve of D(p‖q)", role="p"),
            Handle("slice", b, reverse, ("b",), "b, on the curve of D(q‖p)"),
        ],
        caption="Every point of the square is a pair of coins. On the two grey lines both directions are equal: a = b, "
        "and b = 1 − a.",
        description="A map of pairs of coins; p lands heads with probability {a}, q with {b}. D(p‖q) is {D(p‖q)}, D(q‖p) is "
        "{D(q‖p)}.",
    )
