"""Chapters 4 to 6: symmetry, Pythagoras, curvature, what processing loses; projections; disjoint supports."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from kltools import Mixture, js_divergence, kl_divergence, total_variation
from kltools.projections import information_projection, moment_projection
from tests.properties.drawn import at_most, near, number, pmfs, rules, tilted, tried, tried_few, unit, vectors

covariances = st.lists(number, min_size=9, max_size=9).map(
    lambda entries: (root := np.array(entries).reshape(3, 3)) @ root.T + 0.2 * np.eye(3)
)


@given(unit, unit)
@tried
def test_coins_that_agree_both_ways(a, b):
    """thm-coins: the two directions agree for equal and for mirrored coins, and for no others."""
    p, q = [a, 1 - a], [b, 1 - b]
    assert kl_divergence(p, [1 - a, a]) == near(kl_divergence([1 - a, a], p))
    there, back = kl_divergence(p, q), kl_divergence(q, p)
    if abs(a - b) > 0.02 and abs(a + b - 1) > 0.02:
        assert abs(there - back) > 1e-8
        assert (there > back) == ((a - b) * (a + b - 1) < 0)


@given(pmfs(4), vectors(4), st.floats(0, 3), pmfs(4, zeros=True), st.floats(0, 1))
@tried
def test_pythagoras(q, g, tilt, other, share):
    """thm-pythagoras: over the PMFs under which g has at least a given mean, the tilted q is nearest to q."""
    assume(np.ptp(g) > 0.01)
    nearest = tilted(q, g[:, None], tilt)
    mean, top = float(nearest @ g), float(g.max())
    # the least share of the top that lifts the mean far enough
    missing = (mean - other @ g) / (top - other @ g) if other @ g < mean else 0.0
    share = min(1.0, missing + share * (1 - missing))
    p = (1 - share) * other + share * np.eye(4)[g.argmax()]
    rest = kl_divergence(p, nearest) + kl_divergence(nearest, q)
    assert at_most(rest, kl_divergence(p, q))


@given(pmfs(4), vectors(4), st.floats(1e-5, 1e-2))
@tried
def test_curvature_is_fisher_information(base, statistic, step):
    """thm-fisher: along a tilt, both directions are half of I times the square of the step, to third order."""
    near_by = tilted(base, statistic[:, None], step)
    fisher = float(base @ (statistic - base @ statistic) ** 2)
    slack = (np.ptp(statistic) * step) ** 3 + 1e-15
    assert abs(kl_divergence(base, near_by) - fisher * step**2 / 2) <= slack
    assert abs(kl_divergence(near_by, base) - fisher * step**2 / 2) <= slack


@given(pmfs(5, zeros=True), pmfs(5, zeros=True))
@tried
def test_pinsker(p, q):
    """thm-pinsker: total variation is at most the root of D/2."""
    assert at_most(total_variation(p, q), math.sqrt(kl_divergence(p, q) / 2))


@given(pmfs((3, 4), zeros=True), pmfs((3, 4), zeros=True), pmfs(3), pmfs(3), pmfs(4), pmfs(4))
@tried
def test_chain_rule(p, q, p_x, q_x, p_y, q_y):
    """thm-chain: a joint divergence is the marginals' and the mean of the conditionals'; of products, the sum."""
    first = kl_divergence(p.sum(axis=1), q.sum(axis=1))
    held = (p.sum(axis=1) > 0) & (q.sum(axis=1) > 0)
    rest = sum(a.sum() * kl_divergence(a / a.sum(), b / b.sum()) for a, b in zip(p[held], q[held]))
    assert kl_divergence(p.ravel(), q.ravel()) == near(first + rest)
    both = kl_divergence(np.outer(p_x, p_y).ravel(), np.outer(q_x, q_y).ravel())
    assert both == near(kl_divergence(p_x, q_x) + kl_divergence(p_y, q_y))


@given(pmfs(4, zeros=True), pmfs(4, zeros=True), rules(4, 3))
@tried
def test_data_processing(p, q, rule):
    """thm-processing: no random rule drives two PMFs apart."""
    assert at_most(kl_divergence(p @ rule, q @ rule), kl_divergence(p, q))


@given(*[pmfs(4, zeros=True)] * 4, unit)
@tried
def test_joint_convexity(p0, p1, q0, q1, share):
    """thm-convex: D of two mixtures is at most the mixture of the D's."""
    mixed = kl_divergence((1 - share) * p0 + share * p1, (1 - share) * q0 + share * q1)
    assert at_most(mixed, (1 - share) * kl_divergence(p0, q0) + share * kl_divergence(p1, q1))


