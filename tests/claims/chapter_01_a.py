"""Chapter 1: evidence, its mean and its spread."""

from __future__ import annotations

from itertools import product

import mpmath as mp
import sympy as sp

from kltools import exact, kl_terms
from tests.claims.cases import (
    evaluated,
    evidence,
    fraction_pairs,
    kl,
    logs_apart,
    number,
    pmf_pairs,
    sums,
    with_zeros,
)
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import tanh_sinh

A, B = sp.symbols("p_1 p_2", positive=True)
P = (A, B, 1 - A - B)
Q = sp.symbols("q_1:4", positive=True)
HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""


@claim(
    "eq-evidence",
    r"\ell(x) = \log \frac{p(x)}{q(x)} .",
    method="what multiplies the odds in Bayes' rule, of outcomes that p or q may exclude; and kltools' terms over p",
    tolerance=1e-45,
    mistake="p and q swapped in the ratio",
)
def evidence_is_what_moves_the_odds(made: Comparisons, wrong: bool) -> None:
    for p, q in with_zeros(made.rng, pmf_pairs(made.rng, count=4)):
        prior = number(made.rng, 0.01, 0.99)
        for a, b in zip(p, q):
            if a > 0 or b > 0:
                total = prior * a + (1 - prior) * b
                after = mp.log(prior * a / total) - mp.log((1 - prior) * b / total)
                moved = mp.exp(after - mp.log(prior / (1 - prior)))
                made.close(moved, mp.exp(evidence(b, a) if wrong else evidence(a, b)))
    for p, q in fraction_pairs(made.rng):
        for term, a, b in zip(kl_terms([float(a) for a in p], [float(b) for b in q]), p, q):
            if a > 0:
                made.close(mp.mpf(float(term)) / a, evidence(a, b), 1e-14)


