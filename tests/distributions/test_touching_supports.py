"""Supports that touch, share one point, or overlap in part: what is infinite, and the exact values where it is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import kltools
from kltools import Mixture
from kltools.distributions import flatten
from kltools.distributions.infinite_by_supports import disjoint

pytestmark = pytest.mark.filterwarnings("error")

TOUCHING = [
    (stats.uniform(0, 1), stats.uniform(1, 1)),
    (stats.uniform(0, 0.1 + 0.2), stats.uniform(0.3, 1)),
    (stats.beta(2, 3), stats.expon(1)),
    (stats.beta(0.5, 0.5), stats.beta(0.5, 0.5, loc=1)),
    (stats.triang(0.5), stats.triang(0.5, loc=-1)),
    (Mixture([stats.uniform(0, 1), stats.uniform(2, 1)], [0.5, 0.5]), stats.uniform(1, 1)),
    (stats.randint(0, 3), stats.randint(3, 6)),
    (stats.poisson(2, loc=4), stats.binom(3, 0.5)),
]


@pytest.mark.parametrize(("p", "q"), TOUCHING)
def test_supports_that_touch_have_nothing_in_common(p, q):
    for one, other in ((p, q), (q, p)):
        assert kltools.kl_divergence(one, other) == math.inf
        assert kltools.total_variation(one, other) == 1.0
        assert kltools.js_divergence(one, other) == math.log(2)
        assert kltools.js_distance(one, other) == math.sqrt(math.log(2))
        for alpha in (1e-3, 0.5, 0.999, 1.0, 2.0):
            assert kltools.renyi_divergence(one, other, alpha) == math.inf


def test_a_sliver_is_no_touch():
    for p in (stats.uniform(1e9, 2e-7), stats.uniform(0, 5e-324)):
        view = flatten(p, "p")
        assert not disjoint(view, view)


def test_ranges_that_share_one_outcome():
    p, q = stats.randint(0, 3), stats.randint(2, 5)
    one, other = np.array([1, 1, 1, 0, 0]) / 3, np.array([0, 0, 1, 1, 1]) / 3
    assert kltools.total_variation(p, q) == pytest.approx(2 / 3, rel=1e-15)
    assert kltools.js_divergence(p, q) == pytest.approx(kltools.js_divergence(one, other), rel=1e-14)
    for alpha in (1e-3, 0.3, 0.5, 0.999):
        assert kltools.renyi_divergence(p, q, alpha) == pytest.approx(math.log(3) / (1 - alpha), rel=1e-12)
    assert kltools.renyi_divergence(p, q, 2.0) == kltools.kl_divergence(p, q) == math.inf


@pytest.mark.parametrize("alpha", [0.1, 0.5, 0.9])
def test_intervals_that_overlap_in_part(alpha):
    p, q = stats.uniform(0, 4), stats.uniform(3, 2)
    affinity = 4.0**-alpha * 2.0 ** (alpha - 1)
    assert kltools.renyi_divergence(p, q, alpha) == pytest.approx(math.log(affinity) / (alpha - 1), rel=1e-11)
    assert kltools.total_variation(p, q) == pytest.approx(0.75, rel=1e-12)


@pytest.mark.parametrize("alpha", [0.1, 0.5, 0.9])
def test_counts_that_start_later(alpha):
    outcomes = np.arange(300.0)
    one, other = stats.geom(0.3).pmf(outcomes), stats.poisson(2).pmf(outcomes)
    expected = math.log(np.sum(one**alpha * other ** (1 - alpha))) / (alpha - 1)
    assert kltools.renyi_divergence(stats.geom(0.3), stats.poisson(2), alpha) == pytest.approx(expected, rel=1e-10)
    back = math.log(np.sum(other**alpha * one ** (1 - alpha))) / (alpha - 1)
    assert kltools.renyi_divergence(stats.poisson(2), stats.geom(0.3), alpha) == pytest.approx(back, rel=1e-10)
    assert kltools.kl_divergence(stats.poisson(2), stats.geom(0.3)) == math.inf


POINTS = {
    "binom(5, 0)": (stats.binom(5, 0.0), 0), "binom(5, 1)": (stats.binom(5, 1.0), 5), "binom(0, p)": (stats.binom(0, 0.3), 0),
    "bernoulli": (stats.bernoulli(0.0), 0), "poisson(0)": (stats.poisson(0), 0), "geom(1)": (stats.geom(1.0), 1),
    "nbinom(3, 1)": (stats.nbinom(3, 1.0), 0), "range": (stats.randint(4, 5), 4), "hypergeom": (stats.hypergeom(9, 9, 4), 4),
    "no draws": (stats.hypergeom(9, 4, 0), 0), "betabinom": (stats.betabinom(0, 2, 3), 0),
    "table": (stats.rv_discrete(values=([2], [1.0])), 2), "zipfian": (stats.zipfian(2.0, 1), 1),
    "boltzmann": (stats.boltzmann(0.5, 1), 0), "nhypergeom": (stats.nhypergeom(9, 0, 4), 0),
    "mixture": (Mixture([stats.poisson(0, loc=3), stats.randint(3, 4)], [0.25, 0.75]), 3),
}  # fmt: skip


@pytest.mark.parametrize("name", POINTS)
def test_point_masses(name):
    point, at = POINTS[name]
    q = stats.poisson(2)
    chance = float(q.pmf(at))
    for alpha in (0.5, 1.0, 3.0):
        assert kltools.renyi_divergence(point, q, alpha) == pytest.approx(-math.log(chance), rel=1e-12)
    assert kltools.cross_entropy(point, q) == pytest.approx(-math.log(chance), rel=1e-12)
    assert kltools.total_variation(point, q) == pytest.approx(1 - chance, rel=1e-12)
    assert kltools.renyi_divergence(q, point, 0.5) == pytest.approx(-math.log(chance), rel=1e-12)
    assert kltools.kl_divergence(q, point) == kltools.jeffreys_divergence(point, q) == math.inf
    both = Mixture([point, q], [0.25, 0.75])
    assert kltools.kl_divergence(point, both) == pytest.approx(-math.log(0.25 + 0.75 * chance), rel=1e-12)
    assert 0 < kltools.kl_divergence(q, both) < -math.log(0.75)
    for other, there in POINTS.values():
        assert kltools.kl_divergence(point, other) == pytest.approx(0.0 if at == there else math.inf, abs=1e-15)
        assert kltools.total_variation(point, other) == pytest.approx(float(at != there), abs=1e-15)
