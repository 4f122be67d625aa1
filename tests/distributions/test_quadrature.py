"""Pairs without a closed form against mpmath, hard shapes, and answers that are refused."""

from __future__ import annotations

import math
import warnings

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kltools.distributions import (
    Mixture,
    QuadratureError,
    entropy,
    js_distance,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    total_variation,
)
from kltools.pmfs import LogPair, slack_terms
from tests.distributions.oracles import relative


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings(), mp.workdps(30):
        warnings.simplefilter("error")
        yield


def norm(m=0, s=1):
    return lambda x: -((x - m) ** 2) / (2 * mp.mpf(s) ** 2) - mp.log(mp.mpf(s)) - mp.log(2 * mp.pi) / 2


def student(n):
    c = mp.loggamma(mp.mpf(n + 1) / 2) - mp.loggamma(mp.mpf(n) / 2) - mp.log(n * mp.pi) / 2
    return lambda x: c - mp.mpf(n + 1) / 2 * mp.log1p(x * x / n)


def laplace(x):
    return -abs(x) - mp.log(2)


def logistic(m=0):
    return lambda x: -(x - m) - 2 * mp.log1p(mp.exp(-(x - m)))


def gamma(a):
    return lambda x: (a - 1) * mp.log(x) - x - mp.loggamma(a)


def weibull(c):
    return lambda x: mp.log(c) + (c - 1) * mp.log(x) - x**c


def lognormal(s):
    return lambda x: -mp.log(x) - mp.log(s) - mp.log(2 * mp.pi) / 2 - mp.log(x) ** 2 / (2 * s * s)


def oracle(log_p, log_q, points):
    return mp.quad(lambda x: mp.exp(log_p(x)) * (log_p(x) - log_q(x)), points)


LINE, HALF = [-mp.inf, -10, -1, 0, 1, 10, mp.inf], [0, mp.mpf("0.01"), 1, 4, 20, 60, mp.inf]
MIXED = [
    (stats.norm(0, 1), stats.t(5), norm(), student(5), LINE),
    (stats.t(5), stats.norm(0, 1), student(5), norm(), LINE),
    (stats.norm(0, 1), stats.cauchy(), norm(), student(1), LINE),
    (stats.laplace(), stats.logistic(0.5), laplace, logistic(mp.mpf("0.5")), [-mp.inf, -10, 0, 10, mp.inf]),
    (stats.logistic(0.5), stats.laplace(), logistic(mp.mpf("0.5")), laplace, [-40, -10, 0, 10, 60]),
    (stats.gamma(2.5), stats.weibull_min(1.5), gamma(2.5), weibull(1.5), HALF),
    (stats.weibull_min(1.5), stats.lognorm(0.8), weibull(1.5), lognormal(mp.mpf(0.8)), HALF),
    (stats.lognorm(0.5), stats.gamma(2), lognormal(mp.mpf("0.5")), gamma(2), HALF),
]


@pytest.mark.parametrize("p, q, log_p, log_q, points", MIXED)
def test_mixed_pairs(p, q, log_p, log_q, points):
    exact = float(oracle(log_p, log_q, points))
    value, error = kl_quadrature(p, q)
    assert value == pytest.approx(exact, rel=1e-10)
    assert abs(value - exact) <= error + 1e-14
    assert error <= 1e-10 * value
    assert kl_divergence(p, q) == value


def test_mixture_with_a_narrow_far_component():
    p, q = Mixture([stats.norm(), stats.norm(1e5, 1e-4)], [0.9, 0.1]), stats.norm(0, 2)
    # The components do not overlap: D is that of each, weighted, less the entropy of the weights.
    first, second = kl_divergence(stats.norm(), q), kl_divergence(stats.norm(1e5, 1e-4), q)
    exact = 0.9 * (first + math.log(0.9)) + 0.1 * (second + math.log(0.1))
    assert kl_divergence(p, q) == pytest.approx(exact, rel=1e-11)
    reverse = kl_divergence(q, p)
    points = [-16, -6, -2, 0, 2, 6, 16]
    exact = float(oracle(norm(0, 2), lambda x: norm()(x) + mp.log(mp.mpf("0.9")), points))
    assert reverse == pytest.approx(exact, rel=1e-10)


def test_a_narrow_peak_in_a_wide_density():
    for width in (1e-3, 1e-8):
        p = Mixture([stats.norm(0, 1), stats.norm(0.3, width)], [0.5, 0.5])
        value, error = kl_quadrature(p, stats.norm(0, 1))
        points = [-12, -1, 0.3 - 40 * width, 0.3 - 4 * width, 0.3, 0.3 + 4 * width, 0.3 + 40 * width, 1, 12]

        def log_p(x, width=width):
            return mp.log((mp.exp(norm()(x)) + mp.exp(norm(mp.mpf(0.3), width)(x))) / 2)

        assert value == pytest.approx(float(oracle(log_p, norm(), points)), rel=1e-10)


