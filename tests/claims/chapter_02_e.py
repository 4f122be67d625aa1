"""Chapter 2: least divergence is maximum likelihood; the numbers worked by hand."""

from __future__ import annotations

import mpmath as mp
import sympy as sp

import kltools.book.data
from kltools import exact
from tests.claims.cases import (
    entropy,
    kl,
    logs_apart,
    normalised,
    number,
    pmf,
    positive,
)
from tests.claims.claim import Comparisons, claim

HIGH = 110
"""Digits for differences of nearly equal PMFs: sums of first-order terms cancel to second order."""
X = sp.Symbol("x", real=True)
Z = positive("q", 3)
WORKED = [sp.Rational(1, 2), sp.Rational(1, 4), sp.Rational(1, 4)], [sp.Rational(1, 3)] * 3
"""The page's p and q."""


def samples(rng):
    """Data of n outcomes from 0 to k - 1 with their empirical PMF: random, all equal, all different, one observation."""
    for n, k in ((1, 3), (7, 3), (40, 5), (200, 2), (30, 30)):
        data = [rng.randrange(k) for _ in range(n)]
        yield data, [mp.mpf(data.count(x)) / n for x in range(k)]
    yield [1] * 9, [mp.mpf(0), mp.mpf(1), mp.mpf(0)]
    yield [3, 0, 2, 1], [mp.mpf(1) / 4] * 4


def candidates(rng, share, k):
    """PMFs on k outcomes: random, near the data and equal to them, with an impossible outcome, uniform twice."""
    yield from (pmf(rng, k) for _ in range(8))
    yield normalised([mass + mp.mpf("1e-12") * number(rng) for mass in share])
    yield share
    for i in range(k):
        yield normalised([0 if i == j else number(rng, 0.1) for j in range(k)])
    yield from ([mp.mpf(1) / k] * k for _ in range(2))


def likelihood(data, q):
    """The product of q over the observations."""
    return mp.fprod(q[x] for x in data)


