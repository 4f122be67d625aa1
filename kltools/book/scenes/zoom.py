"""Zooming in: for parameters that nearly agree, both directions become half the Fisher information times δ²."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

import kltools
from kltools.book.scenes.bernoulli_pair import divergence
from kltools.drawing import Panel
from kltools.explorables import Curve, Formula, Handle, Largest, Polyline, Readout, Slider, Smallest, Word, X, scene

chance = Slider("theta", 0.15, 0.65, 0.2, 0.01, "θ, p's chance of heads")
power = Slider("e", -3, -0.8, -1, 0.05, "logarithm (base 10) of δ", play=True)
theta, e = chance.symbol, power.symbol
across = sp.Integer(10) ** X  # δ, as the panel's horizontal axis has it

PANEL = Panel(
    "ratio",
    x=(-3.05, -0.75),
    y=(0.6, 1.6),
    title="D over ½ I(θ) δ²",
    xlabel="δ",
    xticks=(-3, -2, -1),
    xticklabels=("0.001", "0.01", "0.1"),
    yticks=(0.75, 1, 1.25),
    height=220,
)


def _ratio(delta: sp.Expr, *, reverse: bool) -> sp.Expr:
    """One direction over half the Fisher information 1/(θ(1 − θ)) times δ²."""
    pair = (theta + delta, theta) if reverse else (theta, theta + delta)
    return divergence(*pair) * 2 * theta * (1 - theta) / delta**2


def _truth(reverse: bool) -> Callable[..., float]:
    def truth(theta: float, e: float) -> float:
        delta = float(10.0**e)
        coins = [theta, 1 - theta], [theta + delta, 1 - theta - delta]
        divergence = float(kltools.kl_divergence(*(reversed(coins) if reverse else coins)))
        return divergence * 2 * theta * (1 - theta) / delta**2

    return truth


def _names() -> list[Word]:
    """The curves' names, each on its curve's free side: below the lower curve and above the higher."""
    at = sp.Rational(-3, 2)
    forward, reverse = (_ratio(across, reverse=way).subs(X, at) for way in (False, True))
    below = forward < reverse
    gap, above, under = sp.Rational(14, 100), sp.Rational(6, 100), sp.Rational(11, 100)
    by_forward = sp.Piecewise((forward - gap, below), (forward + gap, True))
    # reverse's name clears the line at 1 too
    by_reverse = sp.Piecewise((Largest(reverse, 1) + above, below), (Smallest(reverse, 1) - under, True))
    return [Word("ratio", "forward", at, by_forward, "p"), Word("ratio", "reverse", at, by_reverse, "q")]


@scene
def zoom() -> Formula:
    """Each direction of D between coins θ and θ + δ, over ½ I(θ) δ², as δ shrinks.

    Examples
    --------
    >>> zoom.describe().truths({"theta": 0.5, "e": -3.0})["forward, over ½Iδ²"].__round__(5)
    1.0
    """
    delta = sp.Integer(10) ** e
    here, there = _ratio(delta, reverse=False), _ratio(delta, reverse=True)
    right_end = _ratio(sp.Integer(10) ** sp.Float(power.stop), reverse=False)
    return Formula(
        name="zoom",
        controls=[chance, power],
        panels=[PANEL],
        marks=[
            Polyline("ratio", [-3.05, -0.75], [1, 1], "line", width=1.5),
            Curve("ratio", _ratio(across, reverse=False), "p", span=(-3, -0.8)),
            Curve("ratio", _ratio(across, reverse=True), "q", span=(-3, -0.8)),
            Polyline("ratio", [e], [here], "p", width=9),
            Polyline("ratio", [e], [there], "q", width=9),
            *_names(),
        ],
        readouts=[
            Readout("forward, over ½Iδ²", here, _truth(False), digits=4, role="p"),
            Readout("reverse, over ½Iδ²", there, _truth(True), digits=4, role="q"),
        ],
        handles=[
            Handle("ratio", e, here, ("e",), "δ, on the curve of forward", role="p"),
            Handle("ratio", e, there, ("e",), "δ, on the curve of reverse"),
            Handle(
                "ratio",
                sp.Float(power.stop),
                right_end,
                ("theta",),
                "θ, at the end of the curve of forward",
                role="ink",
            ),
        ],
        caption="Forward, D of coin θ from coin θ + δ, and reverse, each over half the Fisher information "
        "times δ². Slide δ to the left.",
        description="Two curves that meet at 1 as δ shrinks. At θ = {theta} and log δ = {e}, forward is "
        "{forward, over ½Iδ²}, reverse {reverse, over ½Iδ²}.",
    )
