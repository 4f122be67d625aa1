"""The proof as a picture: each term's slack in ln c <= c - 1, outcome by outcome, adding up to D."""

from __future__ import annotations

import sympy as sp

import kltools
from kltools.drawing import Panel
from kltools.explorables import Bars, Formula, Handle, Polyline, Readout, Slider, Smallest, Word, scene

OUTCOMES = range(1, 6)
FIRST = {"a": (4, 2, 1, 2, 1), "b": (1, 2, 3, 2, 2)}


def _weights(letter: str, owner: str) -> list[Slider]:
    """Five sliders whose values, divided by their sum, are a PMF."""
    return [
        Slider(f"{letter}{k}", 0.2, 8, FIRST[letter][k - 1], 0.05, f"weight of outcome {k} in {owner}", collapsed=True)
        for k in OUTCOMES
    ]


weights_p, weights_q = _weights("a", "p"), _weights("b", "q")


def _pmf(weights: list[Slider]) -> list[sp.Expr]:
    total = sp.Add(*[one.symbol for one in weights])
    return [one.symbol / total for one in weights]


def _pair(state: dict) -> tuple:
    """Both PMFs, from a state."""
    return tuple(kltools.normalize([state[one.name] for one in weights]) for weights in (weights_p, weights_q))


@scene
def slack() -> Formula:
    """Two PMFs dragged as bars, and p log(p/q) − p + q of each outcome beneath.

    Examples
    --------
    >>> scene = slack.describe()
    >>> numbers = scene.truths(scene.state())
    >>> numbers["smallest slack"] >= 0
    True
    """
    p, q = _pmf(weights_p), _pmf(weights_q)
    terms = [one * sp.log(one / other) for one, other in zip(p, q)]
    slacks = [term - one + other for term, one, other in zip(terms, p, q)]
    left, right = [k - 0.2 for k in OUTCOMES], [k + 0.2 for k in OUTCOMES]
    handles = [
        Handle("pmfs", sp.Float(at), mass, (one.name,), f"{owner} of outcome {k}", role=owner)
        for owner, places, masses, weights in (("p", left, p, weights_p), ("q", right, q, weights_q))
        for k, at, mass, one in zip(OUTCOMES, places, masses, weights)
    ]
    return Formula(
        name="slack",
        controls=[*weights_p, *weights_q],
        panels=[
            Panel("pmfs", x=(0.4, 5.6), y=(0, 0.85), title="probability", xticks=OUTCOMES, yticks=(0, 0.5), height=170),
            Panel(
                "slacks",
                x=(0.4, 5.6),
                y=(-0.42, 1.9),
                title="bars: slack p log(p/q) − p + q; dots: p log(p/q)",
                xlabel="outcome",
                xticks=OUTCOMES,
                yticks=(0, 1),
                height=130,
            ),
        ],
        marks=[
            Bars("pmfs", left, p, "p"),
            Bars("pmfs", right, q, "q"),
            Word("pmfs", "p", 0.8, p[0] + sp.Rational(7, 100), "p"),
            Word("pmfs", "q", 1.2, q[0] + sp.Rational(7, 100), "q"),
            Polyline("slacks", [0.4, 5.6], [0, 0], "line", width=1),
            Bars("slacks", list(OUTCOMES), slacks, "adds", width=0.5),
            *[Polyline("slacks", [k], [term], "ink", width=8) for k, term in zip(OUTCOMES, terms)],
        ],
        readouts=[
            Readout("D(p‖q)", sp.Add(*terms), lambda **state: kltools.kl_divergence(*_pair(state)), "nats", role="p"),
            Readout(
                "smallest slack",
                Smallest(*slacks),
                lambda **state: float(kltools.kl_slack(*_pair(state)).min()),
                "nats",
            ),
        ],
        handles=handles,
        caption="Drag the tops of the bars; the others make room, so that each PMF still sums to 1. Dots may fall below zero. "
        "Bars never do, and both add up to the same D.",
        description="Two PMFs on five outcomes, as bars. The slack of each outcome stands beneath; the smallest is "
        "{smallest slack}, and they add up to D(p‖q) = {D(p‖q)}.",
    )
