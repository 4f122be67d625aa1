"""Chapter 9: the bound of D by a discriminator."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

from kltools import exact
from tests.claims.cases import FINE, kl, kl_symbols, logs_apart, number, pmf_pairs, positive
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_line


def steps(rng):
    """Densities of steps, q > 0 wherever p > 0, and functions T: any, best where p > 0, 1e-12 beside it and 1 above it."""
    for p, q in pmf_pairs(rng, count=10, sizes=(2, 3, 5)):
        best = [mp.log(a / b) if a else number(rng, -3, 3) for a, b in zip(p, q)]
        yield p, q, [number(rng, -5, 5) for _ in p]
        yield p, q, best
        yield p, q, [one + mp.mpf("1e-12") * number(rng, 0.5) for one in best]
        yield p, q, [one + 1 for one in best]
        yield [*p, mp.mpf(0)], [*q, mp.mpf(0)], [*best, number(rng, -5, 5)]


def is_best(p, q, function):
    """Whether T is log p/q wherever there is mass, and p > 0 wherever q > 0."""
    if any(a == 0 < b for a, b in zip(p, q)):
        return False
    return all(abs(one - mp.log(a / b)) < mp.mpf("1e-60") for a, b, one in zip(p, q, function) if a)


@claim(
    "thm-nwj",
    r"""Let $p$ and $q$ be densities with $q > 0$ wherever $p > 0$, and let $T$ be a function with $\mathbb{E}_p
    |T(X)| < \infty$ and $\mathbb{E}_q[e^{T(X)}] < \infty$. Then

$$
D(p\,\|\,q) \ge \mathbb{E}_p[T(X)] - \mathbb{E}_q\big[ e^{T(X)} \big] + 1 ,
$$ (eq-nwj)

