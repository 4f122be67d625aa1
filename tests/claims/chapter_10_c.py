"""Chapter 10, sampling: what the three averages of one ratio average to."""

from __future__ import annotations

import itertools
import math
import warnings

import mpmath as mp
import sympy as sp

from kltools.estimators import monte_carlo_kl
from kltools.exact import exponential_families
from tests.claims.cases import FINE, cross_entropy, entropy, evaluated, kl, number, pmf, pmf_pairs, positive
from tests.claims.claim import Comparisons, claim
from tests.claims.quadrature import divergence_of_normal, log_normal_density


def mean(p, values):
    """The mean of values under p."""
    return mp.fsum(a * v for a, v in zip(p, values) if a > 0)


def variance(p, values):
    """The variance of values under p."""
    middle = mean(p, values)
    return mp.fsum(a * (v - middle) ** 2 for a, v in zip(p, values) if a > 0)


def covariance(p, one, two):
    """The covariance of two lists of values under p."""
    return mean(p, [(u - mean(p, one)) * (v - mean(p, two)) for u, v in zip(one, two)])


def finite_pairs(rng, count=8):
    """PMFs with q > 0 wherever p > 0: the edge cases, each also with an outcome that neither has."""
    for p, q in pmf_pairs(rng, count):
        yield p, q
        yield [*p, mp.mpf(0)], [*q, mp.mpf(0)]


def ratios(p, q):
    """q/p where p > 0, and 1 elsewhere, which no mean under p sees."""
    return [b / a if a > 0 else mp.mpf(1) for a, b in zip(p, q)]


def mass_outside(p, q):
    """The mass of q where p is 0: 1 - Q."""
    return mp.fsum(b for a, b in zip(p, q) if a == 0)


def gamma_log_density(shape, scale):
    """The logarithm of a gamma density."""
    constant = mp.loggamma(shape) + shape * mp.log(scale)
    return lambda x: (shape - 1) * mp.log(x) - x / scale - constant


def k1_mean_of_normals(p, q):
    """The mean of -log r for normals with these means and deviations."""
    return divergence_of_normal(*p, log_normal_density(*q))


def k1_mean_of_gammas(p, q):
    """The mean of -log r for gamma laws with these shapes and scales, that of p being 1."""
    log_p, log_q = gamma_log_density(*p), gamma_log_density(*q)
    return mp.quad(lambda x: mp.exp(log_p(x)) * (log_p(x) - log_q(x)), [0, 3, 12, 40, 150])


@claim(
    "eq-k-estimators",
    r"k_1 = - \log r , \qquad k_2 = \tfrac12 (\log r)^2 , \qquad k_3 = r - 1 - \log r .",
    method="kltools.monte_carlo_kl at ratios from e^-700 to e^700, some 1e-12 from 1, against 100 digits; infinite at q = 0",
    tolerance=1e-13,
    mistake="k2 without its half",
)
def the_three_terms_of_one_ratio(made: Comparisons, wrong: bool) -> None:
    half = 1 if wrong else mp.mpf("0.5")
    logs = [0.0, 1e-12, -1e-12, 1e-300, 700.0, -700.0, *(made.rng.uniform(-5, 5) for _ in range(30))]
    with warnings.catch_warnings(), mp.workdps(FINE):
        warnings.simplefilter("ignore")
        for log_r in logs:
            found = monte_carlo_kl([0.0, 0.0], [log_r, log_r])
            exact = mp.mpf(log_r)
            r = mp.exp(exact)
            made.close(found.k1.value, -mp.log(r))
            made.close(found.k2.value, half * mp.log(r) ** 2)
            if abs(log_r) > 1e-40:
                made.close(found.k3.value, r - 1 - mp.log(r))
        nowhere = monte_carlo_kl([0.0, 0.0], [0.0, -math.inf])
    for found in (nowhere.k1, nowhere.k2, nowhere.k3):
        made.close(found.value, mp.inf)


