"""Chapter 3, the inequality: the logarithm's tangent, and Gibbs' inequality for PMFs line by line."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from tests.claims.cases import (
    FINE,
    kl,
    kl_symbols,
    logs_apart,
    number,
    pmf,
    pmf_pairs,
    positive,
    rational_pairs,
)
from tests.claims.claim import Comparisons, claim

C = sp.Symbol("c", positive=True)
GAP = C - 1 - sp.log(C)


def ratios(rng):
    """Positive numbers other than 1: random, near 0, large, and 1e-3 to 1e-20 to either side of 1."""
    for _ in range(50):
        yield number(rng) + mp.mpf("1e-40")
        yield 1 / (number(rng) + mp.mpf("1e-40"))
    for power in (3, 12, 20):
        yield 1 + mp.mpf(10) ** -power
        yield 1 - mp.mpf(10) ** -power
    yield mp.mpf("1e-30")
    yield mp.mpf("1e30")


@claim(
    "lem-tangent",
    r"""For every $c > 0$

$$
\ln c \le c - 1 ,
$$ (eq-tangent)

with equality only at $c = 1$.""",
    method="SymPy: the gap is convex, its slope is 0 at c = 1 alone and the gap is 0 there; strict at 108 other points",
    mistake="the inequality reversed",
)
def logarithm_lies_below_its_tangent(made: Comparisons, wrong: bool) -> None:
    made.true(sp.diff(GAP, C, 2).is_positive, "the gap is not convex")
    flat_at = sp.solveset(sp.diff(GAP, C), C, sp.Interval.open(0, sp.oo))
    made.true(flat_at == sp.FiniteSet(1), f"the slope is 0 on {flat_at}")
    made.exactly(sp.log(1), C.subs(C, 1) - 1)
    for c in ratios(made.rng):
        low, high = mp.log(c), c - 1
        made.less(*((high, low) if wrong else (low, high)))


@claim(
    "eq-tangent",
    r"\ln c \le c - 1 ,",
    method="SymPy: c - 1 - ln c is the integral of (c - t)/t^2 from 1 to c; in numbers at 1 and at 108 other points",
    mistake="the line 1 - c",
)
def logarithm_is_at_most_c_less_1(made: Comparisons, wrong: bool) -> None:
    # for t between 1 and c the integrand is positive if c > 1; if c < 1 it is negative, and so is the direction
    sign = -1 if wrong else 1
    t = sp.Symbol("t", positive=True)
    made.exactly(sign * (C - 1) - sp.log(C), sp.integrate(sp.expand((C - t) / t**2), (t, 1, C)))
    for c in [mp.mpf(1), *ratios(made.rng)]:
        made.at_most(mp.log(c), sign * (c - 1))


@claim(
    "eq-gap-slope",
    r"f'(c) = 1 - \frac{1}{c} ,",
    method="SymPy: the limit of the difference quotient of c - 1 - ln c",
    mistake="the sign of 1/c",
)
def slope_of_the_gap(made: Comparisons, wrong: bool) -> None:
    h = sp.Symbol("h", positive=True)
    slope = sp.limit((GAP.subs(C, C + h) - GAP) / h, h, 0)
    sign = 1 if wrong else -1
    made.exactly(slope, 1 + sign / C)


@claim(
    "eq-log-concave",
    r"\frac{d^2}{dc^2} \ln c = - \frac{1}{c^2} < 0 .",
    method="SymPy differentiates twice, and knows the sign for every c > 0",
    mistake="the sign",
)
def logarithm_is_concave(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    made.exactly(sp.diff(sp.log(C), C, 2), sign / C**2)
    made.true((sign / C**2).is_negative, "the second derivative is not negative")


@claim(
    "thm-gibbs",
    r"""Let $p$ and $q$ be PMFs on a finite or countable set. Then

$$
D(p\,\|\,q) \ge 0 ,
$$ (eq-gibbs)