@claim(
    "eq-kl-mean-evidence",
    r"D(p\,\|\,q) = \mathbb{E}_p[\ell(X)] .",
    method="mean evidence against kltools.exact: PMFs with zeros, nearly equal, disjoint, equal; densities by quadrature",
    tolerance=1e-40,
    mistake="the mean taken under q",
)
def the_divergence_is_the_mean_evidence(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for p, q in fraction_pairs(made.rng):
            weights = q if wrong else p
            mean = mp.fsum(weight * evidence(a, b) for weight, a, b in zip(weights, p, q) if weight > 0)
            made.close(evaluated(exact.kl_divergence(p, q)), mean)
    mu, sigma = sp.Rational(3, 2), sp.Rational(2, 3)
    third = sp.Rational(1, 3)
    for (p, q), points in {
        (exact.normal(0, 1), exact.normal(mu, sigma)): mp.linspace(-15, 15, 7),
        (exact.normal(mu, sigma), exact.normal(0, 1)): mp.linspace(-9, 12, 7),
        (exact.exponential(3), exact.exponential(third)): mp.linspace(0, 40, 5),
        (exact.laplace(0, 1), exact.laplace(1, 2)): [-100, -30, 0, 1, 30, 100],
    }.items():
        x = p.variable
        weight = sp.lambdify(x, (q if wrong else p).expression, "mpmath")
        logs = [sp.lambdify(x, density.log_expression, "mpmath") for density in (p, q)]
        mean = tanh_sinh(lambda x, w=weight, f=logs: w(x) * (f[0](x) - f[1](x)), points, digits=44)
        made.close(evaluated(exact.kl_divergence(p, q)), mean)


@claim(
    "thm-evidence-rate",
    r"""Let $X_1, \dots, X_n$ be independent draws from $p$, let $D(p\,\|\,q)$ be finite, and let
$S_n = \ell(X_1) + \dots + \ell(X_n)$. Then

$$
\mathbb{E}_p[S_n] = n\, D(p\,\|\,q) .
$$ (eq-evidence-mean)

If the variance $v = \operatorname{Var}_p \ell(X)$ is finite too, then for every $t > 0$

$$
\mathbb{P}_p\!\left( \left| S_n - n\, D(p\,\|\,q) \right| > t \sqrt{n v} \right) \le \frac{1}{t^2} .
$$ (eq-evidence-spread)""",
    method="exact laws of S_n: coins to n = 100, three outcomes, exponential densities; v = 0; and Chebyshev's equality case",
    tolerance=1e-35,
    mistake="the sum's mean is taken for a mean over n, that is D",
)
def evidence_accumulates_at_rate_d(made: Comparisons, wrong: bool) -> None:
    pairs = [([a, 1 - a], [b, 1 - b]) for a, b in [(mp.mpf("0.5"), mp.mpf("0.6")), (mp.mpf("1e-3"), mp.mpf("0.7"))]]
    half, quarter, none = mp.mpf("0.5"), mp.mpf("0.25"), mp.mpf(0)
    pairs += [([half, half, none], [quarter, half, quarter]), ([half, half, none], [quarter, quarter, half])]
    pairs += [([none, mp.mpf(1)], [half, half]), ([quarter, half, quarter], [quarter, half, quarter])]
    for p, q in pairs:
        rate = kl(p, q)
        values = [evidence(a, b) for a, b in zip(p, q)]
        variance = mp.fsum(a * (value - rate) ** 2 for a, value in zip(p, values) if a > 0)
        for n in (1, 2, 7, 25 if len(p) == 3 else 100):
            law = list(sums(values, p, n))
            made.close(mp.fsum(chance * total for total, chance in law), (1 if wrong else n) * rate)
            for t in (mp.mpf("0.1"), mp.mpf("1.001"), mp.mpf(2), mp.mpf(4)):
                reach = t * mp.sqrt(n * variance)
                beyond = mp.fsum(chance for total, chance in law if abs(total - n * rate) > reach + mp.mpf("1e-45"))
                made.at_most(beyond, 1 / t**2)
                if variance < mp.mpf("1e-90"):
                    made.close(beyond, 0)
    # exponential densities of rates 1 and 3: S_n = 2 (the sum of n draws) - n log 3, and that sum has a gamma law
    rate = 2 - mp.log(3)
    for n in (1, 3, 12):
        mean = mp.quad(
            lambda y, n=n: mp.exp((n - 1) * mp.log(y) - y) / mp.factorial(n - 1) * (2 * y - n * mp.log(3)),
            mp.linspace(0, 160, 9),
        )
        made.close(mean, (1 if wrong else n) * rate)
        for t in (mp.mpf("0.5"), mp.mpf("1.1"), mp.mpf(3)):
            # within reach: |2 y - 2 n| <= t sqrt(4 n), the variance of one draw's evidence being 4
            low, high = max(mp.mpf(0), n - t * mp.sqrt(n)), n + t * mp.sqrt(n)
            within = mp.gammainc(n, low, high, regularized=True)
            made.at_most(1 - within, 1 / t**2)
    # mass 1/(2 t^2) at t standard deviations on each side: Chebyshev's bound is attained
    for t in (mp.mpf("1.5"), mp.mpf(3), mp.mpf(10)):
        edge = 1 / (2 * t**2)
        p, offsets = [edge, 1 - 2 * edge, edge], [-1, 0, 1]
        rate = mp.log(mp.fsum(a * mp.exp(-offset) for a, offset in zip(p, offsets)))
        q = [a * mp.exp(-rate - offset) for a, offset in zip(p, offsets)]
        made.close(mp.fsum(q), 1)
        made.close(kl(p, q), rate)
        closer = 1 - mp.mpf("1e-25")
        beyond = mp.fsum(a for a, b in zip(p, q) if abs(evidence(a, b) - rate) > closer)
        made.close(beyond, 1 / t**2)
        made.at_most(beyond, 1 / (t * closer) ** 2)


@claim(
    "eq-evidence-mean",
    r"\mathbb{E}_p[S_n] = n\, D(p\,\|\,q) .",
    method="SymPy, over all sequences of 1, 2 and 3 draws, for general PMFs on three outcomes, also with a zero in p",
    mistake="D(q‖p) for D(p‖q)",
)
def the_mean_of_summed_evidence(made: Comparisons, wrong: bool) -> None:
    for p, q in [(P, (*Q[:2], 1 - Q[0] - Q[1])), ((A, 1 - A, sp.S.Zero), (*Q[:2], 1 - Q[0] - Q[1]))]:
        rate = exact.kl_divergence(q, p) if wrong else exact.kl_divergence(p, q)
        for n in (1, 2, 3):
            drawn = product([i for i in range(3) if p[i] != 0], repeat=n)
            mean = sp.Add(*(sp.prod(p[i] for i in x) * sum(sp.log(p[i] / q[i]) for i in x) for x in drawn))
            made.exactly(logs_apart(mean), logs_apart(n * rate))


@claim(
    "eq-evidence-spread",
    r"\mathbb{P}_p\!\left( \left| S_n - n\, D(p\,\|\,q) \right| > t \sqrt{n v} \right) \le \frac{1}{t^2} .",
    method="exact probabilities for PMF pairs of all kinds, n to 12, at nine t; and where Chebyshev's bound is attained",
    tolerance=1e-35,
    mistake="the n under the root forgotten",
)
def evidence_seldom_strays_far_from_its_mean(made: Comparisons, wrong: bool) -> None:
    steps = [mp.mpf(t) for t in ("0.01", "0.5", "0.9", "1", "1.1", "1.5", "2", "3", "10")]
    with mp.workdps(HIGH):
        for p, q in pmf_pairs(made.rng, count=3, sizes=(2, 3)):
            rate = kl(p, q)
            values = [evidence(a, b) for a, b in zip(p, q)]
            variance = mp.fsum(a * (value - rate) ** 2 for a, value in zip(p, values) if a > 0)
            for n in (1, 4, 12):
                law = list(sums(values, p, n))
                for t in steps:
                    reach = t * mp.sqrt(variance if wrong else n * variance)
                    made.at_most(mp.fsum(chance for total, chance in law if abs(total - n * rate) > reach), 1 / t**2)
        # evidence +1 and -1 about its mean with probability 1/2 each: at t just below 1 the probability is 1
        e = mp.exp(1)
        p, q = [mp.mpf(1) / 2] * 2, [1 / (1 + e * e), e * e / (1 + e * e)]
        rate = kl(p, q)
        beyond = mp.fsum(a for a, b in zip(p, q) if abs(evidence(a, b) - rate) > 1 - mp.mpf("1e-40"))
        made.close(beyond, 1)


@claim(
    "eq-evidence-variance",
    r"\operatorname{Var}_p S_n = n v .",
    method="SymPy, over all sequences of 1 to 3 draws, for a general evidence with three values",
    mistake="n^2 for n, as if the draws were all the same",
)
def the_variance_of_summed_evidence(made: Comparisons, wrong: bool) -> None:
    values = sp.symbols("l_1:4", real=True)
    mean = sum(a * value for a, value in zip(P, values))
    variance = sum(a * value**2 for a, value in zip(P, values)) - mean**2
    for n in (1, 2, 3):
        draws = list(product(range(3), repeat=n))
        chances = [sp.prod(P[i] for i in x) for x in draws]
        totals = [sum(values[i] for i in x) for x in draws]
        first = sum(chance * total for chance, total in zip(chances, totals))
        second = sum(chance * total**2 for chance, total in zip(chances, totals))
        made.exactly(sp.expand(second) - sp.expand(first**2), sp.expand((n * n if wrong else n) * variance))
