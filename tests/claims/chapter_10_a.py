"""Chapter 10, counting: the plug-in's bias from counts of p, and smoothing."""

from __future__ import annotations

import warnings
from functools import cache

import mpmath as mp
import sympy as sp

from kltools.estimators import plugin_kl
from tests.claims.cases import binomial_law, kl, kl_symbols, logs_apart, pmf, pmf_pairs, positive
from tests.claims.claim import Comparisons, claim

SIZES = (64, 128, 256)


"""Numbers of draws at which a remainder is looked at."""


def tables(n, k):
    """All tables of counts of n draws among k outcomes."""
    if k == 1:
        return [(n,)]
    return [(first, *rest) for first in range(n + 1) for rest in tables(n - first, k - 1)]


def table_law(n, p):
    """All tables of counts of n draws from p, each with its multinomial probability."""
    for counts in tables(n, len(p)):
        ways = mp.factorial(n) / mp.fprod(mp.factorial(c) for c in counts)
        yield counts, ways * mp.fprod(a**c for a, c in zip(p, counts))


def count_law(n, chance):
    """The probabilities of the counts 0 to n of an outcome with a chance from 0 to 1."""
    return [mp.mpf(int(c == n)) for c in range(n + 1)] if chance == 1 else binomial_law(n, chance)


@cache
def log_of_count(c, a):
    """log(c + a)."""
    return mp.log(c + a)


def mean_divergence_of_shares(n, p, q):
    """The mean of D(shares of n draws from p ‖ q), summed over every count of each outcome."""
    laws = [count_law(n, a) for a in p]
    return mp.fsum(
        chance * mp.mpf(c) / n * (log_of_count(c, 0) - mp.log(n * b))
        for law, b in zip(laws, q)
        for c, chance in enumerate(law)
        if c
    )


@cache
def mean_log_of_count(m, chance, a):
    """The mean of log(c + a) for the count c of an outcome in m draws."""
    return mp.fsum(weight * log_of_count(c, a) for c, weight in enumerate(count_law(m, chance)))


def mean_divergence_from_smoothed(m, p, q, a):
    """The mean of D(p ‖ smoothed shares of m draws from q), summed over every count of each outcome."""
    spread = mp.log(m + len(q) * a)
    return mp.fsum(b * (mp.log(b) - mean_log_of_count(m, c, a) + spread) for b, c in zip(p, q))


def is_of_second_order(made, remainder):
    """n^2 times the remainder settles as n doubles twice: it would grow if the remainder were of first order."""
    scaled = [n**2 * remainder(n) for n in SIZES]
    made.less(abs(scaled[2] - scaled[1]), mp.mpf("0.75") * abs(scaled[1] - scaled[0]))


def broad_pairs(rng, count=3):
    """PMFs p and q with no outcome below 0.15, so that 64 draws are many: random, nearly equal, equal; 2 to 4 outcomes."""
    for _ in range(count):
        k = rng.choice((2, 3, 4))
        p, q = ([mp.mpf("0.15") + (1 - k * mp.mpf("0.15")) * a for a in pmf(rng, k)] for _ in range(2))
        yield p, q
        yield p, [a + (-1) ** i * (i < k - k % 2) * mp.mpf("1e-12") for i, a in enumerate(p)]
        yield p, p


def positive_pairs(rng, count=4):
    """PMFs p > 0 and q > 0: the edge cases, and one outcome alone."""
    yield [mp.mpf(1)], [mp.mpf(1)]
    yield from ((p, q) for p, q in pmf_pairs(rng, count, sizes=(2, 3, 4)) if min(p) > 0)


@claim(
    "eq-plugin-exact",
    r"\mathbb{E}\, D(\hat p\,\|\,q) = D(p\,\|\,q) + \mathbb{E}\, D(\hat p\,\|\,p) ,",
    method="SymPy sums all tables of up to five draws, for symbols p and q; up to nine draws in numbers, with edges",
    tolerance=1e-40,
    mistake="the excess taken off",
)
def mean_plugin_is_divergence_plus_its_excess(made: Comparisons, wrong: bool) -> None:
    sign = -1 if wrong else 1
    for k, most in ((2, 5), (3, 3)):
        p, q = positive("p", k), positive("q", k)
        for n in range(1, most + 1):
            mean = excess = sp.Integer(0)
            for counts in tables(n, k):
                chance = sp.factorial(n) * sp.Mul(*(a**c / sp.factorial(c) for a, c in zip(p, counts)))
                shares = [sp.Rational(c, n) for c in counts]
                mean += chance * kl_symbols(shares, q)
                excess += chance * kl_symbols(shares, p)
            difference = logs_apart(mean - kl_symbols(p, q) - sign * excess).subs(
                sp.log(p[-1]), sp.Symbol("log_p_last")
            )
            made.exactly(sp.expand(difference.subs(p[-1], 1 - sp.Add(*p[:-1]))), 0)
    for p, q in positive_pairs(made.rng):
        for n in (1, 2, 9 if len(p) < 4 else 5):
            mean = mp.fsum(chance * kl([mp.mpf(c) / n for c in counts], q) for counts, chance in table_law(n, p))
            made.close(mean, kl(p, q) + sign * mean_divergence_of_shares(n, p, p))