with equality if and only if $p = q$.""",
    method="100 digits, 150 pairs of PMFs; geometric PMFs summed to the end; infinite on finite and countable sets",
    tolerance=1e-60,
    mistake="a q that sums to 2",
)
def divergence_is_0_for_equal_pmfs_alone(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        total = 2 if wrong else 1
        for p, q in pmf_pairs(made.rng, count=15):
            divergence = kl(p, [total * b for b in q])
            if p == q:
                made.close(divergence, 0)
            else:
                made.less(0, divergence)
        made.close(kl([0, mp.mpf(1)], [0, mp.mpf(total)]), 0)
        made.close(kl(pmf(made.rng, 3), [0, mp.mpf("0.4"), mp.mpf("0.6")]), mp.inf)
        made.close(kl([mp.mpf(1), 0], [0, mp.mpf(1)]), mp.inf)
        for a, b in ((0.3, 0.5), (0.5, 0.3), (0.25, 0.25), (0.5, mp.mpf(0.5) + mp.mpf("1e-12"))):
            p, q = ([(1 - mp.mpf(r)) * mp.mpf(r) ** n for n in range(700)] for r in (a, b))
            divergence = kl(p, [total * one for one in q])
            if a == b:
                made.close(divergence, 0)
            else:
                made.less(0, divergence)
    # p(n) = 6/(pi n)^2 against q(n) = 2^-n: each tenfold of terms adds more than a half, and so without end
    terms = [6 / (mp.pi * n) ** 2 * (mp.log(6 / (mp.pi * n) ** 2) + n * mp.log(2)) for n in range(1, 3001)]
    for low in (30, 300):
        made.less(mp.mpf("0.5"), mp.fsum(terms[low : 10 * low]))


@claim(
    "eq-gibbs",
    r"D(p\,\|\,q) \ge 0 ,",
    method="100 digits, 300 pairs with the edges, and an outcome that q lacks",
    tolerance=1e-60,
    mistake="the sign of D",
)
def divergence_is_never_negative(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=30):
            made.at_most(0, sign * kl(p, q))
        made.at_most(0, sign * kl(pmf(made.rng, 3), [0, *pmf(made.rng, 2)]))


@claim(
    "eq-gibbs-turn",
    r"- D(p\,\|\,q) = - \sum_{x \in A} p(x) \ln \frac{p(x)}{q(x)} = \sum_{x \in A} p(x) \ln \frac{q(x)}{p(x)} .",
    method="SymPy, any three outcomes with p > 0 and one without; -D as entropy less cross-entropy",
    mistake="the slip in the notes: the sign is taken away, the ratio not turned over",
)
def turning_the_ratio_takes_the_sign(made: Comparisons, wrong: bool) -> None:
    p, q = [*positive("p", 3), sp.Integer(0)], positive("q", 4)
    support = [(a, b) for a, b in zip(p, q) if a != 0]
    minus_divergence = sum(-a * sp.log(a) for a, _ in support) - sum(-a * sp.log(b) for a, b in support)
    made.exactly(logs_apart(minus_divergence), logs_apart(-kl_symbols(p, q)))
    made.exactly(sp.limit(p[0] * sp.log(p[0] / q[0]), p[0], 0), 0)  # why outcomes off the support may be left out
    turned = sum(a * sp.log(a / b if wrong else b / a) for a, b in support)
    made.exactly(logs_apart(-kl_symbols(p, q)), logs_apart(turned))


@claim(
    "eq-gibbs-bound",
    r"\sum_{x \in A} p(x) \ln \frac{q(x)}{p(x)} \le \sum_{x \in A} p(x) \left( \frac{q(x)}{p(x)} - 1 \right) .",
    method="100 digits, 150 pairs: equal for p = q, strict for all others",
    tolerance=1e-60,
    mistake="the lower bound 1 - 1/c",
)
def each_logarithm_is_bounded(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in pmf_pairs(made.rng, count=15):
            support = [(a, b) for a, b in zip(p, q) if a > 0]
            left = mp.fsum(a * mp.log(b / a) for a, b in support)
            right = mp.fsum(a * (1 - a / b if wrong else b / a - 1) for a, b in support)
            if p == q:
                made.close(left, right)
                made.close(right, 0)
            else:
                made.less(left, right)


@claim(
    "eq-gibbs-cancel",
    r"\sum_{x \in A} p(x) \left( \frac{q(x)}{p(x)} - 1 \right) = \sum_{x \in A} q(x) - \sum_{x \in A} p(x) .",
    method="SymPy, any three outcomes with p > 0 and one without",
    mistake="the sum of q runs over all outcomes",
)
def p_cancels(made: Comparisons, wrong: bool) -> None:
    p, q = [*positive("p", 3), sp.Integer(0)], positive("q", 4)
    support = [x for x in range(4) if p[x] != 0]
    left = sum(p[x] * (q[x] / p[x] - 1) for x in support)
    made.exactly(left, sum(q[x] for x in (range(4) if wrong else support)) - sum(p[x] for x in support))


@claim(
    "eq-gibbs-end",
    r"\sum_{x \in A} q(x) - \sum_{x \in A} p(x) \le 1 - 1 = 0 .",
    method="fractions, exactly, 160 pairs: strict where q has mass off the support of p, and 0 where it has none",
    mistake="the slip in the notes: q always sums to 1 on the support of p",
)
def mass_of_q_on_the_support_is_at_most_1(made: Comparisons, wrong: bool) -> None:
    for p, q in rational_pairs(made.rng):
        support = [x for x, a in enumerate(p) if a > 0]
        difference = sum(q[x] for x in (range(len(q)) if wrong else support)) - sum(p[x] for x in support)
        made.true(sum(p[x] for x in support) == 1, "p does not sum to 1 on its support")
        if any(a == 0 < b for a, b in zip(p, q)):
            made.true(difference < 0, f"{difference} is not below 0")
        else:
            made.true(difference == 0, f"{difference} is not 0")