with equality, if $D(p\,\|\,q)$ is finite and $p > 0$ wherever $q > 0$, exactly for $T = \log \frac pq$ almost
everywhere.""",
    method="100 digits, 450 densities of steps and T: equal for log p/q alone; SymPy: an infinite D, bounds without end",
    tolerance=1e-60,
    mistake="the 1 left out of the bound",
)
def the_best_test_function_is_the_evidence(made: Comparisons, wrong: bool) -> None:
    one = 0 if wrong else 1
    with mp.workdps(FINE):
        for p, q, function in steps(made.rng):
            mean = mp.fsum(a * t for a, t in zip(p, function))
            bound = mean - mp.fsum(b * mp.exp(t) for b, t in zip(q, function)) + one
            if is_best(p, q, function):
                made.near(kl(p, q), bound, mp.mpf("1e-80"))
            else:
                made.less(bound + mp.mpf("1e-80"), kl(p, q))
    # on u > 1: p = 1/u^2 and q = exp(1 - u); T = log p/q up to u = n, and 0 beyond
    u, n = sp.symbols("u n", positive=True)
    evidence = -2 * sp.log(u) - 1 + u
    mean = sp.integrate(sp.expand(evidence / u**2), (u, 1, n))
    bound = mean - (sp.integrate(1 / u**2, (u, 1, n)) + sp.integrate(sp.exp(1 - u), (u, n, sp.oo))) + one
    made.true(sp.limit(mean, n, sp.oo) is sp.oo and sp.limit(bound, n, sp.oo) is sp.oo, "D or its bounds stay finite")


@claim(
    "eq-nwj",
    r"D(p\,\|\,q) \ge \mathbb{E}_p[T(X)] - \mathbb{E}_q\big[ e^{T(X)} \big] + 1 ,",
    method="SymPy: the excess is a sum of slacks (lem-tangent), any p, q and T of steps; for normals and lines a slack and a square",
    mistake="q and p exchanged in the means",
)
def excess_over_the_bound_is_slack(made: Comparisons, wrong: bool) -> None:
    p, q, weights = [*positive("p", 2), sp.Integer(0)], positive("q", 3), positive("w", 3)  # w = e^T
    totals = sum(p), sum(q)
    p, q = [a / totals[0] for a in p], [b / totals[1] for b in q]
    means = (q, p) if wrong else (p, q)
    bound = sum(a * sp.log(w) for a, w in zip(means[0], weights)) - sum(b * w for b, w in zip(means[1], weights)) + 1
    ratios = [w * b / a if a != 0 else 0 for a, b, w in zip(p, q, weights)]
    slack = sum(a * (c - 1 - sp.log(c)) for a, c in zip(p, ratios) if a != 0)
    beyond = sum(b * w for a, b, w in zip(p, q, weights) if a == 0)
    made.exactly(logs_apart(kl_symbols(p, q) - bound), logs_apart(slack + beyond))
    a, b, theta, x = sp.symbols("a b theta x", real=True)
    densities = [exact.normal(at, 1, x=x).expression for at in (0, theta)]
    under_p, under_q = reversed(densities) if wrong else densities
    mean = over_the_line((a + b * x) * under_p, x)
    grown = over_the_line(under_q * sp.exp(a + b * x), x)
    s = a + b * theta + b**2 / 2
    divergence = exact.kl_divergence(exact.normal(0, 1), exact.normal(theta, 1))
    made.exactly(divergence - (mean - grown + 1), (sp.exp(s) - 1 - s) + (theta + b) ** 2 / 2)


@claim(
    "eq-nwj-slack",
    r"T(x) - \log \frac{p(x)}{q(x)} \le e^{T(x)} \frac{q(x)}{p(x)} - 1 .",
    method="SymPy: the difference is c - 1 - log c for c = e^T q/p, an integral of (c - s)/s^2; 100 digits: 0 for c = 1 alone",
    mistake="the ratio p/q on the right",
)
def each_test_value_is_bounded(made: Comparisons, wrong: bool) -> None:
    p, q, c, s = sp.symbols("p q c s", positive=True)
    t = sp.log(c * p / q)
    right = sp.exp(t) * (p / q if wrong else q / p) - 1
    # the integrand has the sign of the way from 1 to c
    made.exactly(logs_apart(right - (t - sp.log(p / q))), sp.integrate(sp.expand((c - s) / s**2), (s, 1, c)))
    with mp.workdps(FINE):
        for first, second, function in steps(made.rng):
            for a, b, t in zip(first, second, function):
                if a > 0:
                    left, right = t - mp.log(a / b), mp.exp(t) * (a / b if wrong else b / a) - 1
                    if abs(left) < mp.mpf("1e-60"):
                        made.near(left, right, mp.mpf("1e-60"))
                    else:
                        made.less(left, right)


@claim(
    "eq-nwj-average",
    r"\mathbb{E}_p[T(X)] - D(p\,\|\,q) \le \mathbb{E}_q\big[ e^{T(X)} \big] - 1 .",
    method="100 digits, densities of steps: strict where q has mass off the support; normals and lines",
    tolerance=1e-60,
    mistake="the mean of e^T under p",
)
def averaged_test_values_are_bounded(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q, function in steps(made.rng):
            left = mp.fsum(a * t for a, t in zip(p, function)) - kl(p, q)
            right = mp.fsum((a if wrong else b) * mp.exp(t) for a, b, t in zip(p, q, function)) - 1
            off = mp.fsum(b * mp.exp(t) for a, b, t in zip(p, q, function) if a == 0)
            made.at_most(left, right - off + mp.mpf("1e-80"))
            if off > 0:
                made.less(left, right)
        for _ in range(40):
            a, b, theta = (number(made.rng, -2, 2) for _ in range(3))
            for offset, slope in ((a, b), (theta**2 / 2, -theta)):  # the second is log p/q
                grown = mp.exp(offset if wrong else offset + slope * theta)
                made.at_most(offset - theta**2 / 2, grown * mp.exp(slope**2 / 2) - 1 + mp.mpf("1e-80"))