@claim(
    "eq-plugin-bias-p",
    r"\mathbb{E}\, D(\hat p\,\|\,q) = D(p\,\|\,q) + \frac{k - 1}{2 n} + O\!\left( \frac{1}{n^2} \right) .",
    method="binomial sums at 64, 128 and 256 draws: n^2 times the remainder settles, at p and q random, near and equal",
    tolerance=1e-40,
    mistake="k in place of k - 1",
)
def counting_p_adds_half_the_other_outcomes_over_n(made: Comparisons, wrong: bool) -> None:
    for p, q in broad_pairs(made.rng):
        k = len(p) + (1 if wrong else 0)
        is_of_second_order(
            made, lambda n, p=p, q=q, k=k: mean_divergence_of_shares(n, p, q) - kl(p, q) - mp.mpf(k - 1) / (2 * n)
        )


@claim(
    "thm-plugin-p",
    r"""Let $p$ have $k$ outcomes, all of positive probability, and let $q > 0$ on them. Then

$$
\mathbb{E}\, D(\hat p\,\|\,q) = D(p\,\|\,q) + \mathbb{E}\, D(\hat p\,\|\,p) ,
$$ (eq-plugin-exact)

so the plug-in is never too small on average. As $n$ grows

$$
\mathbb{E}\, D(\hat p\,\|\,q) = D(p\,\|\,q) + \frac{k - 1}{2 n} + O\!\left( \frac{1}{n^2} \right) .
$$ (eq-plugin-bias-p)""",
    method="all tables of up to eight draws, with edges: too large, but for one outcome; the order by 64 to 256 draws",
    tolerance=1e-40,
    mistake="the excess counted from p: D(p ‖ shares)",
)
def plugin_from_counts_of_p_is_too_large(made: Comparisons, wrong: bool) -> None:
    for p, q in positive_pairs(made.rng):
        for n in (1, 3, 8 if len(p) < 4 else 5):
            mean = excess = mp.mpf(0)
            for counts, chance in table_law(n, p):
                shares = [mp.mpf(c) / n for c in counts]
                mean += chance * kl(shares, q)
                excess += chance * (kl(p, shares) if wrong else kl(shares, p))
            made.close(mean, kl(p, q) + excess)
            made.close(mean, mean_divergence_of_shares(n, p, q))  # which the larger n below rely on
            if len(p) == 1:
                made.close(mean, kl(p, q))
            else:
                made.less(kl(p, q), mean)
    for p, q in broad_pairs(made.rng, 2):
        is_of_second_order(
            made, lambda n, p=p, q=q: mean_divergence_of_shares(n, p, q) - kl(p, q) - mp.mpf(len(p) - 1) / (2 * n)
        )


@claim(
    "eq-plugin-split",
    r"D(\hat p\,\|\,q) = D(\hat p\,\|\,p) + \sum_x \hat p(x) \log \frac{p(x)}{q(x)} .",
    method="SymPy, for all shares, also those with outcomes that never occurred",
    mistake="the last sum weighted by p",
)
def p_put_in_between_shares_and_q(made: Comparisons, wrong: bool) -> None:
    for k in (1, 2, 4):
        p, q, counts = positive("p", k), positive("q", k), positive("c", k)
        for missing in range(k):
            drawn = [0] * missing + counts[missing:]
            shares = [c / sp.Add(*drawn) for c in drawn]
            weights = p if wrong else shares
            last = sp.Add(*(w * sp.log(a / b) for w, a, b in zip(weights, p, q)))
            made.exactly(logs_apart(kl_symbols(shares, q) - kl_symbols(shares, p) - last), 0)


