"""Kernel density estimates of SciPy as distributions, against the mixtures of normals that they are, and SciPy's quadrature."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from kltools import Mixture, entropy, js_divergence, kl_divergence, total_variation
from kltools.distributions import is_distribution

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(11)
DATA = RNG.normal(size=40)
KDE, OTHER = stats.gaussian_kde(DATA), stats.gaussian_kde(RNG.normal(0.4, 1.3, size=25), weights=np.arange(25.0))


def by_scipy(p: Any, q: Any) -> float:
    """The trapezoid rule, which is exact to rounding for densities as smooth and as light-tailed as these."""
    x = np.linspace(-12, 12, 6001)
    log_p, log_q = p.logpdf(x), q.logpdf(x)
    return float(np.sum(np.exp(log_p) * (log_p - log_q)) * (x[1] - x[0]))


def test_on_the_line() -> None:
    assert is_distribution(KDE)
    assert kl_divergence(KDE, stats.norm()) == pytest.approx(by_scipy(KDE, stats.norm()), rel=1e-9)
    assert kl_divergence(KDE, stats.t(3)) == pytest.approx(by_scipy(KDE, stats.t(3)), rel=1e-9)
    whole = Mixture([stats.norm(x, math.sqrt(KDE.covariance[0, 0])) for x in DATA], np.full(40, 1 / 40))
    for function, tolerance in ((kl_divergence, 1e-10), (js_divergence, 1e-10), (total_variation, 1e-7)):
        assert function(stats.norm(), KDE) == pytest.approx(function(stats.norm(), whole), rel=tolerance)
    assert entropy(KDE) == pytest.approx(entropy(whole), rel=1e-11)
    assert kl_divergence(KDE, whole) == pytest.approx(0.0, abs=1e-12)
    assert kl_divergence(KDE, stats.gaussian_kde(DATA)) == 0.0


def test_weights_of_which_one_is_0() -> None:
    width = math.sqrt(OTHER.covariance[0, 0])
    whole = Mixture([stats.norm(x, width) for x in OTHER.dataset[0]], OTHER.weights)
    assert kl_divergence(OTHER, KDE) == pytest.approx(kl_divergence(whole, KDE), rel=1e-10)
    assert kl_divergence(KDE, OTHER) == pytest.approx(kl_divergence(KDE, whole), rel=1e-10)


def test_tails_and_supports_prove_infinity() -> None:
    assert kl_divergence(stats.cauchy(), KDE) == kl_divergence(KDE, stats.uniform()) == math.inf
    plane = stats.gaussian_kde(np.random.default_rng(0).normal(size=(2, 5)))
    assert kl_divergence(stats.multivariate_t([0, 0], df=2), plane) == math.inf
    assert kl_divergence(KDE, stats.cauchy()) < math.inf and kl_divergence(stats.uniform(), KDE) < math.inf


def test_a_point_far_from_the_others_is_met() -> None:
    data = np.concatenate([RNG.normal(size=200), [1e4]])
    estimate, q = stats.gaussian_kde(data, 1e-3), stats.norm(0, 1000)
    width = math.sqrt(estimate.covariance[0, 0])
    far = 1 / 201 * (math.log(1 / 201) + kl_divergence(stats.norm(1e4, width), q))
    near = Mixture([stats.norm(x, width) for x in data[:-1]], np.full(200, 1 / 200))
    expected = far + 200 / 201 * (math.log(200 / 201) + kl_divergence(near, q))
    assert kl_divergence(estimate, q) == pytest.approx(expected, rel=1e-10)


def test_three_thousand_points() -> None:
    estimate = stats.gaussian_kde(stats.norm.ppf((np.arange(3_000) + 0.5) / 3_000))
    assert kl_divergence(estimate, stats.norm()) == pytest.approx(by_scipy(estimate, stats.norm()), rel=1e-9)


def test_in_the_plane() -> None:
    data = RNG.normal(size=(2, 5))
    estimate, normal = stats.gaussian_kde(data), stats.multivariate_normal([0, 0])
    whole = Mixture([stats.multivariate_normal(x, estimate.covariance) for x in data.T], np.full(5, 1 / 5))
    assert kl_divergence(estimate, normal) == pytest.approx(kl_divergence(whole, normal), rel=1e-8)
    assert kl_divergence(normal, estimate) == pytest.approx(kl_divergence(normal, whole), rel=1e-8)


@pytest.mark.nightly
def test_in_space() -> None:
    estimate, normal = stats.gaussian_kde(RNG.normal(size=(3, 30))), stats.multivariate_normal(np.zeros(3))
    axis = np.linspace(-6, 6, 81)
    x = np.stack(np.meshgrid(axis, axis, axis), axis=-1).reshape(-1, 3)
    log_p, log_q = estimate.logpdf(x.T), normal.logpdf(x)
    expected = float(np.sum(np.exp(log_p) * (log_p - log_q)) * (axis[1] - axis[0]) ** 3)
    assert kl_divergence(estimate, normal) == pytest.approx(expected, rel=1e-5)


def test_in_a_mixture() -> None:
    mixed = Mixture([KDE, stats.norm(3)], [0.5, 0.5])
    sample = mixed.rvs(20_000, random_state=1)
    assert sample.mean() == pytest.approx(mixed.mean(), abs=0.05) and sample.var() == pytest.approx(
        mixed.var(), rel=0.05
    )
    assert mixed.cdf(0.3) == pytest.approx(np.mean(sample <= 0.3), abs=0.02)
    assert mixed.pdf([0.0, 1.0]) == pytest.approx((KDE.pdf([0.0, 1.0]) + stats.norm(3).pdf([0.0, 1.0])) / 2, rel=1e-12)
    assert (
        0
        < kl_divergence(mixed, stats.norm(1, 2))
        < kl_divergence(KDE, stats.norm(1, 2)) + kl_divergence(stats.norm(3), stats.norm(1, 2))
    )
