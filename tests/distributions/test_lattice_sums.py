"""Discrete pairs without a closed form, against 30-digit sums."""

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
    js_divergence,
    kl_divergence,
    kl_quadrature,
    total_variation,
)


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings(), mp.workdps(30):
        warnings.simplefilter("error")
        yield


def poisson(m, start=0):
    return lambda k: (k - start) * mp.log(m) - m - mp.loggamma(k - start + 1)


def binomial(n, x):
    x = mp.mpf(x)
    return lambda k: mp.log(mp.binomial(n, k)) + k * mp.log(x) + (n - k) * mp.log(1 - x)


def geometric(x):
    x = mp.mpf(x)
    return lambda k: mp.log(x) + (k - 1) * mp.log(1 - x)


def negative_binomial(n, x):
    x = mp.mpf(x)
    return lambda k: mp.loggamma(k + n) - mp.loggamma(n) - mp.loggamma(k + 1) + n * mp.log(x) + k * mp.log(1 - x)


def oracle(log_p, log_q, outcomes):
    return float(mp.fsum(mp.exp(log_p(k)) * (log_p(k) - log_q(k)) for k in outcomes))


class Jagged(stats.rv_discrete):
    """A third of the mass on even outcomes: no term is near its neighbours'."""

    def _pmf(self, k):
        return np.where(np.asarray(k) % 2 == 0, 2 / 3, 4 / 3) / (10**8 + 1)

    def _ppf(self, q):
        return np.floor(np.asarray(q) * (10**8 + 1))


PAIRS = [
    (stats.poisson(3), stats.nbinom(4, 0.3), poisson(3), negative_binomial(4, 0.3), range(120)),
    (stats.nbinom(4, 0.3), stats.poisson(3), negative_binomial(4, 0.3), poisson(3), range(600)),
    (stats.binom(9, 0.3), stats.poisson(3), binomial(9, 0.3), poisson(3), range(10)),
    (stats.binom(5, 0.3), stats.binom(8, 0.6), binomial(5, 0.3), binomial(8, 0.6), range(6)),
    (stats.geom(0.2), stats.poisson(3), geometric(0.2), poisson(3), range(1, 900)),
    (stats.poisson(3, loc=2), stats.poisson(4), poisson(3, 2), poisson(4), range(2, 120)),
    (stats.poisson(3, loc=1), stats.geom(0.2), poisson(3, 1), geometric(0.2), range(1, 120)),
]


@pytest.mark.parametrize("p, q, log_p, log_q, outcomes", PAIRS)
def test_pairs(p, q, log_p, log_q, outcomes):
    exact = oracle(log_p, log_q, outcomes)
    value, error = kl_quadrature(p, q)
    assert value == pytest.approx(exact, rel=1e-12)
    assert abs(value - exact) <= error + 1e-15
    assert error <= 1e-10 * value
    assert kl_divergence(p, q) == value


def test_power_tails():
    z, w = mp.zeta(2.5), mp.zeta(3)
    exact = float(mp.log(w / z) + mp.mpf("0.5") * -mp.zeta(2.5, derivative=1) / z)
    value, error = kl_quadrature(stats.zipf(2.5), stats.zipf(3))
    assert value == pytest.approx(exact, rel=1e-12)
    assert abs(value - exact) <= error


def test_too_slow_a_tail_is_refused():
    with pytest.raises(QuadratureError, match="estimators"):
        kl_quadrature(stats.zipf(1.002), stats.zipf(1.003))
    jagged = Jagged(a=0, b=10**8, name="jagged")()
    with pytest.raises(QuadratureError, match="outcomes would have to be summed"):
        kl_divergence(jagged, stats.randint(0, 10**8 + 1))


def test_mixtures_far_apart():
    p, q = Mixture([stats.poisson(2), stats.poisson(4000)], [0.5, 0.5]), stats.poisson(2000)
    expected = 0.5 * (kl_divergence(stats.poisson(2), q) + kl_divergence(stats.poisson(4000), q)) - math.log(2)
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-10)


def test_other_divergences():
    assert total_variation(stats.bernoulli(0.25), stats.bernoulli(0.75)) == pytest.approx(0.5)
    assert js_divergence(stats.bernoulli(0.0), stats.bernoulli(1.0), base=2) == pytest.approx(1.0)
    shifted = stats.poisson(3), stats.poisson(3, loc=0.5)
    assert js_divergence(*shifted) == pytest.approx(math.log(2), rel=1e-12)
    assert entropy(stats.nbinom(3, 0.4)) == pytest.approx(float(stats.nbinom(3, 0.4).entropy()), rel=1e-9)
