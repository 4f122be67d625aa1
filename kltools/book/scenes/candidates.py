"""Horse-kick deaths against four families: which candidate PMF stands nearest to the data?"""

from __future__ import annotations

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import stats

import kltools
from kltools import exact
from kltools.book.data import HORSE_KICKS
from kltools.drawing import Panel
from kltools.explorables import (
    Bars,
    Choice,
    Curve,
    Descent,
    Formula,
    Handle,
    Largest,
    Polyline,
    Readout,
    Slider,
    Smallest,
    Word,
    X,
    scene,
)

TOTAL = sum(HORSE_KICKS)
OUTCOMES = range(len(HORSE_KICKS))
LARGEST = OUTCOMES[-1]
SHARES = [sp.Rational(count, TOTAL) for count in HORSE_KICKS]
SAMPLE_MEAN = sum(outcome * share for outcome, share in zip(OUTCOMES, SHARES))

family = Choice("family", ("Poisson", "binomial, 4 trials", "geometric", "uniform on 0 to 4"), "family of q")
mean = Slider("mean", 0.05, 2.4, 1.5, 0.05, "mean of q", play=True)

PANELS = [
    Panel(
        "shares", x=(-0.6, 5.6), y=(0, 1), title="share of corps-years, by deaths", height=150,
        xticks=range(6), xticklabels=("0", "1", "2", "3", "4", "5+"), yticks=(0, 0.5, 1),
    ),
    Panel("terms", x=(-0.6, 5.6), y=(-0.42, 1.75), title="the terms of D: warm adds, cool takes", height=90, yticks=(0, 1)),
    Panel(
        "valley", x=(0, 2.5), y=(0, 2.3), title="D(p̂‖q) for each mean", xlabel="mean of q", height=110,
        xticks=(0, 1, 2), yticks=(0, 1, 2),
    ),
]  # fmt: skip


def candidate(mu: sp.Expr) -> list[sp.Expr]:
    """The PMF of the chosen family with mean mu, at each outcome seen."""
    # exact.geometric counts trials from 1; deaths count from 0, so that its mean is mu
    members = [
        (exact.poisson(mu), 0),
        (exact.binomial(LARGEST, mu / LARGEST), 0),
        (exact.geometric(1 / (1 + mu)), 1),
    ]
    uniform = sp.Rational(1, len(OUTCOMES))
    return [
        family.select([*(one.expression.subs(one.variable, k + shift) for one, shift in members), uniform])
        for k in OUTCOMES
    ]


def divergence(mu: sp.Expr) -> sp.Expr:
    """D(p̂‖q) as a sum over the outcomes seen: the others have p̂ = 0 and add nothing."""
    return sp.Add(*[share * sp.log(share / q) for share, q in zip(SHARES, candidate(mu))])


def numerically(family: str, mean: float) -> NDArray[np.float64]:
    """The same PMF from SciPy, with the mass of all outcomes above the largest seen as its last entry."""
    member = {
        "Poisson": stats.poisson(mean),
        "binomial, 4 trials": stats.binom(LARGEST, mean / LARGEST),
        "geometric": stats.geom(1 / (1 + mean), loc=-1),
        "uniform on 0 to 4": stats.randint(0, LARGEST + 1),
    }[family]
    return np.append(member.pmf(OUTCOMES), member.sf(LARGEST))


def _divergence_truth(family: str, mean: float) -> float:
    return float(kltools.kl_divergence(kltools.normalize([*HORSE_KICKS, 0]), numerically(family, mean)))


def _likelihood_truth(family: str, mean: float) -> float:
    return float(np.dot(HORSE_KICKS, np.log(numerically(family, mean)[:-1])))


@scene
def candidates() -> Formula:
    """Bars of the data and of the family's member with a given mean; the terms of D; D for every mean.

    Examples
    --------
    >>> [control.name for control in candidates.describe().controls]
    ['family', 'mean']
    """
    mu = mean.symbol
    q = candidate(mu)
    beyond = 1 - sp.Add(*q)
    terms = [share * sp.log(share / one) for share, one in zip(SHARES, q)]
    likelihood = sp.Add(*[count * sp.log(one) for count, one in zip(HORSE_KICKS, q)])
    left, right = [k - 0.2 for k in range(6)], [k + 0.2 for k in range(6)]
    return Formula(
        name="candidates",
        controls=[family, mean],
        panels=PANELS,
        marks=[
            Bars("shares", left, [*SHARES, 0], "p"),
            Bars("shares", right, [*q, Largest(beyond, 0)], "q"),
            Word("shares", "p̂", -0.2, SHARES[0] + sp.Rational(3, 100), "p"),
            Word("shares", "q", 0.2, q[0] + sp.Rational(11, 100), "q"),
            Bars("terms", list(OUTCOMES), [Largest(term, 0) for term in terms], "adds", width=0.6),
            Bars("terms", list(OUTCOMES), [Smallest(term, 0) for term in terms], "takes", width=0.6),
            Polyline("terms", [-0.6, 5.6], [0, 0], "line", width=1),
            Polyline("valley", [SAMPLE_MEAN, SAMPLE_MEAN], [0, 2.3], "muted", width=1.5),
            Word("valley", "mean of the data", SAMPLE_MEAN + sp.Rational(6, 100), 2.0, "muted", align="left"),
            Curve("valley", divergence(X), "q", span=(0.02, 2.4), points=140),
            Polyline("valley", [mu], [divergence(mu)], "q", width=9),
        ],
        readouts=[
            Readout("D(p̂‖q)", divergence(mu), _divergence_truth, "nats", digits=4, role="p"),
            Readout("log-likelihood", likelihood, _likelihood_truth, "nats", digits=1),
        ],
        handles=[
            Handle("valley", mu, divergence(mu), ("mean",), "mean of q"),
            Handle(
                "shares",
                sp.Float(right[0]),
                q[0],
                ("mean",),
                "q's bar at 0",
                shown_if=family.symbol < len(family.options) - 1,
            ),
        ],
        descents=[Descent("Descend on D(p̂‖q)", "D(p̂‖q)", ("mean",))],
        caption="p̂: the shares of 200 corps-years with 0, 1, 2, 3 and 4 deaths by horse kick. q: a member of the chosen "
        "family. The uniform has no parameter, so its valley is flat.",
        description="Bars of the horse-kick data beside a PMF: {family}; its mean is set to {mean} where the "
        "family has a parameter. D(p̂‖q) is {D(p̂‖q)}; the "
        "log-likelihood of the 200 counts is {log-likelihood}.",
    )
