"""Best Gaussian fits against closed forms, grid searches, other optimisers and mpmath."""

from __future__ import annotations

import dataclasses
import math
import warnings

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from kltools.distributions import Mixture, QuadratureError, kl_divergence, kl_quadrature
from kltools.distributions.view import view
from kltools.projections import (
    ConvergenceError,
    information_projection,
    information_projections,
    moment_projection,
)
from kltools.projections.expectations import Grid, Line
from kltools.projections.gaussian import Gaussian, Manifold

MVN = stats.multivariate_normal
S2 = np.array([[1.0, 0.9], [0.9, 1.5]])


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings(), mp.workdps(25):
        warnings.simplefilter("error")
        yield


def pair(distance, weight=0.5, sd=1.0):
    return Mixture([stats.norm(-distance, 1.0), stats.norm(distance, sd)], [1 - weight, weight])


def plane(weight=0.4):
    other = [[0.5, -0.2], [-0.2, 0.7]]
    return Mixture([MVN([-2, 0], S2), MVN([2.5, 1], other)], [weight, 1 - weight])


mixtures = st.lists(
    st.tuples(st.floats(-4, 4), st.floats(0.4, 2), st.floats(0.1, 1)), min_size=2, max_size=4
).map(
    lambda rows: Mixture(
        [stats.norm(m, s) for m, s, _ in rows], np.array([w for *_, w in rows]) / sum(w for *_, w in rows)
    )
)

# ---------------------------------------------------------------------------------------------- forward

ONE_DIMENSIONAL = [
    pair(2, 0.3, 0.5),
    stats.laplace(1, 2),
    stats.expon(scale=3),
    stats.uniform(-1, 4),
    stats.t(5),
    stats.Normal(mu=1.0, sigma=2.0),
    Mixture([stats.expon(), stats.Normal(mu=4.0, sigma=0.5)], [0.5, 0.5]),
]


@pytest.mark.parametrize("p", ONE_DIMENSIONAL, ids=str)
def test_moment_projection_keeps_mean_and_variance(p):
    low, high = (float(end) for end in p.support())
    mean, second = (
        sum(
            integrate.quad(lambda x, k=k: x**k * p.pdf(x), a, b, epsabs=1e-12, epsrel=1e-12, limit=400)[0]
            for a, b in ((low, min(max(0.0, low), high)), (min(max(0.0, low), high), high))
        )
        for k in (1, 2)
    )
    fit = moment_projection(p)
    assert (fit.direction, fit.family, fit.path, fit.converged) == ("forward", "normal", None, True)
    assert fit.mean == pytest.approx(mean, rel=1e-8, abs=1e-8)
    assert fit.variance == pytest.approx(second - mean**2, rel=1e-8)
    assert fit.distribution.std() ** 2 == pytest.approx(fit.covariance, rel=1e-14)
    assert fit.divergence == kl_divergence(p, stats.norm(fit.mean, math.sqrt(fit.variance)))


@settings(deadline=None, max_examples=15)
@given(p=mixtures, shift=st.floats(-1, 1), stretch=st.floats(-0.5, 0.5))
def test_no_normal_beats_the_moment_projection(p, shift, stretch):
    fit = moment_projection(p)
    sd = math.sqrt(fit.variance)
    rival = stats.norm(fit.mean + shift * sd, sd * math.exp(stretch))
    value, error = kl_quadrature(p, rival)
    assert value >= fit.divergence - 2 * error - 1e-12
    # For an exponential family the excess is itself a divergence (Pythagoras).
    assert value - fit.divergence == pytest.approx(kl_divergence(fit.distribution, rival), abs=1e-9)


def test_an_optimiser_finds_the_moment_projection():
    p = pair(2, 0.3, 0.5)
    found = optimize.minimize(
        lambda v: kl_quadrature(p, stats.norm(v[0], math.exp(v[1])))[0],
        [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-14},
    )  # fmt: skip
    fit = moment_projection(p)
    assert found.x == pytest.approx([fit.mean, math.log(fit.variance) / 2], abs=1e-6)
    assert found.fun == pytest.approx(fit.divergence, rel=1e-11)


def test_moment_projection_in_the_plane():
    p = plane()
    mean = 0.4 * np.array([-2, 0]) + 0.6 * np.array([2.5, 1])
    gap = np.array([4.5, 1])
    expected = 0.4 * S2 + 0.6 * np.array([[0.5, -0.2], [-0.2, 0.7]]) + 0.24 * np.outer(gap, gap)
    full, factorised = moment_projection(p, "full"), moment_projection(p, "factorised")
    np.testing.assert_allclose(full.mean, mean, rtol=1e-14)
    np.testing.assert_allclose(full.covariance, expected, rtol=1e-14)
    np.testing.assert_allclose(factorised.covariance, np.diag(np.diag(expected)), rtol=1e-14)
    np.testing.assert_allclose(factorised.variance, np.diag(expected), rtol=1e-14)
    excess = kl_divergence(full.distribution, factorised.distribution)
    assert factorised.divergence - full.divergence == pytest.approx(excess, rel=1e-7)


