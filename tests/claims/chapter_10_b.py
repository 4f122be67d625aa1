"""Chapter 10, counting: the plug-in's bias from counts of q, and the population stability index."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

import kltools
from tests.claims.cases import evidence, fraction_pairs, kl, kl_symbols, logs_apart, number, pmf, positive
from tests.claims.chapter_10_a import (
    ADDED,
    broad_pairs,
    is_of_second_order,
    mean_divergence_from_smoothed,
    mean_log_of_count,
    positive_pairs,
    table_law,
)
from tests.claims.claim import Comparisons, claim


@claim(
    "eq-plugin-half",
    r"\mathbb{E}\, D(p\,\|\,\tilde q) = D(p\,\|\,q) + \frac{k - 1}{2 m} + O\!\left( \frac{1}{m^2} \right) .",
    method="binomial sums at 64, 128 and 256 draws with one half added: m^2 times the remainder settles",
    tolerance=1e-40,
    mistake="one added in place of one half",
)
def one_half_leaves_a_bias_without_p_and_q(made: Comparisons, wrong: bool) -> None:
    added = mp.mpf(1) if wrong else mp.mpf("0.5")
    for p, q in broad_pairs(made.rng):
        for weights in (p, pmf(made.rng, len(q), power=8)):
            is_of_second_order(
                made,
                lambda m, p=weights, q=q: (
                    mean_divergence_from_smoothed(m, p, q, added) - kl(p, q) - mp.mpf(len(p) - 1) / (2 * m)
                ),
            )


@claim(
    "thm-plugin-q",
    r"""Let $p$ and $q$ be positive on $k$ outcomes, $c(x)$ the counts of $m$ draws from $q$, $a > 0$, and $S = \sum_x \frac{p(x)}{q(x)}$. Then as $m$ grows

$$
\mathbb{E}\, D(p\,\|\,\tilde q) = D(p\,\|\,q) + \frac{S - 1}{2 m} - \frac{a\, (S - k)}{m} + O\!\left( \frac{1}{m^2} \right) ,
$$ (eq-plugin-bias-q)

and for $a = \frac12$ the unknown $S$ drops out:

$$
\mathbb{E}\, D(p\,\|\,\tilde q) = D(p\,\|\,q) + \frac{k - 1}{2 m} + O\!\left( \frac{1}{m^2} \right) .
$$ (eq-plugin-half)""",
    method="all tables of few draws; m^2 times the remainder settles from 64 to 256; SymPy: S drops out at 1/2 alone",
    tolerance=1e-40,
    mistake="S - k replaced by S - 1",
)
def bias_from_counting_q_and_the_half_that_frees_it_of_s(made: Comparisons, wrong: bool) -> None:
    for p, q in positive_pairs(made.rng, 1):
        for m in (1, 4):
            a = number(made.rng, 0.1, 2)
            by_tables = mp.fsum(
                chance * kl(p, [(c + a) / (m + len(q) * a) for c in counts]) for counts, chance in table_law(m, q)
            )
            made.close(by_tables, mean_divergence_from_smoothed(m, p, q, a))  # which the larger m below rely on

    def bias(ratios, a, k, m):
        return (ratios - 1) / (2 * m) - a * (ratios - (1 if wrong else k)) / m

    for i, (p, q) in enumerate(broad_pairs(made.rng)):
        ratios = mp.fsum(b / c for b, c in zip(p, q))
        for a in (ADDED[0], ADDED[1 + i % 3]):
            is_of_second_order(
                made,
                lambda m, p=p, q=q, a=a, ratios=ratios: (
                    mean_divergence_from_smoothed(m, p, q, a) - kl(p, q) - bias(ratios, a, len(p), m)
                ),
            )
    ratios, a, k, m = sp.symbols("S a k m", positive=True)
    made.exactly(bias(ratios, sp.Rational(1, 2), k, m), (k - 1) / (2 * m))
    made.true(sp.solve(bias(ratios, a, k, m).diff(ratios), a) == [sp.Rational(1, 2)], "another a frees the bias of S")


@claim(
    "eq-plugin-log",
    r"\log (c + a) = \log (m q) + \log \left( 1 + u + \frac{a}{m q} \right) .",
    method="SymPy, with u from c = m q (1 + u)",
    mistake="a not divided by m q",
)
def log_of_a_smoothed_count(made: Comparisons, wrong: bool) -> None:
    a, c, m, q = sp.symbols("a c m q", positive=True)
    u = sp.Symbol("u")
    (relative,) = sp.solve(m * q * (1 + u) - c, u)
    share = a if wrong else a / (m * q)
    made.exactly(logs_apart(sp.log(c + a) - sp.log(m * q) - sp.log(1 + relative + share)), 0)


@claim(
    "eq-plugin-log-mean",
    r"\mathbb{E} \log (c + a) = \log (m q) + \frac{a}{m q} - \frac{1 - q}{2 m q} + O\!\left( \frac{1}{m^2} \right) .",
    method="binomial sums at 64, 128 and 256 draws, q from 0.15 to 1 and four a: m^2 times the remainder settles",
    tolerance=1e-40,
    mistake="the last term not halved",
)
def mean_log_of_a_smoothed_count(made: Comparisons, wrong: bool) -> None:
    half = 1 if wrong else 2
    for q in (mp.mpf("0.15"), number(made.rng, 0.2, 0.5), mp.mpf("0.5"), number(made.rng, 0.5, 0.95), mp.mpf(1)):
        for a in ADDED:
            is_of_second_order(
                made,
                lambda m, q=q, a=a: mean_log_of_count(m, q, a) - mp.log(m * q) - a / (m * q) + (1 - q) / (half * m * q),
            )


@claim(
    "eq-plugin-q-sum",
    r"\sum_x p(x) \left( \log q(x) - \mathbb{E} \log \tilde q(x) \right) = - \frac{a S}{m} + \frac{S - 1}{2 m} + \frac{k a}{m} + O\!\left( \frac{1}{m^2} \right) .",
    method="SymPy adds up the three expansions; binomial sums at 64 to 256 draws: m^2 times the remainder settles",
    tolerance=1e-40,
    mistake="the term of log(m + k a) forgotten",
)
def expansions_weighted_and_added_up(made: Comparisons, wrong: bool) -> None:
    def printed(ratios, a, k, m):
        return -a * ratios / m + (ratios - 1) / (2 * m) + (0 if wrong else k * a / m)

    for i, (p, q) in enumerate(broad_pairs(made.rng)):
        ratios = mp.fsum(b / c for b, c in zip(p, q))
        a = ADDED[i % 4]
        is_of_second_order(
            made,
            lambda m, p=p, q=q, a=a, ratios=ratios: (
                mp.fsum(b * (mp.log(c) - mean_log_of_count(m, c, a) + mp.log(m + len(q) * a)) for b, c in zip(p, q))
                - printed(ratios, a, len(p), m)
            ),
        )
    a, m = sp.symbols("a m", positive=True)
    for k in (1, 2, 4):
        weights, q = positive("w", k), positive("q", k)
        p = [w / sp.Add(*weights) for w in weights]
        to_first_order = [-(a / (m * c) - (1 - c) / (2 * m * c) - k * a / m) for c in q]
        ratios = sp.Add(*(b / c for b, c in zip(p, q)))
        made.exactly(sp.Add(*(b * term for b, term in zip(p, to_first_order))), printed(ratios, a, k, m))


@claim(
    "eq-psi",
    r"\mathrm{PSI} = \sum_x \big( \hat p(x) - \hat q(x) \big) \log \frac{\hat p(x)}{\hat q(x)} = D(\hat p\,\|\,\hat q) + D(\hat q\,\|\,\hat p) .",
    method="SymPy for all positive shares; kltools.jeffreys_divergence against the sum, infinite where one share alone is 0",
    tolerance=1e-12,
    mistake="the second divergence taken off",
)
def stability_index_is_the_sum_of_both_directions(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    for k in (1, 2, 4):
        p, q = positive("p", k), positive("q", k)
        index = sp.Add(*((a - b) * sp.log(a / b) for a, b in zip(p, q)))
        made.exactly(logs_apart(index - kl_symbols(p, q) - sign * kl_symbols(q, p)), 0)
    for exact_p, exact_q in fraction_pairs(made.rng):
        p, q = ([mp.mpf(a.numerator) / a.denominator for a in one] for one in (exact_p, exact_q))
        index = mp.fsum((a - b) * evidence(a, b) for a, b in zip(p, q) if a != b)
        made.close(index, kl(p, q) + sign * kl(q, p), 1e-20)
        made.close(kltools.jeffreys_divergence([float(a) for a in p], [float(b) for b in q]), index)
