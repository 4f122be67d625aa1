"""Chapter 4, seen from near: the Fisher information; and Pinsker's inequality."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp

import kltools
from tests.claims.cases import (
    FINE,
    float_pmf,
    kl,
    kl_symbols,
    normalised,
    number,
    pmf,
    pmf_pairs,
    positive,
    total_variation,
)
from tests.claims.claim import Comparisons, claim

THETA, DELTA = sp.Symbol("theta", real=True), sp.Symbol("delta", real=True)


def any_family():
    """Three outcomes' probabilities as SymPy functions of theta: two of any form, and what is left of 1."""
    one, two = sp.Function("p_1", positive=True), sp.Function("p_2", positive=True)
    return [one, two, lambda theta: 1 - one(theta) - two(theta)]


def at_zero(expression, order):
    """The derivative of some order in delta at delta = 0."""
    return sp.diff(expression, DELTA, order).subs(DELTA, 0).doit()


def score_squared(family, wrong=False):
    """The Fisher information as it is defined; wrongly, without the weights."""
    return sum((1 if wrong else p(THETA)) * sp.diff(sp.log(p(THETA)), THETA) ** 2 for p in family)


def families(rng):
    """PMFs as functions of theta, with their derivatives, at a point of theta, and the Fisher information there.

    A coin, three coins counted, exponential tilts of four outcomes, a coin whose information is 0, and one that is
    twice continuously differentiable and no more.
    """
    theta = number(rng, 0.1, 0.9)
    for point in (theta, mp.mpf("0.5")):
        yield (lambda t: [t, 1 - t]), (lambda t: [1, -1]), point, 1 / (point * (1 - point))
    yield (
        lambda t: [mp.binomial(3, j) * t**j * (1 - t) ** (3 - j) for j in range(4)],
        lambda t: [mp.binomial(3, j) * t**j * (1 - t) ** (3 - j) * (j / t - (3 - j) / (1 - t)) for j in range(4)],
        theta,
        3 / (theta * (1 - theta)),
    )
    base, values = pmf(rng, 4), [number(rng, -2, 2) for _ in range(4)]

    def tilted(t):
        return normalised([b * mp.exp(t * value) for b, value in zip(base, values)])

    def mean(t, power=1):
        return mp.fsum(p * value**power for p, value in zip(tilted(t), values))

    yield (
        tilted,
        (lambda t: [p * (value - mean(t)) for p, value in zip(tilted(t), values)]),
        theta,
        mean(theta, 2) - mean(theta) ** 2,
    )
    yield (lambda t: [mp.mpf(1) / 2 + t**2, mp.mpf(1) / 2 - t**2]), (lambda t: [2 * t, -2 * t]), mp.mpf(0), mp.mpf(0)
    yield (
        lambda t: [mp.mpf(1) / 2 + t + abs(t) ** 2.5, mp.mpf(1) / 2 - t - abs(t) ** 2.5],
        lambda t: [1 + 2.5 * mp.sign(t) * abs(t) ** 1.5, -1 - 2.5 * mp.sign(t) * abs(t) ** 1.5],
        mp.mpf(0),
        mp.mpf(4),
    )


