"""Infinity where supports or tails prove it, and finite numbers where they do not."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from kltools.distributions import Mixture, cross_entropy, jeffreys_divergence, kl_divergence, kl_quadrature

normal2 = stats.multivariate_normal([0, 0], [[1, 0], [0, 1]])
flat2 = stats.multivariate_normal([0, 0], [[1, 0], [0, 0]], allow_singular=True)
gap = Mixture([stats.uniform(0, 1), stats.uniform(2, 1)], [0.5, 0.5])

INFINITE = [
    (stats.uniform(0, 2), stats.uniform(0, 1)),
    (stats.norm(), stats.expon()),
    (stats.expon(0), stats.expon(1)),
    (stats.uniform(0, 3), gap),
    (stats.gamma(2, loc=-1), stats.gamma(2)),
    (stats.binom(7, 0.3), stats.binom(5, 0.3)),
    (stats.poisson(3), stats.binom(50, 0.3)),
    (stats.poisson(3), stats.poisson(3, loc=1)),
    (stats.poisson(3), stats.poisson(0)),
    (stats.poisson(3, loc=0.5), stats.poisson(3)),
    (stats.bernoulli(0.5), stats.bernoulli(1.0)),
    (stats.cauchy(), stats.norm()),
    (stats.cauchy(), stats.laplace()),
    (stats.t(2), stats.norm()),
    (stats.t(0.8), stats.logistic()),
    (stats.lognorm(1), stats.gumbel_l()),
    (stats.pareto(2), stats.norm()),
    (stats.gamma(0.9), stats.invgamma(2)),
    (stats.expon(), stats.invgauss(1)),
    (Mixture([stats.norm(), stats.cauchy()], [0.999, 0.001]), stats.norm()),
    (stats.cauchy(), Mixture([stats.norm(), stats.laplace(3)], [0.5, 0.5])),
    (stats.multivariate_t([0, 0], df=2), normal2),
    (flat2, normal2),
    (normal2, flat2),
]
FINITE = [
    (stats.uniform(0, 1), stats.uniform(0, 2)),
    (stats.t(2.5), stats.norm()),
    (stats.lognorm(0.5), stats.norm()),
    (stats.cauchy(), Mixture([stats.norm(), stats.cauchy()], [0.999, 0.001])),
    (stats.gamma(1.5), stats.invgamma(2)),
    (stats.uniform(2, 0.5), gap),
    (stats.binom(5, 0.3), stats.poisson(3)),
    (stats.bernoulli(1.0), stats.bernoulli(0.5)),
    (stats.poisson(0), stats.poisson(3)),
    (stats.norm(), stats.gumbel_l()),
]


@pytest.mark.parametrize("p, q", INFINITE)
def test_infinite(p, q):
    assert kl_divergence(p, q) == math.inf
    assert kl_quadrature(p, q) == (math.inf, 0.0)
    assert jeffreys_divergence(p, q) == math.inf


@pytest.mark.parametrize("p, q", FINITE)
def test_finite(p, q):
    assert 0 < kl_divergence(p, q) < math.inf


def test_student_against_normal_has_a_closed_form():
    p = stats.t(2.5)
    exact = -p.entropy() + 0.5 * math.log(2 * math.pi) + 0.5 * p.var()
    assert kl_divergence(p, stats.norm()) == pytest.approx(exact, rel=1e-9)


def test_a_power_tail_on_the_integers():
    assert kl_divergence(stats.zipf(2), stats.poisson(2, loc=1)) == math.inf


def test_cross_entropy_is_infinite_with_the_divergence():
    assert cross_entropy(stats.cauchy(), stats.norm()) == math.inf
    assert cross_entropy(stats.norm(), stats.norm(1)) == pytest.approx(0.5 * math.log(2 * math.pi) + 1)
