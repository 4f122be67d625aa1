"""Reverse fits by search: all minima, no saddles, paths down the gradient flow."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from kltools.distributions import Mixture, kl_divergence
from kltools.distributions.flat_mixture import flatten
from kltools.projections import (
    information_projection,
    information_projections,
)
from kltools.projections.descent import Descent
from kltools.projections.gaussian import Gaussian, Manifold
from kltools.projections.hermite_moments import Grid, Line
from tests.projections.targets import MVN, mixtures, named, pair, plane


def grid_minima(p, means, logs):
    """Local minima of D(q||p) on a grid, by the trapezoid rule, as (mean, log standard deviation)."""
    z = np.linspace(-8.5, 8.5, 171)
    weight = stats.norm.pdf(z) * (z[1] - z[0])
    x = means[:, None, None] + np.exp(logs)[None, :, None] * z
    parts = [np.log(w) + c.logpdf(x) for w, c in zip(p.weights, p.components, strict=True)]
    value = -np.logaddexp.reduce(parts) @ weight - logs
    inner = value[1:-1, 1:-1]
    around = [value[1 + i : value.shape[0] - 1 + i, 1 + j : value.shape[1] - 1 + j]
              for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0)]  # fmt: skip
    rows, columns = np.nonzero(inner < np.min(around, axis=0))
    return np.stack([means[rows + 1], logs[columns + 1]], axis=1)


@pytest.mark.parametrize(
    ("p", "count"),
    [(pair(1), 1), (pair(1.5, 0.3), 1), (pair(3), 3), (pair(4, 0.3, 0.5), 2), (pair(4), 3),
     (Mixture([stats.norm(m, 0.5) for m in (-4, 0, 3)], [0.3, 0.3, 0.4]), None)],
    ids=named,
)  # fmt: skip
def test_minima_are_those_of_a_grid_search(p, count):
    expected = grid_minima(p, np.linspace(-6, 6, 241), np.linspace(-1.2, 1.5, 109))
    found = information_projections(p)
    assert len(found) == len(expected) if count is None else len(found) == len(expected) == count
    places = np.array([[fit.mean, math.log(fit.variance) / 2] for fit in found])
    for row in expected:
        assert np.min(np.max(np.abs(places - row) / [0.05, 0.025], axis=1)) < 1.01
    values = [fit.divergence for fit in found]
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("p", "start", "log_p", "breaks"),
    [
        (pair(2.5, 0.3, 0.6), (2, 1), [(0.7, -2.5, 1), (0.3, 2.5, 0.6)], [-2.5, 0, 2.5]),
        (pair(2.5, 0.3, 0.6), (-9, 0.1), [(0.7, -2.5, 1), (0.3, 2.5, 0.6)], [-2.5, 0, 2.5]),
        (pair(2.5), (0, 4), [(0.5, -2.5, 1), (0.5, 2.5, 1)], [-2.5, 0, 2.5]),
    ],
)
def test_the_gradient_vanishes_to_nine_digits(p, start, log_p, breaks):
    """mpmath, in the reparametrised form E[dlog p/dx], which the search does not use."""
    fit = information_projection(p, start=start)
    mean, sd = mp.mpf(fit.mean), mp.sqrt(mp.mpf(fit.variance))

    def score(x):
        terms = [(w * mp.npdf(x, m, s), (m - x) / mp.mpf(s) ** 2) for w, m, s in log_p]
        return sum(a * b for a, b in terms) / sum(a for a, _ in terms)

    cuts = [-11, *sorted((b - mean) / sd for b in breaks), 11]
    down = mp.quad(lambda z: mp.npdf(z) * score(mean + sd * z), cuts)
    out = mp.quad(lambda z: mp.npdf(z) * z * score(mean + sd * z), cuts)
    assert abs(sd * down) < 1e-9 and abs(1 + sd * out) < 1e-9
    assert fit.gradient_norm < 1e-9


@pytest.mark.parametrize(
    "p", [pair(3, 0.4), stats.logistic(1, 2), stats.skewnorm(3), stats.t(3), stats.cauchy()], ids=named
)
def test_minima_have_no_slope_and_no_lower_neighbour(p):
    for fit in information_projections(p):
        sd, h = math.sqrt(fit.variance), 0.01
        for i, j in ((1, 0), (0, 1)):
            at = {k: kl_divergence(stats.norm(fit.mean + i * k * h * sd, sd * math.exp(j * k * h)), p)
                  for k in (-2, -1, 1, 2)}  # fmt: skip
            slope = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * h)
            assert abs(slope) < 1e-6 and min(at.values()) > fit.divergence
        assert fit.divergence == kl_divergence(fit.distribution, p)


def test_symmetric_mixtures_have_mirrored_minima():
    fits = information_projections(pair(3))
    left, right = sorted(fits[:2], key=lambda fit: fit.mean)
    assert left.mean == pytest.approx(-right.mean, rel=1e-10) and right.mean > 2.9
    assert left.variance == pytest.approx(right.variance, rel=1e-10)
    assert left.divergence == pytest.approx(right.divergence, rel=1e-12) and left.divergence < math.log(2)
    assert fits[2].mean == pytest.approx(0, abs=1e-9) and fits[2].variance > 7


def test_the_start_decides():
    p = pair(3)
    ends = [information_projection(p, start=start).mean for start in ((-1, 0.7), (1, 0.7), (0, 3))]
    assert ends == pytest.approx([-2.98431, 2.98431, 0], abs=1e-5)


def test_paths_keep_to_the_gradient_flow():
    p = Mixture([stats.norm(-4, 0.6), stats.norm(0.5, 1), stats.norm(5, 0.4)], [0.3, 0.4, 0.3])
    moments = Line(flatten(p, "p"))

    def flow(_, y):
        r = moments(Gaussian(y[:1], np.exp(y[1:])[:, None]))
        return [-math.exp(y[1]) * r[1], -r[2] / 2]

    ends = set()
    for start in ((-5, 0.3), (-2.2, 0.5), (-1, 0.2), (3.4, 0.3), (2, 2), (6, 1)):
        end = integrate.solve_ivp(flow, (0, 80), [start[0], math.log(start[1])], rtol=1e-6, method="LSODA").y[:, -1]
        fit = information_projection(p, start=start)
        assert [fit.mean, math.log(fit.variance) / 2] == pytest.approx(end.tolist(), abs=1e-3)
        ends.add(round(fit.mean, 3))
    assert len(ends) == 4


def test_paths_go_down_from_the_start_in_short_steps():
    p = pair(3, 0.3)
    fit = information_projection(p, start=(-6.0, 0.5))
    assert fit.path.shape == (fit.iterations + 1, 2)
    np.testing.assert_array_equal(fit.path[0], [-6.0, 0.5])
    assert fit.path[-1].tolist() == pytest.approx([fit.mean, math.sqrt(fit.variance)], rel=1e-15)
    values = [kl_divergence(stats.norm(m, s), p) for m, s in fit.path]
    assert all(b <= a + 1e-12 for a, b in zip(values[:-1], values[1:], strict=True))
    sds = fit.path[:-1, 1]
    steps = np.hypot(np.diff(fit.path[:, 0]) / sds, math.sqrt(2) * np.diff(np.log(fit.path[:, 1])))
    assert np.max(steps) <= 0.25 + 1e-12


def hessian_at(p, family, fit):
    manifold = Manifold(family, np.size(fit.mean))
    moments = Line(flatten(p, "p")) if family == "normal" else Grid(flatten(p, "p"), (300, 300))
    q = manifold.gaussian(np.atleast_1d(fit.mean), np.atleast_2d(fit.covariance))
    return manifold.expand(moments(q)).hessian


def test_minima_are_not_saddles():
    for fit in information_projections(pair(3, 0.4)):
        assert np.linalg.eigvalsh(hessian_at(pair(3, 0.4), "normal", fit))[0] > 0.1
    # Round Gaussians lead to a saddle in the middle of a cross.
    cross = Mixture([MVN([0, 0], [[1, r], [r, 1]]) for r in (0.95, -0.95)], [0.5, 0.5])
    fit = information_projection(cross, "full", start=([0, 0], np.eye(2) / 2))
    assert fit.covariance[0, 1] > 0.7  # of the two directions down, the one in which what changes most grows
    assert np.linalg.eigvalsh(hessian_at(cross, "full", fit))[0] > 0.1
    round_one = information_projection(cross, "factorised", start=([0, 0], [0.5, 0.5]))
    assert np.linalg.eigvalsh(hessian_at(cross, "full", round_one))[0] < -0.1


def test_a_saddle_is_left_to_the_side_of_the_larger_mean():
    p, manifold = pair(3), Manifold("normal", 1)
    moments = Line(flatten(p, "p"))

    def gradient(v):
        return manifold.expand(moments(Gaussian(v[:1], np.exp(v[1:])[:, None]))).gradient

    saddle = optimize.fsolve(gradient, [1.7, 0.6], xtol=1e-15)
    assert np.linalg.norm(gradient(saddle)) < 1e-12 and 0.5 < saddle[0] < 2.5
    for sign, end in ((1, 2.98431), (-1, 0)):
        fit = information_projection(p, start=(sign * saddle[0], math.exp(saddle[1])))
        assert fit.mean == pytest.approx(end, abs=1e-5)


@pytest.mark.parametrize("sign", [1, -1])
def test_where_no_slope_says_which_way_is_down_the_parameter_that_changes_most_grows(sign):
    p = MVN([0, 0], np.eye(2))
    descent = Descent(Manifold("full", 2), Grid(flatten(p, "p"), (4, 4)), [Gaussian(np.zeros(2), np.eye(2))], "p")
    axis = sign * np.array([-0.3, 0.9, 0.3, 0.0, 0.0])  # of the means, then of the covariance's triangle
    assert math.copysign(1.0, descent._largest_change(axis)) == sign


@settings(deadline=None, max_examples=15)
@given(p=mixtures, mean=st.floats(-4, 4), sd=st.floats(0.3, 3), scale=st.floats(0.01, 100), loc=st.floats(-9, 9))
def test_units_do_not_matter(p, mean, sd, scale, loc):
    moved = Mixture([stats.norm(loc + scale * c.mean(), scale * c.std()) for c in p.components], p.weights)
    one = information_projection(p, start=(mean, sd))
    two = information_projection(moved, start=(loc + scale * mean, scale * sd))
    assert two.divergence == pytest.approx(one.divergence, rel=1e-6, abs=1e-10)
    assert one.gradient_norm <= 1e-9 and two.gradient_norm <= 1e-9


def test_plane_minimum_against_another_optimiser():
    p = plane()
    z = np.linspace(-8.5, 8.5, 121)
    w = stats.norm.pdf(z) * (z[1] - z[0])
    points = np.stack(np.meshgrid(z, z), axis=-1).reshape(-1, 2)
    weights = np.outer(w, w).ravel()

    def objective(v):
        root = np.array([[math.exp(v[2]), 0], [v[4], math.exp(v[3])]])
        return -weights @ p.logpdf(v[:2] + points @ root.T) - v[2] - v[3]

    found = optimize.minimize(objective, [-1.5, 0, 0, 0, 0], method="BFGS", options={"gtol": 1e-7})
    root = np.array([[math.exp(found.x[2]), 0], [found.x[4], math.exp(found.x[3])]])
    fit = information_projection(p, "full", start=([-1.5, 0], np.eye(2)))
    np.testing.assert_allclose(fit.mean, found.x[:2], atol=2e-5)
    np.testing.assert_allclose(fit.covariance, root @ root.T, atol=5e-5)
    assert fit.path.shape[1] == 6
    assert [len(information_projections(p, family)) for family in ("full", "factorised")] == [2, 2]


def test_space_minimum_is_the_lines_where_coordinates_are_independent():
    line = pair(2.5, 0.3, 0.6)
    p = Mixture([MVN([-2.5, 1, 2], [1, 4, 0.25]), MVN([2.5, 1, 2], [0.36, 4, 0.25])], [0.7, 0.3])
    fit = information_projection(p, "full", start=([2, 1.5, 1], np.diag([1.0, 1, 1])))
    alone = information_projection(line, start=(2, 1))
    np.testing.assert_allclose(fit.mean, [alone.mean, 1, 2], atol=2e-9)
    np.testing.assert_allclose(fit.covariance, np.diag([alone.variance, 4, 0.25]), atol=2e-8)
    assert fit.divergence == pytest.approx(alone.divergence, rel=1e-6)
