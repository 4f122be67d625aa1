"""Chapter 10, sampling: the variances for two unit normals, and two clouds of points."""

from __future__ import annotations

import warnings
from functools import cache

import mpmath as mp
import sympy as sp

from kltools.estimators import knn_kl
from tests.claims.cases import number
from tests.claims.chapter_10_c import covariance_in_symbols, three_outcomes
from tests.claims.claim import Comparisons, claim
from tests.claims.integrals import over_the_line
from tests.claims.quadrature import integral, log_normal_density

X, THETA = sp.symbols("x theta", real=True)


def unit_normal_moments(theta):
    """The variances of k1 and k3, and the mean of k2, for p = N(0, 1) and q = N(theta, 1), from both densities."""

    log_q, log_p = log_normal_density(theta, 1), log_normal_density(0, 1)

    def log_r(x):
        return log_q(x) - log_p(x)

    def under_p(function):
        # r^2 p has its middle at 2 theta
        return integral(lambda x: mp.exp(log_p(x)) * function(x), theta, 1 + abs(theta) / 8)

    def k3(x):
        return mp.expm1(log_r(x)) - log_r(x)

    m1, m3 = under_p(lambda x: -log_r(x)), under_p(k3)
    spread = under_p(lambda x: (-log_r(x) - m1) ** 2), under_p(lambda x: (k3(x) - m3) ** 2)
    return *spread, under_p(lambda x: log_r(x) ** 2 / 2)


