"""Forward fits: moments kept, and no normal does better."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from kltools.distributions import Mixture, kl_divergence, kl_quadrature
from kltools.projections import (
    moment_projection,
)
from tests.projections.targets import S2, mixtures, named, pair, plane

ONE_DIMENSIONAL = [
    pair(2, 0.3, 0.5),
    stats.laplace(1, 2),
    stats.expon(scale=3),
    stats.uniform(-1, 4),
    stats.t(5),
    stats.Normal(mu=1.0, sigma=2.0),
    Mixture([stats.expon(), stats.Normal(mu=4.0, sigma=0.5)], [0.5, 0.5]),
]


@pytest.mark.parametrize("p", ONE_DIMENSIONAL, ids=named)
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
          Mixture([stats.norm(), stats.cauchy()], [0.5, 0.5])], ids=named,
)  # fmt: skip
def test_moments_must_be_finite(p):
    with pytest.raises(ValueError, match=r"^p = .* has an infinite or undefined (mean|variance).*truncate"):
        moment_projection(p)


def test_a_student_in_the_plane_needs_a_variance():
    with pytest.raises(ValueError, match="infinite or undefined variance"):
        moment_projection(stats.multivariate_t([0, 0], S2, df=2), "full")


def test_a_weightless_component_does_not_count():
    assert moment_projection(Mixture([stats.norm(), stats.cauchy()], [1, 0])).divergence == 0


def test_moments_of_newer_objects():
    gamma = stats.make_distribution(stats.gamma)(a=2.0)
    fit = moment_projection(gamma)
    assert fit.mean == pytest.approx(2.0) and fit.variance == pytest.approx(2.0)