def test_moment_projection_of_a_student_has_its_covariance():
    fit = moment_projection(stats.multivariate_t([1, 2], S2, df=5), "full")
    np.testing.assert_allclose(fit.covariance, S2 * 5 / 3, rtol=1e-14)


@pytest.mark.parametrize(
    "p", [stats.cauchy(), stats.t(2), stats.t(1.5), stats.levy(), stats.pareto(1.5),
          Mixture([stats.norm(), stats.cauchy()], [0.5, 0.5])], ids=str,
)  # fmt: skip
def test_moments_must_be_finite(p):
    with pytest.raises(ValueError, match=r"^p = .* has an infinite or undefined (mean|variance).*truncate"):
        moment_projection(p)


def test_a_student_in_the_plane_needs_a_variance():
    with pytest.raises(ValueError, match="infinite or undefined variance"):
        moment_projection(stats.multivariate_t([0, 0], S2, df=2), "full")


def test_a_weightless_component_does_not_count():
    assert moment_projection(Mixture([stats.norm(), stats.cauchy()], [1, 0])).divergence == 0


# ------------------------------------------------------------------------------- reverse, closed forms


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


# ----------------------------------------------------------------------------------- reverse, searches


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
    ids=str,
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
    "p", [pair(3, 0.4), stats.logistic(1, 2), stats.skewnorm(3), stats.t(3), stats.cauchy()], ids=str
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
    moments = Line(view(p, "p"))

    def flow(_, y):
        r = moments(Gaussian(y[:1], np.exp(y[1:])[:, None]))
        return [-math.exp(y[1]) * r[1], -r[2] / 2]

    ends = set()
    for start in ((-5, 0.3), (-2.2, 0.5), (-1, 0.2), (3.4, 0.3), (2, 2), (6, 1)):
        end = integrate.solve_ivp(flow, (0, 80), [start[0], math.log(start[1])], rtol=1e-6, method="LSODA").y[
            :, -1
        ]
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
    moments = Line(view(p, "p")) if family == "normal" else Grid(view(p, "p"), (300, 300))
    q = manifold.gaussian(np.atleast_1d(fit.mean), np.atleast_2d(fit.covariance))
    return manifold.expand(moments(q)).hessian


def test_minima_are_not_saddles():
    for fit in information_projections(pair(3, 0.4)):
        assert np.linalg.eigvalsh(hessian_at(pair(3, 0.4), "normal", fit))[0] > 0.1
    # Round Gaussians lead to a saddle in the middle of a cross.
    cross = Mixture([MVN([0, 0], [[1, r], [r, 1]]) for r in (0.95, -0.95)], [0.5, 0.5])
    fit = information_projection(cross, "full", start=([0, 0], np.eye(2) / 2))
    assert abs(fit.covariance[0, 1]) > 0.7
    assert np.linalg.eigvalsh(hessian_at(cross, "full", fit))[0] > 0.1
    round_one = information_projection(cross, "factorised", start=([0, 0], [0.5, 0.5]))
    assert np.linalg.eigvalsh(hessian_at(cross, "full", round_one))[0] < -0.1


def test_a_saddle_is_left_to_the_side_of_the_larger_mean():
    p, manifold = pair(3), Manifold("normal", 1)
    moments = Line(view(p, "p"))

    def gradient(v):
        return manifold.expand(moments(Gaussian(v[:1], np.exp(v[1:])[:, None]))).gradient

    saddle = optimize.fsolve(gradient, [1.7, 0.6], xtol=1e-15)
    assert np.linalg.norm(gradient(saddle)) < 1e-12 and 0.5 < saddle[0] < 2.5
    for sign, end in ((1, 2.98431), (-1, 0)):
        fit = information_projection(p, start=(sign * saddle[0], math.exp(saddle[1])))
        assert fit.mean == pytest.approx(end, abs=1e-5)


@settings(deadline=None, max_examples=15)
@given(
    p=mixtures, mean=st.floats(-4, 4), sd=st.floats(0.3, 3), scale=st.floats(0.01, 100), loc=st.floats(-9, 9)
)
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


# ----------------------------------------------------------------------------- gradients and Hessians


def differences(f, step, count):
    """Gradient and Hessian of f at 0 by central differences of high order."""
    unit = np.eye(count)
    near = [(f(step * e) - f(-step * e)) / (2 * step) for e in unit]
    far = [(f(2 * step * e) - f(-2 * step * e)) / (4 * step) for e in unit]
    wide = 10 * step
    hessian = [
        [
            (f(wide * (a + b)) - f(wide * (a - b)) - f(wide * (b - a)) + f(-wide * (a + b))) / (4 * wide**2)
            for a in unit
        ]
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
    ids=str,
)
def test_derivatives_against_finite_differences(p, family):
    target = view(p, "p")
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
    value = Manifold("normal", 1).expand(Line(view(p, "p"))(Gaussian(np.zeros(1), np.array([[2.5]])))).value
    assert value == pytest.approx(kl_divergence(stats.norm(0, 2.5), p), rel=1e-12)
    assert [fit.variance for fit in information_projections(p)[:3]] == pytest.approx([0.0025, 0.01, 0.01])


