"""How often the 95 % intervals cover D(p||q), over repeated samples from one seed."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from scipy import stats

from kltools import kl_divergence
from kltools.book.data import ENGLISH, FRENCH, letter_counts
from kltools.estimators import EstimateWarning, knn_kl, monte_carlo_kl, plugin_kl

P = stats.norm(0, 1)
# one more of each letter, so that none is impossible
LETTERS, OTHERS = (
    (np.array(list(letter_counts(text).values())) + 1) / (sum(letter_counts(text).values()) + 26)
    for text in (ENGLISH, FRENCH)
)
SKEWED, EVEN = np.array([0.4, 0.3, 0.2, 0.1]), np.full(4, 0.25)


def coverage(estimates, truth):
    """Share of the estimates whose interval holds the truth."""
    intervals = [estimate.interval() for estimate in estimates]
    return float(np.mean([low <= truth <= high for low, high in intervals]))


def monte_carlo(q, n, repeats=2000):
    """k1, k2 and k3 of repeated samples of N(0, 1), whatever they warn of."""
    draws = np.random.default_rng(1).standard_normal((repeats, n))
    log_p, log_q = P.logpdf(draws), q.logpdf(draws)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimateWarning)
        found = [monte_carlo_kl(a, b) for a, b in zip(log_p, log_q, strict=True)]
    return [[getattr(one, name) for one in found] for name in ("k1", "k2", "k3")]


@pytest.mark.parametrize(("mean", "spread", "n"), [(0.3, 1.0, 200), (0.5, 1.0, 500), (0.3, 0.8, 500)])
def test_k1_and_k3_cover_d_where_tails_are_light(mean, spread, n):
    q = stats.norm(mean, spread)
    k1, _, k3 = monte_carlo(q, n)
    truth = kl_divergence(P, q)
    assert 0.925 < coverage(k1, truth) < 0.975
    assert 0.925 < coverage(k3, truth) < 0.975


def test_k2_covers_its_own_mean_and_not_d():
    """log r is N(-D, 2D) under p with D = 1/2, so E k2 = D + D^2/2 = 0.625."""
    _, k2, _ = monte_carlo(stats.norm(1, 1), 2000)
    assert 0.925 < coverage(k2, 0.625) < 0.975
    assert coverage(k2, 0.5) < 0.1


@pytest.mark.parametrize(("spread", "most"), [(2.0, 0.8), (3.0, 0.5), (5.0, 0.3)])
def test_k3_covers_far_too_seldom_where_the_ratio_has_infinite_variance(spread, most):
    q = stats.norm(0, spread)
    k1, _, k3 = monte_carlo(q, 500)
    truth = kl_divergence(P, q)
    assert coverage(k3, truth) < most
    assert 0.925 < coverage(k1, truth) < 0.975


def test_k3_covers_far_too_seldom_where_q_is_wider_than_the_support_of_p():
    p, q = stats.halfnorm(), stats.norm(0.5, 1)
    draws = np.abs(np.random.default_rng(2).standard_normal((1000, 500)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimateWarning)
        found = [monte_carlo_kl(a, b) for a, b in zip(p.logpdf(draws), q.logpdf(draws), strict=True)]
    truth = kl_divergence(p, q)
    assert 0.925 < coverage([one.k1 for one in found], truth) < 0.975
    assert coverage([one.k3 for one in found], truth) < 0.1
    assert 0.925 < coverage([one.k3 for one in found], truth - q.cdf(0)) < 0.975


def plugin(p, n, q, m, repeats=2000):
    """Estimates from repeated counts, whatever they warn of; m is None where q is known."""
    rng = np.random.default_rng(3)
    counts_p = rng.multinomial(n, p, repeats)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimateWarning)
        if m is None:
            return [plugin_kl(row, q=q).estimate for row in counts_p]
        pairs = zip(counts_p, rng.multinomial(m, q, repeats), strict=True)
        return [plugin_kl(a, b, smoothing=0.5).estimate for a, b in pairs]


@pytest.mark.parametrize(
    ("p", "n", "q", "m"),
    [
        (SKEWED, 1000, EVEN, None),
        (SKEWED, 200, EVEN, None),
        (SKEWED, 1000, EVEN, 1000),
        (SKEWED, 500, EVEN, 2000),
        (LETTERS, 3000, OTHERS, None),
        (LETTERS, 3000, OTHERS, 3000),
        (OTHERS, 3000, LETTERS, 3000),
    ],
)
def test_the_corrected_plugin_covers_d(p, n, q, m):
    found = plugin(p, n, q, m)
    assert 0.925 < coverage(found, kl_divergence(p, q)) < 0.975


@pytest.mark.parametrize(("p", "n", "m"), [(EVEN, 1000, None), (EVEN, 1000, 1000), (LETTERS, 3000, 3000)])
def test_where_p_is_q_the_interval_is_wide(p, n, m):
    """The noise of the shares enters both first-order terms, and only widens."""
    found = plugin(p, n, p, m)
    assert coverage(found, 0.0) > 0.985
    spread = np.std([one.value for one in found])
    assert 1.2 * spread < np.mean([one.standard_error for one in found]) < 2.5 * spread


def test_where_p_is_q_the_mean_is_zero_after_the_correction():
    for m, raw in ((None, 3 / 2000), (500, 3 / 2000 + 3 / 1000)):
        values = np.array([one.value for one in plugin(EVEN, 1000, EVEN, m)])
        assert abs(values.mean()) < 4 * values.std() / math.sqrt(2000) < raw / 5


def test_an_outcome_that_q_hardly_gives_is_missed_and_said():
    """log q of what was never counted is the smoothing's: the interval cannot know how rare it is."""
    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.7, 0.29998, 0.00002])
    rng = np.random.default_rng(5)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = [
            plugin_kl(rng.multinomial(1000, p), rng.multinomial(1000, q), smoothing=0.5).estimate for _ in range(300)
        ]
    assert coverage(found, kl_divergence(p, q)) < 0.5
    assert sum("never counted in q" in str(one.message) for one in said) > 0.95 * 300


def test_ordinary_texts_hardly_warn():
    """The letters of two texts in one language, 1,000 of each."""
    rng = np.random.default_rng(4)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for a, b in zip(rng.multinomial(1000, LETTERS, 400), rng.multinomial(1000, LETTERS, 400), strict=True):
            plugin_kl(a, b, smoothing=0.5)
    assert len(said) < 0.05 * 400


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("d", "shift", "spread", "low", "high"),
    [(1, 0.5, 1.0, 0.94, 0.995), (1, 1.0, 1.0, 0.91, 0.98), (2, 0.5, 1.0, 0.94, 0.995), (2, 0.5, 1.5, 0.91, 0.98)],
)
def test_nearest_neighbours_cover_d(d, shift, spread, low, high):
    rng = np.random.default_rng(6)
    p = stats.multivariate_normal(np.zeros(d))
    q = stats.multivariate_normal([shift] + [0] * (d - 1), spread**2 * np.eye(d))
    found = []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        for _ in range(1000):
            x, y = rng.standard_normal((500, d)), spread * rng.standard_normal((500, d))
            y[:, 0] += shift
            found.append(knn_kl(x, y))
    assert len(said) < 0.05 * 1000
    assert low < coverage(found, kl_divergence(p, q)) < high
    ratio = np.mean([one.standard_error for one in found]) / np.std([one.value for one in found])
    assert 1.0 < ratio < 1.6