@claim(
    "eq-k-variance-sum",
    r"\operatorname{Var}_p(k_3) = \operatorname{Var}_p(k_1) + \operatorname{Var}_p(r) + 2 \operatorname{Cov}_p(k_1, r) , \qquad \operatorname{Cov}_p(k_1, r) = - \operatorname{Cov}_p(r, \log r) .",
    method="SymPy, for every PMF on three outcomes and all ratios",
    mistake="the sign of the last covariance",
)
def variance_of_k3_as_that_of_a_sum(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    p, r, logs = three_outcomes()
    k1, k3 = [-b for b in logs], [a - 1 - b for a, b in zip(r, logs)]
    with_r = covariance_in_symbols(p, k1, r)
    right = covariance_in_symbols(p, k1, k1) + covariance_in_symbols(p, r, r) + 2 * with_r
    made.exactly(sp.expand(covariance_in_symbols(p, k3, k3)), sp.expand(right))
    made.exactly(sp.expand(with_r), sp.expand(sign * covariance_in_symbols(p, r, logs)))


def unit_normal(middle):
    """The density of N(middle, 1) as a SymPy expression in x."""
    return sp.exp(-((X - middle) ** 2) / 2) / sp.sqrt(2 * sp.pi)


@cache
def mean_in_symbols(values, middle=0):
    """The mean of a SymPy expression in x under N(middle, 1)."""
    return over_the_line(values * unit_normal(middle), X)


LOG_RATIO = sp.expand(sp.expand_log(sp.log(unit_normal(THETA)) - sp.log(unit_normal(0)), force=True))


@claim(
    "thm-k-normals",
    r"""Let $p = N(0, 1)$ and $q = N(\theta, 1)$. Then

$$
\operatorname{Var}_p(k_1) = \theta^2 , \qquad \operatorname{Var}_p(k_3) = e^{\theta^2} - 1 - \theta^2 ,
$$ (eq-k-normal-variances)

and the mean of $k_2$ is

$$
\mathbb{E}_p[k_2(X)] = \frac{\theta^2}{2} + \frac{\theta^4}{8} .
$$ (eq-k2-mean)""",
    method="both densities, integrated by the trapezoidal rule at 50 digits; theta from 0.001 to 3, one negative",
    tolerance=1e-30,
    mistake="theta^2 added to the variance of k3",
)
def variances_and_the_mean_of_k2_for_unit_normals(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    for theta in (mp.mpf("0.001"), mp.mpf("-0.5"), number(made.rng, 0.8, 1.4), mp.mpf(3)):
        of_k1, of_k3, k2 = unit_normal_moments(theta)
        made.close(of_k1, theta**2)
        made.close(of_k3, mp.exp(theta**2) - 1 + sign * theta**2)
        made.close(k2, theta**2 / 2 + theta**4 / 8)


@claim(
    "eq-k-normal-variances",
    r"\operatorname{Var}_p(k_1) = \theta^2 , \qquad \operatorname{Var}_p(k_3) = e^{\theta^2} - 1 - \theta^2 ,",
    method="SymPy integrates the terms and their squares over the line, for every theta",
    mistake="2 theta^2 in place of theta^2 in the second",
)
def variances_for_unit_normals(made: Comparisons, wrong: bool) -> None:
    times = 2 if wrong else 1
    k1, k3 = -LOG_RATIO, sp.exp(LOG_RATIO) - 1 - LOG_RATIO
    made.exactly(mean_in_symbols(k1**2) - mean_in_symbols(k1) ** 2, THETA**2)
    of_k3 = mean_in_symbols(sp.expand(k3**2)) - mean_in_symbols(k3) ** 2
    made.exactly(of_k3, sp.exp(THETA**2) - 1 - times * THETA**2)


@claim(
    "eq-k2-mean",
    r"\mathbb{E}_p[k_2(X)] = \frac{\theta^2}{2} + \frac{\theta^4}{8} .",
    method="SymPy integrates half the squared log ratio over the line, for every theta",
    mistake="a fourth power divided by 4",
)
def mean_of_k2_for_unit_normals(made: Comparisons, wrong: bool) -> None:
    parts = 4 if wrong else 8
    made.exactly(mean_in_symbols(sp.expand(LOG_RATIO**2 / 2)), THETA**2 / 2 + THETA**4 / parts)


@claim(
    "eq-k2-square",
    r"\mathbb{E}_p[k_2(X)] = \tfrac12 \left( \theta^2 + \tfrac14 \theta^4 \right) .",
    method="SymPy: half of the mean's square and the variance of log r, both integrated, for every theta",
    mistake="the mean of log r not squared",
)
def mean_of_k2_from_the_law_of_log_r(made: Comparisons, wrong: bool) -> None:
    middle = mean_in_symbols(LOG_RATIO)
    made.exactly(middle, -(THETA**2) / 2)
    spread = mean_in_symbols(sp.expand((LOG_RATIO - middle) ** 2))
    made.exactly(spread, THETA**2)
    squared = THETA**2 / 2 if wrong else THETA**4 / 4
    made.exactly((spread + middle**2) / 2, (THETA**2 + squared) / 2)


@claim(
    "eq-k-covariance",
    r"\operatorname{Cov}_p(r, \log r) = \mathbb{E}_q[\log r(X)] - \mathbb{E}_p[\log r(X)] = \theta^2 ,",
    method="SymPy integrates r log r, r and log r under p, and log r under q, for every theta",
    mistake="the two means added",
)
def covariance_as_a_difference_of_means(made: Comparisons, wrong: bool) -> None:
    sign = 1 if wrong else -1
    r, under_p = sp.exp(LOG_RATIO), mean_in_symbols(LOG_RATIO)
    together = mean_in_symbols(r * LOG_RATIO) - mean_in_symbols(r) * under_p
    means = mean_in_symbols(LOG_RATIO, THETA) + sign * under_p
    made.exactly(together, means)
    made.exactly(means, THETA**2)


CLOUDS = ((1, 10, 25, 1, 0.5), (1, 40, 20, 7, 0.0), (2, 30, 40, 3, 1.0), (4, 20, 15, 2, 0.3), (3, 15, 15, 5, 40.0))


@claim(
    "eq-knn",
    r"\widehat D = \frac dn \sum_{i=1}^n \log \frac{\nu_i}{\rho_i} + \log \frac{m}{n - 1} .",
    method="kltools.knn_kl against all distances sorted, in 1 to 4 dimensions, clouds 0 to 40 apart, k from 1 to 7",
    tolerance=1e-12,
    mistake="n in place of n - 1",
)
def estimate_from_kth_neighbours(made: Comparisons, wrong: bool) -> None:
    for d, n, m, k, shift in CLOUDS:
        x = [[made.rng.gauss(0, 1) for _ in range(d)] for _ in range(n)]
        y = [[made.rng.gauss(shift, 1.5) for _ in range(d)] for _ in range(m)]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = knn_kl(x, y, k=k).value

        def distance(one, two):
            return mp.sqrt(mp.fsum((mp.mpf(a) - mp.mpf(b)) ** 2 for a, b in zip(one, two)))

        total = mp.mpf(0)
        for i, point in enumerate(x):
            rho = sorted(distance(point, other) for j, other in enumerate(x) if j != i)[k - 1]
            nu = sorted(distance(point, other) for other in y)[k - 1]
            total += mp.log(nu / rho)
        made.close(found, total * d / n + mp.log(mp.mpf(m) / (n if wrong else n - 1)))