@claim(
    "thm-fisher",
    r"""Let $p_\theta$ be PMFs on finitely many outcomes, positive and twice continuously differentiable in $\theta$,
and let

$$
I(\theta) = \sum_x p_\theta(x) \left( \frac{\partial}{\partial \theta} \log p_\theta(x) \right)^2
$$ (eq-fisher)

be their Fisher information. Then, as $\delta \to 0$,

$$
D(p_\theta\,\|\,p_{\theta+\delta}) = \tfrac12 I(\theta)\, \delta^2 + o(\delta^2) , \qquad
D(p_{\theta+\delta}\,\|\,p_\theta) = \tfrac12 I(\theta)\, \delta^2 + o(\delta^2) .
$$ (eq-local)""",
    method="100 digits, 6 families, one with I = 0, one no smoother than asked: remainder/step^2 falls 8-fold or more",
    tolerance=1e-60,
    mistake="the Fisher information without its weights",
)
def remainder_falls_faster_than_the_square(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for family, slopes, theta, known in families(made.rng):
            here = family(theta)
            information = mp.fsum((1 if wrong else p) * (slope / p) ** 2 for p, slope in zip(here, slopes(theta)))
            for direction, side in product((0, 1), (1, -1)):
                rests = []
                for step in ("1e-2", "1e-4", "1e-6", "1e-8"):
                    delta = side * mp.mpf(step)
                    pair = [here, family(theta + delta)]
                    rests.append(abs(kl(pair[direction], pair[1 - direction]) / delta**2 - information / 2))
                for rest, smaller in zip(rests, rests[1:]):
                    made.less(8 * smaller, rest)
                made.less(rests[-1], mp.mpf("1e-3"))
            made.close(information, known)


@claim(
    "eq-fisher",
    r"I(\theta) = \sum_x p_\theta(x) \left( \frac{\partial}{\partial \theta} \log p_\theta(x) \right)^2",
    method="SymPy: minus the mean of (log p)'', any family on three outcomes; the known forms for a coin and a count",
    mistake="the weights dropped",
)
def fisher_information(made: Comparisons, wrong: bool) -> None:
    family = any_family()
    curvature = -sum(p(THETA) * sp.diff(sp.log(p(THETA)), THETA, 2) for p in family)
    made.exactly(score_squared(family, wrong), curvature)
    made.exactly(score_squared([lambda t: t, lambda t: 1 - t], wrong), 1 / (THETA * (1 - THETA)))
    count = [lambda t, j=j: sp.binomial(3, j) * t**j * (1 - t) ** (3 - j) for j in range(4)]
    made.exactly(score_squared(count, wrong), 3 / (THETA * (1 - THETA)))


@claim(
    "eq-local",
    r"""D(p_\theta\,\|\,p_{\theta+\delta}) = \tfrac12 I(\theta)\, \delta^2 + o(\delta^2) , \qquad
        D(p_{\theta+\delta}\,\|\,p_\theta) = \tfrac12 I(\theta)\, \delta^2 + o(\delta^2) .""",
    method="SymPy, any family on three outcomes, both directions: at delta = 0 value and slope 0, second derivative I",
    mistake="the half dropped",
)
def both_directions_begin_alike(made: Comparisons, wrong: bool) -> None:
    family = any_family()
    here, there = [p(THETA) for p in family], [p(THETA + DELTA) for p in family]
    for divergence in (kl_symbols(here, there), kl_symbols(there, here)):
        made.exactly(at_zero(divergence, 0), 0)
        made.exactly(at_zero(divergence, 1), 0)
        # Taylor's theorem: what is left is o(delta^2), as the second derivative is continuous
        made.exactly(at_zero(divergence, 2) / 2, score_squared(family) * (1 if wrong else sp.Rational(1, 2)))


@claim(
    "eq-relative-step",
    r"""d = \frac{p_{\theta+\delta}(x) - p_\theta(x)}{p_\theta(x)} = \delta\, \frac{\partial}{\partial \theta} \log
        p_\theta(x) + O(\delta^2) .""",
    method="SymPy, any p: value and slope at delta = 0; in 6 families the remainder over the squared step stays bounded",
    mistake="p itself differentiated, not its logarithm",
)
def relative_step(made: Comparisons, wrong: bool) -> None:
    p = sp.Function("p", positive=True)
    d = (p(THETA + DELTA) - p(THETA)) / p(THETA)
    made.exactly(at_zero(d, 0), 0)
    made.exactly(at_zero(d, 1), sp.diff(p(THETA) if wrong else sp.log(p(THETA)), THETA))
    for family, slopes, theta, _ in families(made.rng):
        here = family(theta)
        for step in ("1e-2", "-1e-4", "1e-6", "-1e-8", "1e-10"):
            delta = mp.mpf(step)
            for now, then, slope in zip(here, family(theta + delta), slopes(theta)):
                made.near((then - now) / now, delta * slope / (1 if wrong else now), 1000 * delta**2)


@claim(
    "thm-pinsker",
    r"""Let $p$ and $q$ be PMFs, and let $\mathrm{TV}(p, q) = \frac12 \sum_x |p(x) - q(x)|$ be their total variation. Then

$$
\mathrm{TV}(p, q) \le \sqrt{\tfrac12 D(p\,\|\,q)} .
$$ (eq-pinsker)""",
    method="100 digits, TV as the greatest p(A) - q(A); 100 pairs with the edges, nearly equal coins; kltools",
    tolerance=1e-13,
    mistake="a quarter for the half under the root",
)
def total_variation_by_events_obeys_pinsker(made: Comparisons, wrong: bool) -> None:
    share = mp.mpf(1) / (4 if wrong else 2)
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=10, sizes=(2, 3, 4, 5)):
            events = product((0, 1), repeat=len(p))
            greatest = max(sum(a - b for a, b, inside in zip(p, q, event) if inside) for event in events)
            made.near(greatest, total_variation(p, q), mp.mpf("1e-90"))
            made.true(greatest <= mp.sqrt(share * kl(p, q)) + mp.mpf("1e-90"), "TV is above Pinsker's bound")
        for h in (mp.mpf("0.1"), mp.mpf("1e-3"), mp.mpf("1e-6")):
            # where it is nearly an equality: the ratio of the two is within 2h^2 of 1
            made.true(
                h <= mp.sqrt(share * kl([0.5, 0.5], [0.5 + h, 0.5 - h])) <= h * (1 + 2 * h**2), "not nearly equal"
            )
        made.close(mp.sqrt(share * kl([mp.mpf(1), 0], [0, mp.mpf(1)])), mp.inf)
    for size in (2, 5, 9):
        p, q = float_pmf(made.rng, size), float_pmf(made.rng, size)
        made.close(kltools.total_variation(p, q), total_variation([mp.mpf(a) for a in p], [mp.mpf(b) for b in q]))