@claim(
    "eq-k1-mean",
    r"\mathbb{E}_p[k_1(X)] = D(p\,\|\,q) ,",
    method="100 digits, with edges, D as cross-entropy less entropy; normals and gammas by quadrature, D in closed form",
    tolerance=1e-30,
    mistake="X drawn from q",
)
def negative_log_ratio_averages_to_the_divergence(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in finite_pairs(made.rng):
            terms = [-mp.log(r) if r > 0 else mp.mpf(0) for r in ratios(p, q)]
            made.near(mean(q if wrong else p, terms), cross_entropy(p, q) - entropy(p), within=mp.mpf("1e-90"))
    for _ in range(4):
        normals = [(number(made.rng, -1, 1), number(made.rng, 0.5, 2)) for _ in range(2)]
        natural = [(a / b**2, -1 / (2 * b**2)) for a, b in normals]
        made.close(k1_mean_of_normals(*normals), evaluated(exponential_families["normal"].bregman(*natural)))
    for a, b, t in ((2, 3, mp.mpf(2)), (3, 3, mp.mpf("2.5"))):
        made.close(
            k1_mean_of_gammas((a, 1), (b, t)), evaluated(exponential_families["gamma"].bregman((a, -1), (b, -1 / t)))
        )


@claim(
    "eq-k3-mean",
    r"k_3(x) \ge 0 , \qquad \mathbb{E}_p[k_3(X)] = D(p\,\|\,q) - (1 - Q) .",
    method="SymPy: k3 has its least value, 0, at r = 1; means at 100 digits, with edges and mass of q outside p",
    tolerance=1e-60,
    mistake="1 - Q added",
)
def slack_is_no_less_than_zero_and_lacks_the_mass_outside(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    r, more, share = sp.symbols("r more share", positive=True)
    slack = r - 1 - sp.log(r)
    made.exactly(slack.subs(r, 1), 0)
    made.true(sp.factor(slack.diff(r).subs(r, 1 + more)).is_positive, "k3 does not rise beyond r = 1")
    made.true(sp.factor(slack.diff(r).subs(r, 1 / (1 + share))).is_negative, "k3 does not fall before r = 1")
    with mp.workdps(FINE):
        for p, q in finite_pairs(made.rng):
            terms = [r - 1 - mp.log(r) for r in ratios(p, q)]
            for term in terms:
                made.at_most(0, term)
            made.near(mean(p, terms), kl(p, q) + sign * mass_outside(p, q), within=mp.mpf("1e-90"))


@claim(
    "thm-k-means",
    r"""Let $X$ be drawn from $p$, let $D(p\,\|\,q)$ be finite, and let $Q$ be the mass that $q$ has where $p > 0$. Then

$$
\mathbb{E}_p[k_1(X)] = D(p\,\|\,q) ,
$$ (eq-k1-mean)

$$
k_3(x) \ge 0 , \qquad \mathbb{E}_p[k_3(X)] = D(p\,\|\,q) - (1 - Q) .
$$ (eq-k3-mean)

So $k_1$ is unbiased, and $k_3$ is unbiased exactly if $q$ has no mass outside the support of $p$. If $r$ and $\log r$ have finite variances under $p$, the variances of the two differ by

$$
\operatorname{Var}_p(k_1) - \operatorname{Var}_p(k_3) = 2 \operatorname{Cov}_p(r, \log r) - \operatorname{Var}_p(r) .
$$ (eq-k-variances)""",
    method="100 digits, with edges: k3 falls short where q has mass outside p, nowhere else; a uniform p by quadrature",
    tolerance=1e-60,
    mistake="Q taken as 1: k3 unbiased always",
)
def means_and_variances_of_k1_and_k3(made: Comparisons, wrong: bool) -> None:
    with mp.workdps(FINE):
        for p, q in finite_pairs(made.rng):
            divergence, r = cross_entropy(p, q) - entropy(p), ratios(p, q)
            logs = [mp.log(one) for one in r]
            k1, k3 = [-one for one in logs], [a - 1 - b for a, b in zip(r, logs)]
            lacking = 0 if wrong else mass_outside(p, q)
            made.near(mean(p, k1), divergence, within=mp.mpf("1e-90"))
            made.near(mean(p, k3), divergence - lacking, within=mp.mpf("1e-90"))
            made.at_most(0, min(k3))
            if lacking > 0:
                made.less(mean(p, k3), divergence - mp.mpf("1e-60"))
            differ = variance(p, k1) - variance(p, k3)
            made.near(differ, 2 * covariance(p, r, logs) - variance(p, r), mp.mpf("1e-60") * (1 + abs(differ)))
    # p uniform on [0, 1] and q exponential: r = e^-x, D = 1/2, Q = 1 - 1/e
    k1, k3 = (lambda x: x), (lambda x: mp.exp(-x) - 1 + x)
    inside = mp.mpf(1) if wrong else 1 - mp.exp(-1)
    means = [mp.quad(k, [0, 1]) for k in (k1, k3)]
    made.close(means[0], mp.mpf("0.5"), 1e-40)
    made.close(means[1], mp.mpf("0.5") - (1 - inside), 1e-40)
    spreads = [mp.quad(lambda x, k=k, m=m: (k(x) - m) ** 2, [0, 1]) for k, m in zip((k1, k3), means)]
    of_r = mp.quad(lambda x: (mp.exp(-x) - inside) ** 2, [0, 1])
    together = mp.quad(lambda x: (mp.exp(-x) - inside) * (-x + mp.mpf("0.5")), [0, 1])
    made.close(spreads[0] - spreads[1], 2 * together - of_r, 1e-40)


def three_outcomes():
    """A PMF on three outcomes in symbols, values r there, and their logarithms: any q, inside or outside of p."""
    p, r = positive("p", 2), positive("r", 3)
    return [*p, 1 - sp.Add(*p)], r, [sp.log(one) for one in r]


def covariance_in_symbols(p, one, two):
    """The mean of the product less the product of the means."""

    def under_p(values):
        return sp.Add(*(a * v for a, v in zip(p, values)))

    return under_p([u * v for u, v in zip(one, two)]) - under_p(one) * under_p(two)


@claim(
    "eq-k-variances",
    r"\operatorname{Var}_p(k_1) - \operatorname{Var}_p(k_3) = 2 \operatorname{Cov}_p(r, \log r) - \operatorname{Var}_p(r) .",
    method="SymPy, for every PMF on three outcomes and all ratios",
    mistake="the covariance not doubled",
)
def variances_of_k1_and_k3_differ_by_this(made: Comparisons, wrong: bool) -> None:
    twice = 1 if wrong else 2
    p, r, logs = three_outcomes()
    k1, k3 = [-b for b in logs], [a - 1 - b for a, b in zip(r, logs)]
    left = covariance_in_symbols(p, k1, k1) - covariance_in_symbols(p, k3, k3)
    right = twice * covariance_in_symbols(p, r, logs) - covariance_in_symbols(p, r, r)
    made.exactly(sp.expand(left), sp.expand(right))


"""log r for p = N(0, 1) and q = N(theta, 1)."""


"""Dimension, sizes of both clouds, the neighbour's number, and how far the second cloud is shifted."""


def laws_of_steps(rng, length, letters):
    """The law of each next token given every context: PMFs by context, some tokens impossible."""
    contexts = [c for t in range(length) for c in itertools.product(range(letters), repeat=t)]
    return {context: pmf(rng, letters, power=3) for context in contexts}


@claim(
    "eq-token-chain",
    r"D(p\,\|\,q) = \mathbb{E}_p \sum_t D\big( p(\cdot \mid X_{<t})\,\|\,q(\cdot \mid X_{<t}) \big) .",
    method="sequences of 1 to 4 tokens from random laws of each next token: all sequences, and all contexts",
    tolerance=1e-40,
    mistake="contexts from q",
)
def divergence_of_sequences_token_by_token(made: Comparisons, wrong: bool) -> None:
    for length, letters in ((1, 3), (2, 3), (3, 2), (4, 3)):
        p, q = laws_of_steps(made.rng, length, letters), laws_of_steps(made.rng, length, letters)

        def chance(law, sequence):
            return mp.fprod(law[sequence[:t]][token] for t, token in enumerate(sequence))

        sequences = list(itertools.product(range(letters), repeat=length))
        whole = kl([chance(p, one) for one in sequences], [chance(q, one) for one in sequences])
        steps = mp.fsum(chance(q if wrong else p, context) * kl(p[context], q[context]) for context in p)
        made.close(steps, whole)
