"""Chapter 6: two point masses, and two boxes a shift apart."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import sympy as sp
from scipy import stats
from scipy.optimize import linear_sum_assignment

import kltools
from kltools import exact
from tests.claims.cases import number
from tests.claims.claim import Comparisons, claim

A = sp.Symbol("a", positive=True)
E = sp.Symbol("epsilon", positive=True)
X = sp.Symbol("x", real=True)


def exact_kl(p, q):
    """The sum of p log(p/q) over p > 0 for SymPy: infinite where q = 0 < p."""
    if any(a != 0 and b == 0 for a, b in zip(p, q)):
        return sp.oo
    return sp.Add(*[a * sp.log(a / b) for a, b in zip(p, q) if a != 0])


@claim(
    "eq-point-forward",
    r"D(p\,\|\,q) = p(0) \log \frac{p(0)}{q(0)} = 1 \cdot \log \frac10 = +\infty .",
    method="SymPy: with q(0) = epsilon the sum over p > 0 is that one term, and its limit is infinite; kltools at q(0) = 0",
    tolerance=1e-12,
    mistake="the term with p and q exchanged",
)
def all_of_p_where_q_is_zero(made: Comparisons, wrong: bool) -> None:
    p, q = (sp.Integer(1), sp.Integer(0)), (E, 1 - E)
    term = q[0] * sp.log(q[0] / p[0]) if wrong else p[0] * sp.log(p[0] / q[0])
    made.exactly(exact_kl(p, q), term)
    made.exactly(term, 1 * sp.log(1 / E))
    made.true(sp.limit(term, E, 0, "+") is sp.oo, "the term stays finite")
    made.close(kltools.kl_divergence([1, 0], [0, 1]), mp.inf)
    made.true(exact.kl_divergence({0: 1}, {1: 1}) is sp.oo, "the expression is not infinite")
    for small in (1e-3, 1e-100, 1e-300):
        made.close(kltools.kl_divergence([1, 0], [small, 1 - small]), term.subs(E, sp.Float(small, 30)).evalf(30))


@claim(
    "eq-point-reverse",
    r"D(q\,\|\,p) = q(1) \log \frac{q(1)}{p(1)} = 1 \cdot \log \frac10 = +\infty .",
    method="SymPy: with p(1) = epsilon the sum over q > 0 is that one term, and its limit is infinite; kltools at p(1) = 0",
    tolerance=1e-12,
    mistake="the term of outcome 0",
)
def all_of_q_where_p_is_zero(made: Comparisons, wrong: bool) -> None:
    p, q = (1 - E, E), (sp.Integer(0), sp.Integer(1))
    at = 0 if wrong else 1
    term = q[at] * sp.log(q[at] / p[at]) if q[at] else sp.Integer(0)
    made.exactly(exact_kl(q, p), term)
    made.exactly(term, 1 * sp.log(1 / E))
    made.true(sp.limit(term, E, 0, "+") is sp.oo, "the term stays finite")
    made.close(kltools.kl_divergence([0, 1], [1, 0]), mp.inf)
    made.true(exact.kl_divergence({1: 1}, {0: 1}) is sp.oo, "the expression is not infinite")
    for small in (1e-3, 1e-100, 1e-300):
        made.close(kltools.kl_divergence([0, 1], [1 - small, small]), term.subs(E, sp.Float(small, 30)).evalf(30))


# two boxes a shift apart


def height(x, start):
    """The density at x of the uniform on [start, start + 1], for SymPy; x is at neither end."""
    above, below = sp.factor(x - start).is_positive, sp.factor(start + 1 - x).is_positive
    if above is None or below is None:
        raise ValueError(f"SymPy cannot tell whether {x} lies between {start} and {start + 1}")
    return int(above and below)


def shifted_boxes():
    """Shifts below, at and above 1, each with the pieces on which both densities are constant: ends, p and q."""
    for theta, ends in (
        (A / (1 + A), (0, A / (1 + A), 1, 1 + A / (1 + A))),
        (sp.Integer(1), (0, 1, 2)),
        (1 + A, (0, 1, 1 + A, 2 + A)),
    ):
        middles = [sp.together(sp.sympify(low + high) / 2) for low, high in zip(ends, ends[1:])]
        yield theta, [(low, high, height(x, 0), height(x, theta)) for low, high, x in zip(ends, ends[1:], middles)]


def over(pieces, function):
    """The integral of a function of the two heights."""
    return sp.Add(*[(high - low) * function(p, q) for low, high, p, q in pieces])


def evidence(p, q):
    """p log(p/q): 0 where p is 0, infinite where q alone is."""
    if p == 0:
        return sp.Integer(0)
    return sp.oo if q == 0 else p * sp.log(sp.Rational(p) / q)


def halves_of_jsd(pieces):
    """Half of D(p‖m) and half of D(q‖m), by the definition."""
    half = sp.Rational(1, 2)
    return (
        half * over(pieces, lambda p, q: evidence(p, half * (p + q))),
        half * over(pieces, lambda p, q: evidence(q, half * (p + q))),
    )


@claim(
    "thm-boxes",
    r"""Let $p$ be uniform on $[0, 1]$ and $q_\theta$ uniform on $[\theta, \theta + 1]$, $\theta > 0$. Then

    $$
    D(p\,\|\,q_\theta) = D(q_\theta\,\|\,p) = +\infty ,
    $$ (eq-boxes-kl)

    $$
    \mathrm{JSD}(p, q_\theta) = \min(\theta, 1) \log 2 ,
    $$ (eq-boxes-jsd)

    $$
    \mathrm{TV}(p, q_\theta) = \min(\theta, 1) ,
    $$ (eq-boxes-tv)

    and the Wasserstein-1 distance, the least mean distance over which mass must be moved, is

    $$
    W_1(p, q_\theta) = \theta .
    $$ (eq-boxes-wasserstein)""",
    method="kltools on SciPy's uniforms, and the best of all assignments of 40 equal shares, at shifts from 1e-6 to 40",
    tolerance=1e-9,
    mistake="the Wasserstein distance bounded by 1 like the others",
)
def four_measures_of_two_boxes(made: Comparisons, wrong: bool) -> None:
    shares = (np.arange(40) + 0.5) / 40
    shifts = [float(number(made.rng, 0, 2)) for _ in range(8)]
    for theta in (1e-6, 0.01, 0.5, *shifts, 1 - 1e-6, 1.0, 1 + 1e-6, 3.0, 40.0):
        p, q = stats.uniform(0, 1), stats.uniform(theta, 1)
        made.close(kltools.kl_divergence(p, q), mp.inf)
        made.close(kltools.kl_divergence(q, p), mp.inf)
        made.close(kltools.js_divergence(p, q), min(theta, 1) * mp.log(2))
        made.close(kltools.total_variation(p, q), min(theta, 1))
        distances = np.abs(shares[:, None] - (theta + shares)[None, :])
        moved = distances[linear_sum_assignment(distances)].mean()
        made.close(moved, min(theta, 1) if wrong else theta)


@claim(
    "eq-boxes-kl",
    r"D(p\,\|\,q_\theta) = D(q_\theta\,\|\,p) = +\infty ,",
    method="SymPy, any shift below, at and above 1: infinite piece by piece; and with epsilon in place of each 0, in the limit",
    mistake="the integral taken only where both densities are positive",
)
def boxes_apart_diverge_both_ways(made: Comparisons, wrong: bool) -> None:
    for _, pieces in shifted_boxes():
        if wrong:
            pieces = [piece for piece in pieces if piece[2] and piece[3]]
        made.true(over(pieces, evidence) is sp.oo, "D(p‖q) is finite")
        made.true(over(pieces, lambda p, q: evidence(q, p)) is sp.oo, "D(q‖p) is finite")
        for first, second in ((2, 3), (3, 2)):
            near = sp.Add(*[(one[1] - one[0]) * one[first] * sp.log(1 / (one[second] or E)) for one in pieces])
            made.true(sp.limit(near, E, 0, "+") is sp.oo, "it stays finite as the zeros are approached")


@claim(
    "eq-boxes-jsd",
    r"\mathrm{JSD}(p, q_\theta) = \min(\theta, 1) \log 2 ,",
    method="SymPy, any shift below, at and above 1: the definition piece by piece",
    mistake="no minimum: the shift alone",
)
def jsd_of_boxes_levels_off(made: Comparisons, wrong: bool) -> None:
    for theta, pieces in shifted_boxes():
        shift = theta if wrong else sp.Min(theta, 1)
        made.exactly(sum(halves_of_jsd(pieces)), shift * sp.log(2))


@claim(
    "eq-boxes-tv",
    r"\mathrm{TV}(p, q_\theta) = \min(\theta, 1) ,",
    method="SymPy, any shift below, at and above 1: half the integral of |p - q|",
    mistake="the half of the definition dropped",
)
def total_variation_of_boxes_levels_off(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else sp.Rational(1, 2)
    for theta, pieces in shifted_boxes():
        made.exactly(factor * over(pieces, lambda p, q: abs(p - q)), sp.Min(theta, 1))


@claim(
    "eq-boxes-wasserstein",
    r"W_1(p, q_\theta) = \theta .",
    method="SymPy, any shift: the area between the distribution functions, the cost of moving all by theta, and the bound "
    "by the means",
    mistake="the minimum with 1 taken here too",
)
def wasserstein_of_boxes_grows(made: Comparisons, wrong: bool) -> None:
    for theta, pieces in shifted_boxes():
        claimed = sp.Min(theta, 1) if wrong else theta
        area, below_p, below_q = sp.Integer(0), sp.Integer(0), sp.Integer(0)
        for low, high, p, q in pieces:
            lead = below_p - below_q + (p - q) * (X - low)
            for end in (low, high):
                made.true(sp.factor(lead.subs(X, end)).is_nonnegative, "q's mass is ahead of p's")
            area += sp.integrate(lead, (X, low, high))
            below_p, below_q = below_p + p * (high - low), below_q + q * (high - low)
        made.exactly(area, claimed)
        made.exactly(sp.integrate(sp.Abs((X + theta) - X), (X, 0, 1)), claimed)
        made.exactly(sp.integrate(X, (X, theta, theta + 1)) - sp.integrate(X, (X, 0, 1)), claimed)


@claim(
    "eq-boxes-jsd-halves",
    r"\mathrm{JSD}(p, q_\theta) = \tfrac12 \min(\theta, 1) \log 2 + \tfrac12 \min(\theta, 1) \log 2 .",
    method="SymPy, any shift below, at and above 1: each half of the definition is one of the terms",
    mistake="the factor 1/2 dropped",
)
def each_half_of_the_boxes_jsd(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else sp.Rational(1, 2)
    for theta, pieces in shifted_boxes():
        printed = factor * sp.Min(theta, 1) * sp.log(2), factor * sp.Min(theta, 1) * sp.log(2)
        for half, term in zip(halves_of_jsd(pieces), printed):
            made.exactly(half, term)
        made.exactly(sum(halves_of_jsd(pieces)), sum(printed))
