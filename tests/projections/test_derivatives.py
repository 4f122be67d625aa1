"""The search's exact gradients and Hessians, against finite differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture, kl_divergence, kl_quadrature
from kltools.distributions.flat_mixture import flatten
from kltools.projections import (
    information_projections,
)
from kltools.projections.gaussian import Gaussian, Manifold
from kltools.projections.hermite_moments import Grid, Line
from tests.projections.targets import MVN, named, pair, plane


def differences(f, step, count):
    """Gradient and Hessian of f at 0 by central differences of high order."""
    unit = np.eye(count)
    near = [(f(step * e) - f(-step * e)) / (2 * step) for e in unit]
    far = [(f(2 * step * e) - f(-2 * step * e)) / (4 * step) for e in unit]
    wide = 10 * step
    hessian = [
        [(f(wide * (a + b)) - f(wide * (a - b)) - f(wide * (b - a)) + f(-wide * (a + b))) / (4 * wide**2) for a in unit]
        for b in unit
    ]
    return (4 * np.array(near) - np.array(far)) / 3, np.array(hessian)


@pytest.mark.parametrize(
    ("p", "family"),
    [
        (pair(2, 0.3, 0.6), "normal"),
        (stats.laplace(0.3, 1), "normal"),
        (plane(), "factorised"),
        (plane(), "full"),
    ],
    ids=named,
)
def test_derivatives_against_finite_differences(p, family):
    target = flatten(p, "p")
    n = target.dimension
    manifold = Manifold(family, n)
    moments = Line(target) if n == 1 else Grid(target, (400, 400))
    q = manifold.gaussian(np.array([0.4, -0.7])[:n], np.array([[1.3, 0.4], [0.4, 0.8]])[:n, :n])
    expansion = manifold.expand(moments(q))
    gradient, hessian = differences(
        lambda step: manifold.expand(moments(manifold.moved(q, step))).value, 1e-3, len(expansion.gradient)
    )
    np.testing.assert_allclose(expansion.gradient, gradient, rtol=0, atol=1e-8)
    np.testing.assert_allclose(expansion.hessian, hessian, rtol=0, atol=2e-3)
    covariance = q.covariance if n > 1 else q.covariance[0, 0]
    mean = q.mean if n > 1 else q.mean[0]
    frozen = MVN(mean, covariance) if n > 1 else stats.norm(mean, math.sqrt(covariance))
    assert expansion.value == pytest.approx(kl_quadrature(frozen, p)[0], rel=1e-9)


def test_a_mixture_of_narrow_peaks_needs_fine_panels():
    p = Mixture([stats.norm(-4, 0.1), stats.norm(0, 0.05), stats.norm(4, 0.1)], [0.3, 0.4, 0.3])
    value = Manifold("normal", 1).expand(Line(flatten(p, "p"))(Gaussian(np.zeros(1), np.array([[2.5]])))).value
    assert value == pytest.approx(kl_divergence(stats.norm(0, 2.5), p), rel=1e-12)
    assert [fit.variance for fit in information_projections(p)[:3]] == pytest.approx([0.0025, 0.01, 0.01])