@claim(
    "eq-plugin-taylor",
    r"\left| f(t) - \tfrac12 (t - 1)^2 + \tfrac16 (t - 1)^3 \right| \le C\, (t - 1)^4 \qquad \text{for all } t \ge 0 .",
    method="SymPy, with C = 1/3: the left side is (t - 1)^4 times a mean of a cube between 0 and 1, and at 0 it is 1/3",
    mistake="the sign of the cube",
)
def tilted_generator_is_its_square_less_a_cube(made: Comparisons, wrong: bool) -> None:
    t, v, w = sp.symbols("t v w", positive=True)
    f = t * sp.log(t) - t + 1
    sign = -1 if wrong else 1
    left = f - (t - 1) ** 2 / 2 + sign * (t - 1) ** 3 / 6
    # Taylor's remainder, an integral of the fourth derivative 2/w^3 over w from 1 to t
    fourth = f.diff(t, 4).subs(t, w)
    made.exactly(left, sp.integrate(sp.expand((t - w) ** 3 / 6 * fourth), (w, 1, t)))
    # with w = 1 + s (t - 1) it is (t - 1)^4 times the integral over 0 < s < 1 of a third of a cube
    s = v / (1 + v)
    at_s = 1 + s * (t - 1)
    cube = sp.factor((1 - s) / at_s) ** 3
    made.exactly((t - at_s) ** 3 / 6 * fourth.subs(w, at_s) * (t - 1), (t - 1) ** 4 * cube / 3)
    made.true(cube.is_positive and sp.factor(1 - cube).is_positive, f"{cube} is not between 0 and 1")
    made.exactly(sp.limit(left, t, 0), sp.Rational(1, 3))


@claim(
    "eq-plugin-sum",
    r"\mathbb{E}\, D(\hat p\,\|\,p) = \sum_x p(x) \cdot \frac12 \cdot \frac{1 - p(x)}{n\, p(x)} + O\!\left( \frac{1}{n^2} \right) = \frac{k - 1}{2 n} + O\!\left( \frac{1}{n^2} \right) .",
    method="binomial sums at 64, 128 and 256 draws: n^2 times the remainder settles; SymPy for the sum of variances",
    tolerance=1e-40,
    mistake="the binomial variance without its factor 1 - p",
)
def only_the_square_matters_to_first_order(made: Comparisons, wrong: bool) -> None:
    def squares(n, p):
        return [a / 2 * ((1 if wrong else 1 - a) / (n * a)) for a in p]

    for p, _ in broad_pairs(made.rng):
        is_of_second_order(made, lambda n, p=p: mean_divergence_of_shares(n, p, p) - mp.fsum(squares(n, p)))
    n = sp.Symbol("n", positive=True)
    for k in (1, 2, 5):
        weights = positive("w", k)
        made.exactly(sp.Add(*squares(n, [w / sp.Add(*weights) for w in weights])), (k - 1) / (2 * n))


@claim(
    "eq-smoothed",
    r"\tilde q(x) = \frac{c(x) + a}{m + k a} .",
    method="kltools.plugin_kl's divergence from these shares, with zero counts and small and large a; they sum to 1 by SymPy",
    tolerance=1e-12,
    mistake="m + a below",
)
def counts_with_a_little_added(made: Comparisons, wrong: bool) -> None:
    def smoothed(counts, a):
        k = 1 if wrong else len(counts)
        return [(c + a) / (sum(counts) + k * a) for c in counts]

    for k in (2, 3, 26):
        for a in (0.5, 1.0, 1e-9, 1e6):
            counts_p, counts_q = ([made.rng.randint(0, 50) for _ in range(k)] for _ in range(2))
            counts_q[0], counts_p[0] = 0, 1 + counts_p[0]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = plugin_kl(counts_p, counts_q, smoothing=a).raw
            shares = [mp.mpf(c) / sum(counts_p) for c in counts_p]
            made.close(found, kl(shares, smoothed(counts_q, mp.mpf(a))))
    made.exactly(sp.Add(*smoothed(positive("c", 4), sp.Symbol("a", positive=True))), 1)


ADDED = (mp.mpf("0.5"), mp.mpf(1), mp.mpf(2), mp.mpf("0.1"))


"""What is added to counts in the checks."""


def first_order(p, q, a, m, sign=-1):
    """(S - 1)/(2m) - a (S - k)/m, with S the sum of p/q."""
    ratios = mp.fsum(b / c for b, c in zip(p, q))
    return (ratios - 1) / (2 * m) + sign * a * (ratios - len(p)) / m


@claim(
    "eq-plugin-bias-q",
    r"\mathbb{E}\, D(p\,\|\,\tilde q) = D(p\,\|\,q) + \frac{S - 1}{2 m} - \frac{a\, (S - k)}{m} + O\!\left( \frac{1}{m^2} \right) ,",
    method="binomial sums at 64, 128 and 256 draws, four a: m^2 times the remainder settles, p near q and uneven",
    tolerance=1e-40,
    mistake="the sign of what a adds",
)
def counting_q_adds_this_to_first_order(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    for i, (p, q) in enumerate(broad_pairs(made.rng)):
        if i % 3 == 2:
            p = pmf(made.rng, len(q), power=8)  # p may be uneven: only q is counted
        for a in ADDED[i % 2 :: 2]:
            is_of_second_order(
                made,
                lambda m, p=p, q=q, a=a: (
                    mean_divergence_from_smoothed(m, p, q, a) - kl(p, q) - first_order(p, q, a, m, sign)
                ),
            )
