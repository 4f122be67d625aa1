"""Two and three dimensions, against closed forms and against independent quadrature."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy import integrate, stats

from kltools.distributions import (
    Mixture,
    entropy,
    f_divergence,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    renyi_divergence,
    total_variation,
)

normal = stats.multivariate_normal


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_mixture_in_the_plane_against_scipy():
    p = Mixture([normal([-1, 0], [[1, 0.3], [0.3, 1]]), normal([2, 1], [[0.3, 0], [0, 0.2]])], [0.4, 0.6])
    q = normal([0, 0], [[3, 0], [0, 2]])

    def terms(points):
        return np.exp(p.logpdf(points)) * (p.logpdf(points) - q.logpdf(points))

    exact = integrate.cubature(terms, [-9, -9], [9, 9], rule="gauss-kronrod", rtol=1e-9, atol=1e-10).estimate
    value, error = kl_quadrature(p, q)
    assert value == pytest.approx(float(exact), rel=1e-7)
    assert error < 1e-6 * value


def test_narrow_far_components_are_met():
    p = Mixture([normal([0, 0], np.eye(2)), normal([300, 5], 1e-6 * np.eye(2))], [0.7, 0.3])
    q = normal([10, 0], 100 * np.eye(2))
    parts = [kl_divergence(c, q) + math.log(w) for c, w in zip(p.components, p.weights, strict=True)]
    assert kl_divergence(p, q) == pytest.approx(float(p.weights @ parts), rel=1e-7)
    overlap = Mixture([normal([0, 0], np.eye(2)), normal([1, 0], 1e-6 * np.eye(2))], [0.5, 0.5])
    value, error = kl_quadrature(overlap, normal([0, 0], np.eye(2)))
    # Inside the narrow peak p/q is about its height; outside it is one half.
    peak = 0.5 / (2 * math.pi * 1e-6) / (math.exp(-0.5) / (2 * math.pi))
    assert value == pytest.approx(0.5 * (math.log(peak) - 1) + 0.5 * math.log(0.5), rel=1e-4)


def test_three_dimensions():
    p, q = normal([0, 0, 0], np.diag([1, 2, 0.5])), normal([1, 0, 0], np.eye(3))
    value, error = kl_quadrature(p, q)
    assert value == pytest.approx(kl_divergence(p, q), rel=1e-9)
    assert error < 1e-6 * value


def test_student_in_the_plane():
    p, q = stats.multivariate_t([0, 0], np.eye(2), df=5), normal([0, 0], np.eye(2))
    # Var = 5/3; D = -H(p) + log(2 pi) + trace(5/3 I)/2.
    exact = -float(p.entropy()) + math.log(2 * math.pi) + 5 / 3
    assert kl_divergence(p, q) == pytest.approx(exact, rel=1e-6)


def test_other_divergences_in_the_plane():
    p, q = normal([0, 0], np.eye(2)), normal([1, 0], np.eye(2))
    line = stats.norm(0, 1), stats.norm(1, 1)
    assert js_divergence(p, q) == pytest.approx(js_divergence(*line), rel=1e-8)
    assert total_variation(p, q) == pytest.approx(total_variation(*line), rel=1e-5)
    assert renyi_divergence(p, q, 0.5) == pytest.approx(0.25, rel=1e-7)
    assert f_divergence(p, q, lambda t: (t - 1) ** 2) == pytest.approx(math.e - 1, rel=1e-7)
    assert entropy(Mixture([p, q], [1.0, 0.0])) == pytest.approx(float(p.entropy()), rel=1e-9)
    near = kl_quadrature(p, normal([1e-5, 0], np.eye(2)))[0]
    assert near == pytest.approx(0.5e-10, rel=1e-5)


def test_four_dimensions_need_a_closed_form():
    p = Mixture([normal(np.zeros(4), np.eye(4)), normal(np.ones(4), np.eye(4))], [0.5, 0.5])
    with pytest.raises(ValueError, match="kltools.estimators"):
        kl_divergence(p, normal(np.zeros(4), np.eye(4)))


def test_unsupported_families_say_so():
    with pytest.raises(ValueError, match="kltools.estimators"):
        total_variation(stats.matrix_normal(np.zeros((2, 2))), stats.matrix_normal(np.ones((2, 2))))
    with pytest.raises(ValueError, match="kltools.estimators"):
        total_variation(stats.wishart(3, np.eye(2)), stats.wishart(4, np.eye(2)))
    with pytest.raises(ValueError, match="kltools.estimators"):
        total_variation(stats.dirichlet([1.0, 2, 3]), stats.dirichlet([2.0, 2, 3]))
    flat = normal([0, 0], [[1, 0], [0, 0]], allow_singular=True)
    with pytest.raises(ValueError, match="p contains .* singular covariance matrix, .*; write it in coordinates"):
        kl_divergence(Mixture([flat, flat], [0.5, 0.5]), normal([1, 0], [[1, 0], [0, 0]], allow_singular=True))