def test_integrable_singularities_at_both_ends():
    p, q = stats.beta(0.5, 0.5), stats.uniform()
    assert kl_quadrature(p, q)[0] == pytest.approx(math.log(4 / math.pi), rel=1e-10)
    shifted = stats.beta(0.5, 0.5, 3, 2), stats.uniform(3, 2)
    assert kl_quadrature(*shifted)[0] == pytest.approx(math.log(4 / math.pi), rel=1e-10)
    for a, b in [(0.1, 0.2), (0.05, 3.0)]:
        closed = kl_divergence(stats.beta(a, b), q)
        assert kl_quadrature(stats.beta(a, b), q)[0] == pytest.approx(closed, rel=1e-9)
    assert kl_quadrature(stats.gamma(0.2), stats.gamma(3))[0] == pytest.approx(
        kl_divergence(stats.gamma(0.2), stats.gamma(3)), rel=1e-10
    )


@pytest.mark.parametrize("step", [1e-2, 1e-4, 1e-6])
def test_near_members_by_quadrature(step):
    exact = float(oracle(student(5), student(5 + mp.mpf(step)), LINE))
    value, error = kl_quadrature(stats.t(5), stats.t(5 + step))
    assert value == pytest.approx(exact, rel=1e-6)
    assert abs(value - exact) <= error + 1e-6 * exact


def test_answers_that_cannot_be_vouched_for_are_refused():
    for p, q in [
        (stats.t(2.001), stats.norm()),
        (stats.gamma(0.005), stats.lognorm(1)),
        (stats.cauchy(), stats.johnsonsu(0, 0.001)),
    ]:
        with pytest.raises(QuadratureError) as caught:
            kl_divergence(p, q)
        assert "kltools.estimators" in str(caught.value)
        assert p.dist.name in str(caught.value) and q.dist.name in str(caught.value)


def test_a_density_that_does_not_integrate_to_one_is_refused():
    class Doubled(stats.rv_continuous):
        def _pdf(self, x):
            return 2 * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)

        def _ppf(self, q):
            return stats.norm.ppf(q)

    with pytest.raises(QuadratureError, match="integrate to 2"):
        kl_divergence(Doubled(name="doubled")(), stats.norm())


def test_js_total_variation():
    p, q = stats.norm(0, 1), stats.norm(1, 2)

    def terms(x):
        a, b = mp.exp(norm()(x)), mp.exp(norm(1, 2)(x))
        m = (a + b) / 2
        return a / 2 * mp.log(a / m) + b / 2 * mp.log(b / m)

    exact = float(mp.quad(terms, [-40, -20, -5, 0, 5, 20, 40]))
    assert js_divergence(p, q) == pytest.approx(exact, rel=1e-12)
    assert js_distance(p, q) == math.sqrt(js_divergence(p, q))
    assert js_divergence(stats.norm(), stats.norm(60)) <= math.log(2)
    assert js_divergence(stats.norm(), stats.norm(1e7)) == pytest.approx(math.log(2), rel=1e-12)
    assert js_divergence(stats.cauchy(), stats.norm()) < math.log(2)
    assert total_variation(stats.norm(), stats.norm(1)) == pytest.approx(math.erf(0.5 / math.sqrt(2)), rel=1e-10)
    assert total_variation(stats.uniform(), stats.uniform(0.25)) == pytest.approx(0.25, rel=1e-12)
    assert total_variation(stats.uniform(), stats.uniform(3)) == 1.0
    near = js_divergence(stats.norm(), stats.norm(1e-6))
    assert near == pytest.approx(1e-12 / 8, rel=1e-8)


def test_the_log_ratio_is_0_where_both_densities_vanish():
    log_p, log_q = np.array([-math.inf, -math.inf, 0.5]), np.array([-math.inf, 1.0, 2.0])
    assert LogPair(log_p, log_q).r.tolist() == [0.0, math.inf, 1.5]


@pytest.mark.parametrize("x", [1e-100, 1e-12, -1e-8, 1e-4, -0.03, 0.3, -0.999, 0.999, 1.5, -3.0])
def test_the_slack_of_the_exponential_keeps_its_digits(x):
    with mp.workdps(350):
        exact = mp.expm1(x) - x
    assert relative(float(slack_terms(LogPair(np.zeros(1), np.array([x])))[0]), exact) < 5e-16


def test_entropy_of_a_mixture():
    m = Mixture([stats.norm(-20, 1), stats.norm(20, 3)], [0.25, 0.75])
    exact = 0.25 * stats.norm(0, 1).entropy() + 0.75 * stats.norm(0, 3).entropy()
    exact -= 0.25 * math.log(0.25) + 0.75 * math.log(0.75)
    assert entropy(m) == pytest.approx(exact, rel=1e-10)
    assert entropy(Mixture([stats.cauchy()], [1])) == pytest.approx(math.log(4 * math.pi), rel=1e-10)
    assert entropy(stats.norm(), base=2) == pytest.approx(0.5 * math.log2(2 * math.pi * math.e))