@claim(
    "eq-pinsker",
    r"\mathrm{TV}(p, q) \le \sqrt{\tfrac12 D(p\,\|\,q)} .",
    method="100 digits, 300 pairs with the edges, coins 1e-12 from one another, disjoint pairs",
    tolerance=1e-60,
    mistake="no root",
)
def pinskers_inequality(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        pairs = list(pmf_pairs(made.rng, count=30))
        pairs += [([0.5 - h, 0.5 + h], [0.5 + h, 0.5 - h]) for h in (mp.mpf("0.2"), mp.mpf("1e-3"), mp.mpf("1e-12"))]
        pairs += [([mp.mpf(1), 0], [0, mp.mpf(1)]), ([mp.mpf(1), 0, 0], [0, *pmf(made.rng, 2)])]
        for p, q in pairs:
            half = kl(p, q) / 2
            made.at_most(total_variation(p, q), half if wrong else mp.sqrt(half))


@claim(
    "eq-pinsker-coins",
    r"g(b) = a \log \frac{a}{b} + (1 - a) \log \frac{1 - a}{1 - b} - 2 (a - b)^2 \ge 0 .",
    method="100 digits, a and b on a grid of 51 with the edges, and 1e-3 to 1e-12 apart: 0 for a = b, positive else",
    mistake="4(a - b)^2, as for TV without its half",
)
def pinsker_for_coins(made: Comparisons, wrong: bool) -> None:
    factor = 4 if wrong else 2

    def g(a, b):
        return kl([a, 1 - a], [b, 1 - b]) - factor * (a - b) ** 2

    with mp.workdps(FINE):
        grid = [mp.mpf(i) / 50 for i in range(51)]
        for a, b in product(grid, grid):
            if a == b:
                made.true(g(a, b) == 0, "g is not 0 at b = a")
            elif b in (0, 1):
                made.true(mp.isinf(g(a, b)), "g is finite")
            else:
                made.less(0, g(a, b))
        for a, e in product(grid[1:-1], ("1e-3", "1e-6", "1e-12")):
            made.less(0, g(a, a - mp.mpf(e)))
            made.less(0, g(a, a + mp.mpf(e)))


@claim(
    "eq-pinsker-slope",
    r"g'(b) = (b - a) \left( \frac{1}{b (1 - b)} - 4 \right) ,",
    method="SymPy differentiates g for any a and b",
    mistake="the sign of b - a",
)
def slope_of_g(made: Comparisons, wrong: bool) -> None:
    a, b = positive("a", 1)[0], positive("b", 1)[0]
    g = a * sp.log(a / b) + (1 - a) * sp.log((1 - a) / (1 - b)) - 2 * (a - b) ** 2
    made.exactly(sp.diff(g, b), (a - b if wrong else b - a) * (1 / (b * (1 - b)) - 4))
