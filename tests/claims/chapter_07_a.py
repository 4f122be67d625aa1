"""Chapter 7, two distributions: the Jensen-Shannon divergence, its example and its bounds."""

from __future__ import annotations

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from tests.claims.cases import (
    cross_entropy,
    entropy,
    float_pmf,
    jsd,
    kl,
    kl_symbols,
    line,
    mixed,
    normalised,
    number,
    pmf,
    pmf_pairs,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import normal_density

HALF = sp.Rational(1, 2)
FINE = 100
"""Digits for sums whose terms cancel: a divergence of 1e-30 then keeps 70 of them."""


def any_pairs(rng, count=8):
    """Pairs with any zeros: those of `pmf_pairs`, both ways round, disjoint ones, and ones that share a 1e-30 or all but it."""
    for p, q in pmf_pairs(rng, count):
        yield p, q
        yield q, p
    for k in (1, 2, 5):
        p, q = pmf(rng, k), pmf(rng, k)
        yield [*p, *[mp.mpf(0)] * k], [*[mp.mpf(0)] * k, *q]
        yield normalised([*p, mp.mpf("1e-30"), *[0] * k]), normalised([*[0] * k, mp.mpf("1e-30"), *q])
        yield normalised([*p, mp.mpf("1e-30"), 0]), normalised([*p, 0, mp.mpf("1e-30")])
    yield [mp.mpf(1), mp.mpf(0)], [mp.mpf(0), mp.mpf(1)]
    yield [mp.mpf(0), mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]


def disjoint(p, q):
    """Whether no outcome is possible under both."""
    return all(a == 0 or b == 0 for a, b in zip(p, q))


@claim(
    "eq-jsd",
    r"\mathrm{JSD}(p, q) = \tfrac12 D(p\,\|\,m) + \tfrac12 D(q\,\|\,m) .",
    method="kltools against 50-digit sums, PMFs of floats with zeros, nearly equal, disjoint; normal pairs by quadrature",
    tolerance=1e-12,
    mistake="a half dropped in front of each divergence",
)
def mean_divergence_from_the_mixture(made: Comparisons, wrong: bool) -> None:
    factor = mp.mpf(1) if wrong else mp.mpf("0.5")

    def definition(p, q):
        p, q = [mp.mpf(a) for a in p], [mp.mpf(b) for b in q]
        m = [(a + b) / 2 for a, b in zip(p, q)]
        return factor * kl(p, m) + factor * kl(q, m)

    for _ in range(10):
        for k in (2, 3, 5, 12):
            p, q = float_pmf(made.rng, k), float_pmf(made.rng, k)
            step = 2.0**-50
            cases = [
                (p, q),
                ([0.0, p[0] + p[1], *p[2:]], q),
                (p, [p[0] + step, p[1] - step, *p[2:]]),
                ([*p, *[0.0] * k], [*[0.0] * k, *q]),
                (p, p),
            ]
            for one, other in cases:
                made.close(kltools.js_divergence(one, other), definition(one, other))
                made.close(kltools.js_divergence(other, one), definition(one, other))
    with mp.workdps(20):
        for mean, spread in ((0.5, 1.0), (3.0, 0.5), (8.0, 2.0)):
            p, q = normal_density(0, 1), normal_density(mean, spread)

            def distance(first, second, place, width):
                def integrand(x):
                    return first(x) * mp.log(2 * first(x) / (first(x) + second(x)))

                return mp.quad(integrand, line(place, width, reach=9))

            halves = factor * distance(p, q, 0, 1) + factor * distance(q, p, mean, spread)
            made.close(kltools.js_divergence(stats.norm(0, 1), stats.norm(mean, spread)), halves)


@claim(
    "eq-jsd-example",
    r"\mathrm{JSD}(p, q) = \tfrac12 \cdot 1 \cdot \log \frac{1}{1/2} + \tfrac12 \cdot 1 \cdot \log \frac{1}{1/2} = \log 2 .",
    method="SymPy: each half of the definition, kltools.exact, and the number printed",
    mistake="one of the two halves forgotten",
)
def two_point_masses_differ_by_log_2(made: Comparisons, wrong: bool) -> None:
    p, q = [sp.Integer(1), sp.Integer(0)], [sp.Integer(0), sp.Integer(1)]
    m = [(a + b) / 2 for a, b in zip(p, q)]
    made.exactly(p[0] / m[0], 2)
    made.exactly(q[1] / m[1], 2)
    term = HALF * 1 * sp.log(1 / HALF)
    made.exactly(HALF * kl_symbols(p, m), term)
    made.exactly(HALF * kl_symbols(q, m), term)
    printed = term if wrong else term + term
    made.exactly(printed, sp.log(2))
    made.exactly(exact.js_divergence({0: 1}, {1: 1}), printed)
    made.close(kltools.js_divergence([1, 0], [0, 1]), mp.log(2), tolerance=1e-15)


# between 0 and log 2


def pieced(lengths, heights_p, heights_q):
    """JSD of two densities that are constant on pieces, by the definition's integrals."""
    total = mp.mpf(0)
    for length, p, q in zip(lengths, heights_p, heights_q):
        m = (p + q) / 2
        total += length * mp.fsum(one * mp.log(one / m) for one in (p, q) if one > 0) / 2
    return total


@claim(
    "thm-jsd-bounds",
    r"""For all $p$ and $q$

    $$
    0 \le \mathrm{JSD}(p, q) \le \log 2 .
    $$ (eq-jsd-bounds)

    It is 0 if and only if $p = q$, and $\log 2$ if and only if $p$ and $q$ have disjoint supports.
    (For densities, read both up to sets of length 0.)""",
    method="100 digits: 0 where equal, log 2 where disjoint, strictly between elsewhere, also 1e-12 from equal and 1e-30 from "
    "disjoint; densities that are equal or disjoint but for pieces of length 0",
    tolerance=1e-60,
    mistake="log 2 wherever either has an outcome that the other lacks",
)
def jsd_is_0_at_equal_and_log_2_at_disjoint(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in any_pairs(made.rng):
            apart = any((a == 0) != (b == 0) for a, b in zip(p, q)) if wrong else disjoint(p, q)
            if p == q:
                made.close(jsd(p, q), 0)
            elif apart:
                made.close(jsd(p, q), mp.log(2))
            else:
                made.less(0, jsd(p, q))
                made.less(jsd(p, q), mp.log(2))
        for sliver in (mp.mpf(0), mp.mpf("1e-12")):
            a, b = number(made.rng, 0.1, 5), number(made.rng, 0.1, 5)
            # both are positive on a sliver only; and they differ on two slivers only
            meeting = pieced([1 / a - sliver, sliver, 1 / b - sliver], [a, a, 0], [0, b, b])
            differing = pieced([1 / a - 2 * sliver, sliver, sliver], [a, a / 2, 3 * a / 2], [a, 3 * a / 2, a / 2])
            if sliver:
                made.less(meeting, mp.log(2))
                made.less(0, differing)
            else:
                made.close(meeting, mp.log(2))
                made.close(differing, 0)


@claim(
    "eq-jsd-bounds",
    r"0 \le \mathrm{JSD}(p, q) \le \log 2 .",
    method="100 digits: pairs with any zeros, nearly equal, and nearly and fully disjoint",
    tolerance=1e-60,
    mistake="the bound of one half, half of log 2",
)
def jsd_lies_between_0_and_log_2(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in any_pairs(made.rng):
            made.at_most(0, jsd(p, q))
            made.at_most(jsd(p, q), mp.log(2) / 2 if wrong else mp.log(2))


@claim(
    "eq-jsd-ratio",
    r"\frac{p(x)}{m(x)} \le 2 .",
    method="SymPy: 2 - p/m is 2q/(p + q), positive for q > 0 and 0 for q = 0; pairs with any zeros at 100 digits",
    tolerance=1e-60,
    mistake="1 for 2: m taken as no less than p",
)
def p_is_at_most_twice_the_mixture(made: Comparisons, wrong: bool) -> None:
    bound = 1 if wrong else 2
    a, b = sp.symbols("a b", positive=True)
    spare = sp.factor(bound - a / ((a + b) / 2))
    made.exactly(spare, 2 * b / (a + b))
    made.true(spare.is_positive, f"the bound exceeds the ratio by {spare}, not always positive")
    made.exactly(spare.subs(b, 0), 0)
    with mp.workdps(FINE):
        for p, q in any_pairs(made.rng):
            for one, half in zip(p, mixed(p, q)):
                if one > 0:
                    made.at_most(one / half, bound)


@claim(
    "eq-jsd-half",
    r"D(p\,\|\,m) = \mathbb{E}_p\!\left[ \log \frac{p(X)}{m(X)} \right] \le \log 2 ,",
    method="100 digits: the mean under p against cross-entropy less entropy, for p and for q; log 2 only where disjoint",
    tolerance=1e-40,
    mistake="the arguments of D swapped",
)
def each_divergence_from_the_mixture_is_at_most_log_2(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in any_pairs(made.rng):
            m = mixed(p, q)
            mean = mp.fsum(a * mp.log(a / b) for a, b in zip(p, m) if a > 0)
            first, second = (m, p) if wrong else (p, m)
            made.near(cross_entropy(first, second) - entropy(first), mean, within=mp.mpf("1e-90"))
            made.at_most(mean, mp.log(2))
            if disjoint(p, q):
                made.close(mean, mp.log(2))
            else:
                made.less(mean, mp.log(2))
