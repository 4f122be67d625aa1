"""The divergence of two distributions by draws: against closed forms and quadrature, in every layout SciPy has."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from kltools import Mixture, kl_divergence
from kltools.estimators import EstimateWarning, sampled_kl

S = np.array([[2.0, 0.5], [0.5, 1.0]])
PAIRS = [
    (stats.norm(0, 1), stats.norm(1, 2)),
    (stats.Normal(mu=0.0, sigma=1.0), stats.norm(1, 2)),
    (stats.gamma(2), stats.Normal(mu=2.0, sigma=2.0)),
    (stats.poisson(3), stats.poisson(4)),
    (stats.poisson(3), Mixture([stats.poisson(3), stats.poisson(5)], [0.5, 0.5])),
    (stats.rv_discrete(values=([0, 1], [0.5, 0.5])), stats.rv_discrete(values=([0, 1], [0.2, 0.8]))),
    (stats.multivariate_normal([0, 0], S), stats.multivariate_normal([1, 0])),
    (stats.multivariate_normal(0, 2), stats.multivariate_normal(1, 1)),
    (stats.dirichlet([1, 2, 3]), stats.dirichlet([2, 2, 2])),
    (stats.wishart(5, S), stats.wishart(6, S)),
    (stats.invwishart(5, S), stats.invwishart(6, S)),
    (stats.multinomial(5, [0.2, 0.3, 0.5]), stats.multinomial(5, [0.3, 0.3, 0.4])),
]


@pytest.mark.parametrize("place", range(len(PAIRS)))
def test_against_the_exact_divergence(place):
    found = sampled_kl(*PAIRS[place], size=4000, rng=1)
    assert abs(found - kl_divergence(*PAIRS[place])) < 4 * found.standard_error < 0.2


def test_mixtures_of_normals_in_many_dimensions():
    """Components that differ along one axis alone: D is that of the one-dimensional mixtures, by quadrature."""
    d = 6
    ends = [(-1.0, 0.4), (1.5, 0.6)], [(0.0, 0.5), (1.0, 0.5)]
    p, q = (
        Mixture([stats.multivariate_normal([c] + [0.0] * (d - 1)) for c, _ in one], [w for _, w in one]) for one in ends
    )

    def log_density(one, x):
        return np.log(sum(w * stats.norm.pdf(x, c) for c, w in one))

    truth, _ = integrate.quad(
        lambda x: np.exp(log_density(ends[0], x)) * (log_density(ends[0], x) - log_density(ends[1], x)), -12, 12
    )
    found = sampled_kl(p, q, size=50_000, rng=2)
    assert abs(found - truth) < 4 * found.standard_error < 0.1 * truth


def test_how_often_the_interval_covers():
    p, q = stats.norm(0, 1), stats.norm(0.5, 1.2)
    truth, rng = kl_divergence(p, q), np.random.default_rng(3)
    ends = [sampled_kl(p, q, size=500, rng=rng).interval() for _ in range(600)]
    assert 0.92 < np.mean([low <= truth <= high for low, high in ends]) < 0.98


def test_one_seed_gives_one_estimate():
    p, q = stats.gamma(2), stats.gamma(3)
    found = sampled_kl(p, q, size=100, rng=5)
    assert found == sampled_kl(p, q, size=100, rng=np.random.default_rng(5))
    assert found != sampled_kl(p, q, size=100, rng=6)
    assert math.isfinite(
        sampled_kl(stats.multivariate_normal([0, 0]), stats.multivariate_normal([1, 1]), size=2, rng=1)
    )


def test_draws_come_in_blocks():
    wide = stats.multivariate_normal(np.zeros(30)), stats.multivariate_normal(np.full(30, 0.1))
    found = sampled_kl(*wide, size=70_000, rng=7)
    assert abs(found - 0.15) < 4 * found.standard_error
    assert found.standard_error == pytest.approx(math.sqrt(0.3 / 70_000), rel=0.02)


def test_draws_outside_q():
    with pytest.warns(
        EstimateWarning, match=r"\d+ of 1000 draws from p lie outside the support of q: D\(p\|\|q\) is infinite"
    ):
        found = sampled_kl(stats.uniform(0, 2), stats.uniform(0, 1), size=1000, rng=1)
    assert found == math.inf
    assert math.isnan(found.standard_error)


@pytest.mark.parametrize(
    ("p", "q", "error", "message"),
    [
        (stats.norm(), stats.poisson(3), TypeError, "p and q are not both continuous or both discrete; give"),
        (stats.norm(), stats.multivariate_normal([0, 0]), ValueError, "p has dimension 1 but q has 2; give both"),
        (stats.norm, stats.norm(), TypeError, "p is the family norm without parameters"),
        (stats.norm(), [0.5, 0.5], TypeError, "q is .* not a distribution"),
    ],
)
def test_what_is_refused_by_sampled_kl(p, q, error, message):
    with pytest.raises(error, match=message):
        sampled_kl(p, q)


def test_sizes_that_are_none():
    with pytest.raises(ValueError, match="size is 1, but a standard error needs 2 draws or more; give"):
        sampled_kl(stats.norm(), stats.norm(1), size=1)
    with pytest.raises(TypeError, match="size is 1000.0, but it counts draws; give an integer"):
        sampled_kl(stats.norm(), stats.norm(1), size=1e3)
