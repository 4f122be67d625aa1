"""Chapter 9: the divergence of two coins, and the lines of the proof that the best discriminator is best."""

from __future__ import annotations

import mpmath as mp
import sympy as sp
from scipy import stats

import kltools
from kltools import exact
from tests.claims.cases import (
    evidence,
    float_pmf,
    kl_symbols,
    log_normal,
    number,
    positive,
)
from tests.claims.chapter_09_a import (
    HALF,
    UNDECIDED,
    best,
    mean_log,
    same,
    symbolic_best,
    symbolic_pairs,
    times_log,
    total,
)
from tests.claims.claim import Comparisons, claim

THETA, X, U = sp.symbols("theta x u", real=True)


@claim(
    "eq-coin-divergence",
    r"D_{\text{coin}}(a\,\|\,b) = a \log \frac ab + (1 - a) \log \frac{1 - a}{1 - b} .",
    method="kltools on SciPy's coins and on PMFs, chances of 60 coins and both certainties; SymPy, the definition of D for any two",
    tolerance=1e-12,
    mistake="the tails' ratio turned over",
)
def divergence_of_two_coins(made: Comparisons, wrong: bool) -> None:
    def printed(a, b):
        tails = (1 - b, 1 - a) if wrong else (1 - a, 1 - b)
        return total([a * evidence(a, b) if a else 0, (1 - a) * evidence(*tails) if a < 1 else 0])

    chances = [float_pmf(made.rng, 2)[0] for _ in range(60)]
    for a, b in [*zip(chances[::2], chances[1::2]), (0.0, 0.25), (1.0, 0.25), (0.0, 1.0), (1.0, 0.0), (0.5, 1.0)]:
        expected = printed(mp.mpf(a), mp.mpf(b))
        made.close(kltools.kl_divergence([a, 1 - a], [b, 1 - b]), expected)
        made.close(kltools.kl_divergence(stats.bernoulli(a), stats.bernoulli(b)), expected)
    a, b = sp.symbols("a b", positive=True)
    tails = sp.log((1 - b) / (1 - a) if wrong else (1 - a) / (1 - b))
    made.exactly(exact.kl_divergence(exact.bernoulli(a), exact.bernoulli(b)), a * sp.log(a / b) + (1 - a) * tails)


@claim(
    "eq-gan-one-integral",
    r"V(d) = \int 2 m(x) \Big( d^*(x) \log d(x) + (1 - d^*(x)) \log (1 - d(x)) \Big) \, dx .",
    method="SymPy: any p, q, d of four steps, some without p, q or either; densities 2x and 2(1 - x)",
    mistake="m for 2m",
)
def both_means_as_one_integral(made: Comparisons, wrong: bool) -> None:
    factor = 1 if wrong else 2
    d = [odds / (1 + odds) for odds in positive("w", 4)]
    for p, q in symbolic_pairs(total_is_1=False):
        star, m = symbolic_best(p, q), [(a + b) / 2 for a, b in zip(p, q)]
        brackets = [a * sp.log(one) + (1 - a) * sp.log(1 - one) for a, one in zip(star, d)]
        same(
            made,
            mean_log(p, d) + mean_log(q, [1 - one for one in d]),
            sum(factor * c * bracket for c, bracket in zip(m, brackets)),
        )
    x = sp.Symbol("x", positive=True)
    # p = 2x, q = 2(1 - x), so that 2m = 2 and d* = x; both means under the two are known to be -1/2 for d = x
    bracket = x * sp.log(x) + sp.expand(((1 - x) * sp.log(1 - x)).subs(x, 1 - x))
    made.exactly(sp.integrate(factor * bracket, (x, 0, 1)), -HALF - HALF)


@claim(
    "eq-gan-pointwise",
    r"""d^* \log d + (1 - d^*) \log (1 - d) = d^* \log d^* + (1 - d^*) \log (1 - d^*) -
    D_{\text{coin}}(d^*\,\|\,d) .""",
    method="SymPy, any two chances, one may be 0 or 1; the page's bounds of the first two terms at 60 chances",
    mistake="the sign of the divergence",
)
def bracket_is_an_entropy_and_a_divergence(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    v, w = positive("v", 1)[0], positive("w", 1)[0]
    d = w / (1 + w)
    for star in (v / (1 + v), d, sp.Integer(0), sp.Integer(1)):
        sides = [star, 1 - star]
        left = star * sp.log(d) + (1 - star) * sp.log(1 - d)
        same(made, left, mean_log(sides, sides) + sign * kl_symbols(sides, [d, 1 - d]))
    for star in [mp.mpf(0), UNDECIDED, mp.mpf(1), *(number(made.rng) for _ in range(57))]:
        first_two = times_log(star, star) + times_log(1 - star, 1 - star)
        made.true(-mp.log(2) <= first_two + mp.mpf("1e-49") and first_two <= 0, "not between -log 2 and 0")


@claim(
    "eq-gan-value-best",
    r"""V(d^*) = \mathbb{E}_p\!\left[ \log \frac{p(X)}{2\, m(X)} \right] + \mathbb{E}_q\!\left[ \log
    \frac{q(X)}{2\, m(X)} \right] = D(p\,\|\,m) + D(q\,\|\,m) - 2 \log 2 .""",
    method="SymPy, both equalities: any p and q on four outcomes, some without p, q or either",
    mistake="log 2 taken away once",
)
def best_value_by_two_divergences(made: Comparisons, wrong: bool) -> None:
    times = 1 if wrong else 2
    for p, q in symbolic_pairs():
        d, m = symbolic_best(p, q), [(a + b) / 2 for a, b in zip(p, q)]
        best_value = mean_log(p, d) + mean_log(q, [1 - one for one in d])
        ratios = [[a / (2 * c) if a != 0 else 0 for a, c in zip(law, m)] for law in (p, q)]
        averaged = mean_log(p, ratios[0]) + mean_log(q, ratios[1])
        same(made, best_value, averaged)
        same(made, averaged, kl_symbols(p, m) + kl_symbols(q, m) - times * sp.log(2))


@claim(
    "eq-gan-log-odds",
    r"\log \frac{d^*(x)}{1 - d^*(x)} = \log \frac{p(x)}{q(x)} ,",
    method="SymPy, any heights of p and q, and unit normals, where it is a line; infinite where p or q is 0",
    tolerance=1e-40,
    mistake="p and q exchanged on the right",
)
def log_odds_of_the_best_are_the_evidence(made: Comparisons, wrong: bool) -> None:
    p, q = positive("p", 1)[0], positive("q", 1)[0]
    d = p / (p + q)
    same(made, sp.log(d / (1 - d)), sp.log(q / p if wrong else p / q))
    heights = [sp.exp(log_normal(X, at, 1)) for at in (0, THETA)]
    d = heights[0] / sum(heights)
    odds = sp.expand_log(sp.log(sp.simplify(d / (1 - d))), force=True)
    made.exactly(odds, (-1 if wrong else 1) * (THETA**2 / 2 - THETA * X))
    for pair in ([mp.mpf("0.3"), mp.mpf(0)], [mp.mpf(0), mp.mpf("0.3")]):
        d = best([pair[0]], [pair[1]])[0]
        made.close(evidence(d, 1 - d), evidence(*(pair[::-1] if wrong else pair)))
