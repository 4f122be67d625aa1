"""Chapters 10 and 11: what counting adds on average, the three averages, and exponential families."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kltools import kl_divergence
from kltools.estimators.monte_carlo import k_terms
from tests.properties.drawn import at_most, log_partition, near, pmfs, sums_of_draws, tilted, tried, unit, vectors

statistics = vectors(10).map(lambda entries: entries.reshape(5, 2))


@given(pmfs(3), pmfs(3), st.integers(1, 6))
@tried
def test_counting_p_adds_on_average(p, q, n):
    """thm-plugin-p: over all samples, the mean of the plug-in exceeds D by what the shares stray from p."""
    chances, places = sums_of_draws(p, np.eye(3), n)
    shares = places / n
    mean = float(chances @ kl_divergence(shares, q))
    assert mean == near(kl_divergence(p, q) + float(chances @ kl_divergence(shares, p)))
    assert at_most(kl_divergence(p, q), mean)


@given(pmfs(5, zeros=True), pmfs(5))
@tried
def test_means_of_the_three_averages(p, q):
    """thm-k-means: k1 is unbiased, k3 lacks the mass that q has where p has none; the gap of their variances."""
    held = p > 0
    p_held, ratio = p[held], q[held] / p[held]
    k1, _, k3 = k_terms(np.log(ratio))
    assert float(p_held @ k1) == near(kl_divergence(p, q))
    assert np.all(k3 >= 0)
    assert float(p_held @ k3) == near(kl_divergence(p, q) - q[~held].sum())

    def covariance(a, b):
        return float(p_held @ ((a - p_held @ a) * (b - p_held @ b)))

    gap = 2 * covariance(ratio, np.log(ratio)) - covariance(ratio, ratio)
    assert covariance(k1, k1) - covariance(k3, k3) == near(gap)


@given(st.floats(-1.5, 1.5))
@tried
def test_the_three_averages_of_two_normals(theta):
    """thm-k-normals: means and variances under N(0, 1), by Gauss-Hermite quadrature."""
    x, weights = np.polynomial.hermite_e.hermegauss(80)
    weights = weights / weights.sum()
    k1, k2, k3 = k_terms(theta * x - theta**2 / 2)
    assert float(weights @ k2) == near(theta**2 / 2 + theta**4 / 8)
    assert float(weights @ (k1 - weights @ k1) ** 2) == near(theta**2)
    assert float(weights @ (k3 - weights @ k3) ** 2) == near(math.expm1(theta**2) - theta**2)


@given(pmfs(5), statistics, vectors(2), vectors(2), unit)
@tried
def test_log_partition_function(base, t, eta, other, share):
    """thm-log-partition: it is convex, its gradient the mean of T, its second derivatives T's covariances."""

    def a(point):
        return log_partition(base, t, point)

    between = a((1 - share) * eta + share * other)
    assert between <= (1 - share) * a(eta) + share * a(other) + 1e-12
    member, step = tilted(base, t, eta), 1e-4
    for i, e in enumerate(step * np.eye(2)):
        assert (a(eta + e) - a(eta - e)) / (2 * step) == pytest.approx(float(member @ t[:, i]), rel=1e-6, abs=1e-6)
        change = (tilted(base, t, eta + e) - tilted(base, t, eta - e)) @ t / (2 * step)
        covariance = (member * (t[:, i] - member @ t[:, i])) @ t
        np.testing.assert_allclose(change, covariance, rtol=1e-5, atol=1e-6)


@given(pmfs(5), statistics, vectors(2), vectors(2))
@tried
def test_divergence_within_a_family(base, t, eta, other):
    """thm-bregman: D is the log-partition function's height above its tangent."""
    p, q = tilted(base, t, eta), tilted(base, t, other)
    height = log_partition(base, t, other) - log_partition(base, t, eta) - (p @ t) @ (other - eta)
    assert kl_divergence(p, q) == near(height)


@given(pmfs(5), statistics, vectors(2), vectors(2), vectors(5), unit)
@tried
def test_the_nearest_member_keeps_the_moments(base, t, eta, other, direction, share):
    """thm-moment-family: p strays from the member with its moments, and the detour adds up."""
    nearest = tilted(base, t, eta)
    kept = np.column_stack([np.ones(5), t])
    stray = direction - kept @ np.linalg.lstsq(kept, direction, rcond=None)[0]
    size = share * float(np.min(nearest)) / max(float(np.max(np.abs(stray))), 1.0)
    p, member = nearest + size * stray, tilted(base, t, other)
    np.testing.assert_allclose(p @ t, nearest @ t, atol=1e-12)
    assert kl_divergence(p, member) == near(kl_divergence(p, nearest) + kl_divergence(nearest, member))