# --------------------------------------------------------------------------------------------- errors

P1, P2 = pair(3), plane()


@pytest.mark.parametrize(
    "p", [stats.expon(), stats.uniform(), stats.beta(2, 3), Mixture([stats.expon()], [1])]
)
def test_reverse_needs_positive_density_everywhere(p):
    for function in (information_projection, information_projections):
        with pytest.raises(ValueError, match=r"^p = .* has density 0 .*infinite.*moment_projection"):
            function(p)


@pytest.mark.parametrize("function", [moment_projection, information_projection, information_projections])
def test_targets_and_families_that_do_not_fit(function):
    with pytest.raises(TypeError, match="p is 3 of type int"):
        function(3)
    with pytest.raises(TypeError, match="is discrete"):
        function(stats.poisson(3))
    with pytest.raises(ValueError, match="family is 'nomal'; give one of 'normal'"):
        function(P1, "nomal")
    with pytest.raises(ValueError, match="family is 'full', but p = .* has dimension 1; use 'normal'"):
        function(P1, "full")
    with pytest.raises(ValueError, match="has dimension 2; use 'normal' in"):
        function(P2)
    singular = MVN([0, 0], [[1, 1], [1, 1]], allow_singular=True)
    with pytest.raises(ValueError, match="singular covariance|density 0"):
        function(singular, "full")


def test_more_than_three_dimensions():
    p = Mixture([MVN(np.zeros(4)), MVN(np.ones(4))], [0.5, 0.5])
    with pytest.raises(ValueError, match="has 4 dimensions; .* up to 3"):
        information_projection(p, "full")


@pytest.mark.parametrize(
    ("start", "kind", "message"),
    [
        (3, TypeError, r"start is 3; give a pair \(mean, standard deviation\)"),
        ((1,), TypeError, "give a pair"),
        ("ab", TypeError, "give a pair"),
        ((1, 0), ValueError, r"start\[1\] is 0.0, but a standard deviation is positive"),
        ((math.nan, 1), ValueError, r"start\[0\] is nan, but the mean must be finite"),
        (([1], [1]), ValueError, r"start\[0\] has shape \(1,\)"),
    ],
)
def test_bad_starts_on_the_line(start, kind, message):
    with pytest.raises(kind, match=message):
        information_projection(P1, start=start)
    with pytest.raises(kind, match=message.replace("start", r"starts\[1\]", 1)):
        information_projections(P1, starts=[(0, 1), start])


def test_bad_starts_in_the_plane():
    for spread in ([[1, 2], [2, 1]], [[1, 0.2], [0.1, 1]]):
        with pytest.raises(ValueError, match=r"start\[1\] is .* symmetric with positive"):
            information_projection(P2, "full", start=([0, 0], spread))
    with pytest.raises(ValueError, match=r"start\[1\] has shape \(2,\), but the covariance matrix"):
        information_projection(P2, "full", start=([0, 0], [1, 1]))
    with pytest.raises(ValueError, match=r"start\[1\] is \[1.0, -1.0\]"):
        information_projection(P2, "factorised", start=([0, 0], [1, -1]))
    with pytest.raises(ValueError, match="starts is empty"):
        information_projections(P2, "full", starts=[])


class Improper(stats.rv_continuous):
    """A "density" that is 1 everywhere: the wider q, the smaller E_q[log q - log p]."""

    def _logpdf(self, x):
        return 0.0 * x

    def _ppf(self, q):
        return stats.norm.ppf(q)


def test_searches_that_do_not_arrive():
    with pytest.raises(ConvergenceError, match="standard deviation runs to infinity; start with"):
        information_projection(Improper(name="improper")(), start=(0, 1))
    with pytest.raises(ConvergenceError, match="the steps ran out; start nearer"):
        information_projection(P1, start=(1e6, 1.0))
    with pytest.raises(QuadratureError, match="log p is not finite where q has mass, so start narrower"):
        information_projection(stats.moyal(), start=(0, 9))


def test_results_are_frozen_and_shown():
    fit = moment_projection(P2, "factorised")
    assert repr(fit).startswith(
        "Projection(forward, factorised: mean=[0.7, 0.6], covariance=[[5.56, 0], [0, 1.26]]"
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit.mean = 0
    with pytest.raises(ValueError, match="read-only"):
        fit.covariance[0, 0] = 1
    broad = information_projection(P1, start=(0, 3))
    assert repr(broad) == "Projection(reverse, normal: mean=0, variance=7.52827, divergence=0.840621)"
    assert broad.converged and broad.iterations == len(broad.path) - 1