@given(number, st.floats(0.5, 2), unit, st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
@tried_few
def test_the_nearest_normal_keeps_the_moments(centre, scale, share, shift, stretch):
    """thm-moment-projection: every other normal is farther from p, a mixture of a normal and a Laplace density."""
    p = Mixture([stats.norm(0, 1), stats.laplace(centre, scale)], [share, 1 - share])
    fit = moment_projection(p)
    sd = math.sqrt(fit.variance)
    assert fit.mean == near(p.mean()) and fit.variance == near(p.var())
    other = kl_divergence(p, stats.norm(fit.mean + shift * sd, sd * math.exp(stretch)))
    # What it costs to move away is the divergence of the two normals.
    moved = kl_divergence(fit.distribution, stats.norm(fit.mean + shift * sd, sd * math.exp(stretch)))
    assert abs(other - fit.divergence - moved) <= 1e-7 * (1 + other)


@given(vectors(3), covariances, st.lists(st.floats(0.5, 2), min_size=3, max_size=3))
@tried_few
def test_independent_coordinates_bracket_the_volume(mean, covariance, factors):
    """thm-factorised: the variances that are best each way, that none is better, and their volumes."""
    p = stats.multivariate_normal(mean, covariance)
    wide, narrow = np.diag(covariance), 1 / np.diag(np.linalg.inv(covariance))
    forward, reverse = moment_projection(p, "factorised"), information_projection(p, "factorised")
    np.testing.assert_allclose(forward.variance, wide, rtol=1e-9)
    np.testing.assert_allclose(reverse.variance, narrow, rtol=1e-9)
    assert np.all(narrow <= wide * (1 + 1e-9))
    assert at_most(forward.divergence, kl_divergence(p, stats.multivariate_normal(mean, np.diag(wide * factors))))
    assert at_most(reverse.divergence, kl_divergence(stats.multivariate_normal(mean, np.diag(narrow * factors)), p))
    volume = np.linalg.det(covariance)
    assert narrow.prod() * (1 - 1e-9) <= volume <= wide.prod() * (1 + 1e-9)


@given(st.floats(0.01, 3))
@tried_few
def test_boxes_side_by_side(theta):
    """thm-boxes: D says infinity at every distance, JSD and TV stop at 1, the Wasserstein distance goes on."""
    p, q = stats.uniform(0, 1), stats.uniform(theta, 1)
    assert kl_divergence(p, q) == kl_divergence(q, p) == math.inf
    assert js_divergence(p, q, base=2) == near(min(theta, 1))
    assert total_variation(p, q) == near(min(theta, 1))
    levels = (np.arange(20) + 0.5) / 20
    assert float(np.mean(np.abs(q.ppf(levels) - p.ppf(levels)))) == near(theta)


@given(number, st.floats(0.1, 5), st.floats(0, 3), st.floats(0.01, 3))
@tried
def test_a_box_in_a_box(start, length, before, after):
    """prop-box-in-box: the log of the ratio of lengths one way, infinity the other."""
    inner, outer = stats.uniform(start, length), stats.uniform(start - before, before + length + after)
    assert kl_divergence(inner, outer) == near(math.log((before + length + after) / length))
    assert kl_divergence(outer, inner) == math.inf


@given(st.floats(-5, 5), st.floats(0.1, 5))
@tried
def test_blur(theta, sigma):
    """thm-blur: two normals of one width."""
    p, q = stats.norm(0, sigma), stats.norm(theta, sigma)
    assert kl_divergence(p, q) == near(theta**2 / (2 * sigma**2))
    assert kl_divergence(q, p) == near(theta**2 / (2 * sigma**2))
