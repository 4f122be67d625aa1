"""The f-divergence of distributions: where p/q is 0, underflows or overflows, and where f is NaN."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from kltools.distributions import Mixture, QuadratureError, f_divergence, kl_divergence


def slack(t):
    return t * np.log(t) - t + 1


def t_log_t(t):
    return t * np.log(t)


PAIRS = {
    "p ends before q": (stats.uniform(0, 1), stats.uniform(0, 2)),
    "p starts after q": (stats.expon(1), stats.expon(0, 2)),
    "a hole in p": (Mixture([stats.uniform(0, 1), stats.uniform(3, 1)], [0.5, 0.5]), stats.uniform(0, 4)),
    "p ends before q, on a lattice": (stats.binom(3, 0.5), stats.poisson(2)),
    "a table": (
        stats.rv_discrete(values=([0, 2], [0.5, 0.5])),
        stats.rv_discrete(values=([0, 1, 2], [0.25, 0.5, 0.25])),
    ),
    "p underflows inside its support": (stats.norm(0, 0.01), stats.norm(0, 1)),
    "p underflows inside its support, on a lattice": (stats.poisson(1e-3), stats.poisson(200)),
    "p underflows inside its support, in the plane": (
        stats.multivariate_normal([0, 0], np.eye(2) / 2500),
        stats.multivariate_normal([0, 0], np.eye(2)),
    ),
}


@pytest.mark.parametrize("f", [slack, t_log_t])
@pytest.mark.parametrize("p, q", PAIRS.values(), ids=PAIRS)
def test_the_limit_of_f_at_0_is_taken(p, q, f):
    """Both are D(p||q): f(0) is NaN, its limit 1 or 0, and q has mass where p/q is 0."""
    exact = kl_divergence(p, q)
    assert f_divergence(p, q, f, slope_at_infinity=math.inf) == pytest.approx(exact, rel=1e-6)


def test_a_limit_at_0_that_is_infinite():
    p, q = stats.uniform(0, 1), stats.uniform(0, 2)
    assert f_divergence(p, q, lambda t: t / (t * t) - 1) == math.inf  # 0/0 at 0


def test_f_that_is_nan_where_p_has_mass_is_refused():
    with pytest.raises(ValueError, match=r"f is nan at .*; f must be defined for every t >= 0"):
        f_divergence(stats.norm(0, 1), stats.norm(1, 1), lambda t: np.where(t > 3, math.nan, t - 1))
    with pytest.raises(ValueError, match=r"f is nan at"):
        f_divergence(stats.poisson(2), stats.poisson(3), lambda t: np.where(t > 2, math.nan, t - 1))


def test_f_may_overflow_far_out_in_the_tail_of_p():
    p, q = stats.norm(0, 1), stats.norm(20, 1)
    for slope in (None, math.inf):
        assert f_divergence(p, q, slack, slope_at_infinity=slope) == pytest.approx(200, rel=1e-9)
        assert f_divergence(p, q, lambda t: t * np.log(t) / (1 + 0 / t), slope_at_infinity=slope) == pytest.approx(200)
    with pytest.raises(QuadratureError):
        f_divergence(p, stats.norm(40, 1), lambda t: (t - 1) ** 2, slope_at_infinity=math.inf)


def test_a_ratio_beyond_doubles_needs_the_slope():
    p, q = stats.norm(0, 1), stats.norm(0, 0.02)
    with pytest.raises(ValueError, match=r"slope_at_infinity is missing, but p = .* where q = .*; give the limit"):
        f_divergence(p, q, lambda t: abs(t - 1) / 2)
    assert 0.9 < f_divergence(p, q, lambda t: abs(t - 1) / 2, slope_at_infinity=0.5) < 1


def test_f_is_given_a_row_of_ratios():
    seen = []

    def squared(t):
        seen.append(t.ndim)
        return (t - 1) ** 2

    f_divergence(stats.norm(0, 1), stats.norm(1, 1), squared)
    f_divergence(stats.multivariate_normal([0, 0]), stats.multivariate_normal([1, 0]), squared)
    assert set(seen) == {1}
