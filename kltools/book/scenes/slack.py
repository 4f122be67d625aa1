"""The proof as a picture: each term's slack in ln c <= c - 1, outcome by outcome, adding up to D."""

from __future__ import annotations

import sympy as sp

import kltools
from kltools.book.weighted_bars import OUTCOMES, WeightedBars, weight_sliders
from kltools.drawing import Panel
from kltools.explorables import Bars, Formula, Polyline, Readout, Smallest, scene

P = WeightedBars("p", weight_sliders("a", "p", (4, 2, 1, 2, 1), 0.05))
Q = WeightedBars("q", weight_sliders("b", "q", (1, 2, 3, 2, 2), 0.05))

PANELS = [
    Panel("pmfs", x=(0.4, 5.6), y=(0, 0.95), title="probability", xticks=OUTCOMES, yticks=(0, 0.5), height=190),
    Panel(
        "slacks",
        x=(0.4, 5.6),
        y=(-0.42, 1.9),
        title="bars: the slack; dots: p log(p/q)",
        xlabel="outcome",
        xticks=OUTCOMES,
        yticks=(0, 1),
        height=130,
    ),
]


def _divergence(**state: float) -> float:
    return float(kltools.kl_divergence(P.pmf(state), Q.pmf(state)))


def _smallest_slack(**state: float) -> float:
    return float(kltools.kl_slack(P.pmf(state), Q.pmf(state)).min())


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
    p, q = P.masses, Q.masses
    terms = [one * sp.log(one / other) for one, other in zip(p, q)]
    slacks = [term - one + other for term, one, other in zip(terms, p, q)]
    above = sp.Rational(7, 100)
    (p_bars, p_name), (q_bars, q_name) = P.marks("pmfs", above), Q.marks("pmfs", above)
    return Formula(
        name="slack",
        controls=[*P.weights, *Q.weights],
        panels=PANELS,
        marks=[
            *(p_bars, q_bars, p_name, q_name),
            Polyline("slacks", [0.4, 5.6], [0, 0], "line", width=1),
            Bars("slacks", list(OUTCOMES), slacks, "adds", width=0.5),
            *[Polyline("slacks", [k], [term], "ink", width=8) for k, term in zip(OUTCOMES, terms)],
        ],
        readouts=[
            Readout("D(p‖q)", sp.Add(*terms), _divergence, "nats", role="p"),
            Readout("smallest slack", Smallest(*slacks), _smallest_slack, "nats"),
        ],
        handles=[*P.handles("pmfs"), *Q.handles("pmfs")],
        caption="Drag the tops of the bars; the others make room, so that each PMF still sums to 1. Dots may fall below zero. "
        "Bars never do, and both add up to the same D.",
        description="Two PMFs on five outcomes, as bars. The slack of each outcome stands beneath; the smallest is "
        "{smallest slack}, and they add up to D(p‖q) = {D(p‖q)}.",
    )
