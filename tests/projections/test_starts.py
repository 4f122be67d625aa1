"""Where searches start: each lump of p, and groups of lumps by their own mean and covariance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture
from kltools.distributions.flat_mixture import flatten
from kltools.projections.gaussian import Manifold
from kltools.projections.starts import default_starts
from tests.projections.targets import MVN

LINE = Mixture([stats.norm(4, 1), stats.norm(-3, 0.5), stats.norm(0, 2)], [0.5, 0.2, 0.3])


def starts_of(p, family):
    target = flatten(p, "p")
    return default_starts(target, Manifold(family, target.dimension))


def test_starts_on_a_line_are_runs_of_neighbours():
    starts = starts_of(LINE, "normal")
    assert len(starts) == 1 + 6  # the heaviest component, and every run of three neighbours
    assert starts[0].mean == pytest.approx([4.0]) and starts[0].sds == pytest.approx([1.0])
    means = sorted(float(one.mean[0]) for one in starts[1:])
    pair, right = (-3 * 0.2 + 0 * 0.3) / 0.5, (0 * 0.3 + 4 * 0.5) / 0.8
    assert means == pytest.approx(sorted([-3.0, 0.0, 4.0, pair, right, LINE.mean()]))


def test_one_start_has_the_moments_of_p():
    everything = next(one for one in starts_of(LINE, "normal") if one.mean == pytest.approx([LINE.mean()]))
    assert float(everything.sds[0]) ** 2 == pytest.approx(LINE.var())


def test_starts_in_the_plane_are_components_pairs_and_all():
    parts = [MVN([0, 0], [[1, 0.5], [0.5, 2]]), MVN([4, 1], np.eye(2)), MVN([-2, 3], [[2, 0], [0, 0.5]])]
    p = Mixture(parts, [0.2, 0.5, 0.3])
    starts = starts_of(p, "full")
    assert len(starts) == 1 + 3 + 3 + 1
    np.testing.assert_allclose(starts[0].mean, [4, 1])
    np.testing.assert_allclose(starts[-1].mean, p.mean())
    np.testing.assert_allclose(starts[-1].covariance, p.cov())
    pair = Mixture(parts[:2], [2 / 7, 5 / 7])
    np.testing.assert_allclose(starts[4].mean, pair.mean())
    np.testing.assert_allclose(starts[4].covariance, pair.cov())


def test_a_component_that_may_have_several_modes_counts_as_three():
    p = stats.t(3, loc=1, scale=2)
    starts = starts_of(p, "normal")
    assert len(starts) == 1 + 6
    lower, upper = p.ppf([0.15, 0.85])
    singles = sorted(float(one.mean[0]) for one in starts if float(one.sds[0]) < float(starts[0].sds[0]))
    assert singles == pytest.approx([lower, upper])
    assert starts[0].mean == pytest.approx([1.0])
    assert float(starts[0].sds[0]) == pytest.approx((upper - lower) / 2 / stats.norm.ppf(0.85))