@claim(
    "thm-maximum-likelihood",
    r"""For every PMF $q$

$$
D(\hat p\,\|\,q) = - \frac{1}{n} \log L(q) - H(\hat p) .
$$ (eq-likelihood)

So within any family of candidates, one that minimises $D(\hat p\,\|\,q)$ maximises $L(q)$, and the other way round.""",
    method="the identity for seven samples and candidates of all kinds, some of likelihood 0; in each family, who is best",
    tolerance=1e-40,
    mistake="D(q‖p) minimised for D(p‖q)",
)
def least_divergence_is_maximum_likelihood(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(HIGH):
        for data, share in samples(made.rng):
            family = list(candidates(made.rng, share, len(share)))
            for q in family:
                chance = likelihood(data, q)
                mean = mp.inf if chance == 0 else -mp.log(chance) / len(data)
                made.near(mp.exp(-kl(share, q)), mp.exp(-(mean - entropy(share))), mp.mpf("1e-100"))
            impossible = [q for q in family if likelihood(data, q) == 0]
            for few in (family, family[:8], family[10:], impossible):
                if few:
                    scores = [kl(q, share) if wrong else kl(share, q) for q in few]
                    chances = [likelihood(data, q) for q in few]
                    least = {i for i, score in enumerate(scores) if score == min(scores)}
                    most = {i for i, chance in enumerate(chances) if chance == max(chances)}
                    made.true(least == most, f"{least} have the least divergence, {most} the largest likelihood")
    # a family with a parameter: Poisson PMFs for the horse kicks, at a fine grid about the mean 0.61
    counts = kltools.book.data.HORSE_KICKS
    share = [mp.mpf(count) / sum(counts) for count in counts]
    rates = [mp.mpf(i) / 100 for i in range(40, 90)]
    family = [[mp.exp(x * mp.log(rate) - rate) / mp.factorial(x) for x in range(5)] for rate in rates]
    scores = [kl(q, share) if wrong else kl(share, q) for q in family]
    chances = [mp.fprod(q[x] ** count for x, count in enumerate(counts)) for q in family]
    made.close(rates[scores.index(min(scores))], rates[chances.index(max(chances))])
    made.close(rates[chances.index(max(chances))], mp.mpf("0.61"))


@claim(
    "eq-likelihood",
    r"D(\hat p\,\|\,q) = - \frac{1}{n} \log L(q) - H(\hat p) .",
    method="SymPy: six samples of three outcomes, general q, D and H by kltools.exact; both sides infinite at likelihood 0",
    mistake="the entropy added",
)
def divergence_from_the_data_in_symbols(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    q = [weight / sum(Z) for weight in Z]
    for data in ([0], [1, 1, 1], [0, 1], [0, 1, 2], [2, 0, 0, 2, 1], [1] * 10 + [2] * 3):
        share = [sp.Rational(data.count(x), len(data)) for x in range(3)]
        left = logs_apart(exact.kl_divergence(share, q))
        right = -sp.log(sp.prod(q[x] for x in data)) / len(data) + sign * exact.entropy(share)
        made.exactly(left, logs_apart(right))
    impossible = exact.kl_divergence([sp.Rational(1, 3), sp.Rational(2, 3)], [1, 0])
    limit = -sp.limit(sp.log((1 - X) * X**2), X, 0, "+") / 3
    made.true(impossible == limit == sp.oo, f"{impossible} and {limit} are not both infinite")


@claim(
    "eq-likelihood-grouped",
    r"\frac{1}{n} \log L(q) = \frac{1}{n} \sum_{i=1}^{n} \log q(x_i) = \sum_x \hat p(x) \log q(x) = - H(\hat p, q) .",
    method="SymPy: three equalities for six samples of three outcomes and a general q, H by kltools.exact",
    mistake="the sign of the cross-entropy",
)
def the_likelihood_with_equal_observations_grouped(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    q = [weight / sum(Z) for weight in Z]
    for data in ([0], [1, 1, 1], [0, 1], [0, 1, 2], [2, 0, 0, 2, 1], [1] * 10 + [2] * 3):
        share = [sp.Rational(data.count(x), len(data)) for x in range(3)]
        likelihood_log = logs_apart(sp.log(sp.prod(q[x] for x in data)) / len(data))
        one_by_one = logs_apart(sum(sp.log(q[x]) for x in data) / len(data))
        grouped = logs_apart(sum(mass * sp.log(b) for mass, b in zip(share, q)))
        made.exactly(likelihood_log, one_by_one)
        made.exactly(one_by_one, grouped)
        made.exactly(grouped, logs_apart(sign * exact.cross_entropy(share, q)))


@claim(
    "eq-worked-example",
    r"D(p\,\|\,q) = \tfrac12 \log \tfrac32 + 2 \cdot \tfrac14 \log \tfrac34 = \tfrac12 \log \tfrac98 .",
    method="SymPy: the page's sum, its value, and kltools.exact",
    mistake="one quarter forgotten in the sum",
)
def the_example_by_hand(made: Comparisons, wrong: bool) -> None:
    half, quarter = sp.Rational(1, 2), sp.Rational(1, 4)
    times = 1 if wrong else 2
    by_hand = half * sp.log(sp.Rational(3, 2)) + times * quarter * sp.log(sp.Rational(3, 4))
    made.exactly(sp.expand_log(by_hand, force=True), exact.kl_divergence(*WORKED))
    made.exactly(sp.expand_log(half * sp.log(sp.Rational(9, 8)), force=True), exact.kl_divergence(*WORKED))


@claim(
    "eq-worked-split",
    r"H(p, q) - H(p) = \log 3 - \tfrac32 \log 2 = \tfrac12 \log \tfrac98 .",
    method="SymPy: cross-entropy and entropy by kltools.exact, against both forms on the page",
    mistake="log 2 for 3/2 log 2, as if every outcome of p had probability 1/2",
)
def the_example_split(made: Comparisons, wrong: bool) -> None:
    p, q = WORKED
    own = sp.log(2) if wrong else sp.Rational(3, 2) * sp.log(2)
    made.exactly(exact.cross_entropy(p, q) - exact.entropy(p), sp.log(3) - own)
    made.exactly(sp.log(3) - own, sp.expand_log(sp.log(sp.Rational(9, 8)) / 2))


@claim(
    "eq-poisson-likelihood",
    r"\frac1n \log L(q_\lambda) = \bar x \log \lambda - \lambda - \sum_x \hat p(x) \log x! \, .",
    method="SymPy: log-likelihoods of general counts of 0 to 5, and of the horse kicks, for every rate",
    mistake="the factorials forgotten",
)
def the_likelihood_of_poisson_candidates(made: Comparisons, wrong: bool) -> None:
    rate = sp.Symbol("lambda", positive=True)
    poisson = exact.poisson(rate)
    times = 0 if wrong else 1
    for counts in (positive("n", 6), list(map(sp.Integer, kltools.book.data.HORSE_KICKS))):
        n = sum(counts)
        masses_at = [poisson.expression.subs(poisson.variable, x) for x in range(len(counts))]
        likelihood_log = sum(count * sp.expand_log(sp.log(mass)) for count, mass in zip(counts, masses_at)) / n
        share = [count / n for count in counts]
        mean = sum(x * mass for x, mass in enumerate(share))
        factorials = sum(mass * sp.log(sp.factorial(x)) for x, mass in enumerate(share))
        made.exactly(likelihood_log, mean * sp.log(rate) - rate - times * factorials)
