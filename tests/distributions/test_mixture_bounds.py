"""Bounds in closed form for mixtures of normals, and estimates from drawn samples, against integrals and known values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from kltools import Mixture, kl_bounds, kl_divergence
from kltools.estimators import sampled_kl

pytestmark = pytest.mark.filterwarnings("error")


def random_mixture(rng: np.random.Generator, size: int, spread: float, parts: int) -> Mixture:
    def cov() -> Any:
        root = rng.normal(size=(size, size))
        return root @ root.T / size + np.eye(size) / 4

    components = [
        stats.norm(rng.normal(0, spread), np.exp(rng.normal(0, 0.3)))
        if size == 1
        else stats.multivariate_normal(rng.normal(0, spread, size), cov())
        for _ in range(parts)
    ]
    return Mixture(components, rng.dirichlet(np.full(parts, 2.0)))


@pytest.mark.parametrize("spread", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("seed", range(5))
def test_on_the_line_they_enclose_the_integral(seed: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    p, q = random_mixture(rng, 1, spread, 3), random_mixture(rng, 1, spread, 2)
    lower, upper = kl_bounds(p, q)
    assert 0 <= lower <= kl_divergence(p, q) <= upper < math.inf


@pytest.mark.parametrize("seed", range(3))
def test_in_the_plane_they_enclose_the_integral(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, q = random_mixture(rng, 2, 1.5, 2), random_mixture(rng, 2, 1.5, 2)
    bounds = kl_bounds(p, q)
    assert bounds.lower <= kl_divergence(p, q) <= bounds.upper


@pytest.mark.parametrize("size", [4, 20])
def test_beyond_three_dimensions_they_enclose_an_estimate(size: int) -> None:
    rng = np.random.default_rng(size)
    p, q = random_mixture(rng, size, 1.0, 4), random_mixture(rng, size, 1.0, 3)
    with pytest.raises(
        ValueError, match=r"p = .* has \d+ dimensions .*; .* kltools.estimators.sampled_kl, .* kltools.kl_bounds"
    ):
        kl_divergence(p, q)
    bounds, estimate = kl_bounds(p, q), sampled_kl(p, q, size=20_000, rng=3)
    assert bounds.lower - 4 * estimate.standard_error <= estimate.value <= bounds.upper + 4 * estimate.standard_error
    table = [[kl_divergence(a, b) for b in q.components] for a in p.components]
    assert bounds.upper < p.weights @ table @ q.weights  # by convexity in both arguments
    assert bounds.lower > 0


def test_they_meet_where_nothing_is_lost() -> None:
    one, other = stats.multivariate_normal(np.zeros(5)), stats.multivariate_normal(np.full(5, 0.4))
    assert kl_bounds(one, other) == (kl_divergence(one, other), kl_divergence(one, other))
    p = Mixture([stats.norm(-100), stats.norm(100)], [0.3, 0.7])
    q = Mixture([stats.norm(-100, 2), stats.norm(100, 3)], [0.6, 0.4])
    assert kl_bounds(p, q).upper == pytest.approx(kl_divergence(p, q), rel=1e-9)
    assert kl_bounds(p, Mixture(p.components, p.weights)) == (0.0, 0.0)
    apart = Mixture([stats.norm(100), stats.norm(-100)], [0.7, 0.3])  # the same law, written in another order
    assert kl_bounds(p, apart).upper == pytest.approx(0.0, abs=1e-9)


def test_what_has_no_such_bounds() -> None:
    with pytest.raises(ValueError, match="q contains laplace.*, but these bounds are for normals .*; draw samples"):
        kl_bounds(stats.norm(), stats.laplace())
    flat = stats.multivariate_normal([0, 0], np.diag([1, 0]), allow_singular=True)
    with pytest.raises(ValueError, match="p contains .* singular .*; write it in coordinates"):
        kl_bounds(Mixture([flat, flat], [0.5, 0.5]), stats.multivariate_normal([0, 0]))
    with pytest.raises(TypeError, match="p is 3 of type int, not a distribution"):
        kl_bounds(3, stats.norm())


def test_sampled_estimates_of_known_divergences() -> None:
    pairs = [
        (stats.norm(), stats.norm(1)),
        (stats.poisson(3), stats.poisson(4)),
        (Mixture([stats.poisson(3), stats.poisson(9)], [0.5, 0.5]), stats.poisson(6)),
        (stats.multivariate_normal([0] * 6), stats.multivariate_normal([0.5] * 6)),
    ]
    for p, q in pairs:
        estimate = sampled_kl(p, q, size=20_000, rng=2)
        assert abs(estimate.value - kl_divergence(p, q)) < 4 * estimate.standard_error
        assert estimate == sampled_kl(p, q, size=20_000, rng=np.random.default_rng(2))
