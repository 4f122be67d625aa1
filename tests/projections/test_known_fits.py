"""Reverse fits whose answer is known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture
from kltools.projections import (
    information_projection,
    information_projections,
    moment_projection,
)
from tests.projections.targets import MVN, S2


def test_directions_differ_on_a_correlated_normal():
    p = MVN([1, 2], S2)
    forward, reverse = moment_projection(p, "factorised"), information_projection(p, "factorised")
    np.testing.assert_array_equal(forward.variance, np.diag(S2))
    np.testing.assert_allclose(reverse.variance, 1 / np.diag(np.linalg.inv(S2)), rtol=1e-15)
    np.testing.assert_array_equal(reverse.mean, [1, 2])
    assert information_projection(p, "full").divergence < 1e-12


def test_one_normal_in_many_dimensions():
    root = np.random.default_rng(3).normal(size=(40, 40))
    covariance = root @ root.T + np.eye(40)
    fit = information_projection(MVN(np.arange(40.0), covariance), "factorised")
    np.testing.assert_allclose(fit.variance, 1 / np.diag(np.linalg.inv(covariance)), rtol=1e-13)
    half_logdet = 0.5 * np.linalg.slogdet(covariance)[1]
    expected = half_logdet + 0.5 * np.sum(np.log(np.diag(np.linalg.inv(covariance))))
    assert fit.divergence == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("family", ["factorised", "full"])
def test_the_search_finds_the_closed_form_of_a_normal(family):
    p = MVN([1, 2], S2)
    twice = Mixture([p, MVN([1, 2], S2)], [0.5, 0.5])
    spread = [3, 0.5] if family == "factorised" else [[3, -1], [-1, 0.5]]
    fit, exact = (
        information_projection(twice, family, start=([-3, 4], spread)),
        information_projection(p, family),
    )
    np.testing.assert_allclose(fit.mean, exact.mean, atol=1e-9)
    np.testing.assert_allclose(fit.covariance, exact.covariance, atol=1e-9)
    assert fit.iterations > 5 and fit.gradient_norm <= 1e-9


def test_one_component_is_returned():
    for p in (
        stats.norm(2, 3),
        Mixture([stats.norm(2, 3)], [1]),
        Mixture([stats.norm(2, 3)] * 2, [0.5, 0.5]),
    ):
        fit = information_projection(p, start=(0, 1))
        assert fit.mean == pytest.approx(2, abs=1e-9) and fit.variance == pytest.approx(9, abs=1e-8)
        assert fit.divergence <= 1e-12
        assert len(information_projections(p)) == 1


@pytest.mark.parametrize(
    ("p", "mean", "variance"),
    [
        (stats.laplace(1, 2), 1, 2 * math.pi),  # minimises s sqrt(2/pi)/b - log s
        (stats.gumbel_r(3, 2), 3 + 2 / 2, 4),  # minimises mu + exp(-mu + s^2/2) - log s
        (stats.gennorm(4, 0, 1), 0, 1 / math.sqrt(12)),  # minimises 3 s^4 - log s
    ],
)
def test_closed_form_minima_of_other_families(p, mean, variance):
    fit = information_projection(p, start=(mean + 0.7, 1.3))
    assert fit.mean == pytest.approx(mean, abs=1e-9)
    assert fit.variance == pytest.approx(variance, rel=1e-9)
