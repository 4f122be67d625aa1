"""Sums by whichever way keeps its digits: long PMFs at every distance, and batches whose rows need different ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kltools import js_divergence, kl_divergence
from kltools.pmfs.summation.blocks import BLOCK
from kltools.pmfs.summation.js_strategies import JsBlocks, JsRows
from kltools.pmfs.summation.kl_strategies import KlBlocks, KlRows
from kltools.pmfs.summation.strategies import BlockStrategy, RowStrategy
from tests.accuracy.fifty_digits import BOUND, error, exact_js, exact_kl, shuffled

LEVELS = 60
#: How far log(q/p) spreads: D(p||q) runs from 1e-9 to 2 nats, through every way and the bounds between them.
SPREADS = [1e-4, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0]


def levels_apart(spread: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A few levels of p, those of q, and how often each comes, of PMFs longer than two blocks."""
    rng = np.random.default_rng(int(1e4 * spread))
    counts = rng.integers(BLOCK // 25, BLOCK // 20, LEVELS)
    p = rng.standard_exponential(LEVELS) + 0.01
    q = p * np.exp(spread * rng.normal(size=LEVELS))
    return p / (counts @ p), q / (counts @ q), counts


@pytest.mark.parametrize("spread", SPREADS)
def test_long_pmfs_at_every_distance(spread: float) -> None:
    p, q, counts = levels_apart(spread)
    assert counts.sum() > 2 * BLOCK
    long_p, long_q = shuffled([p, q], counts, 3)
    assert error(kl_divergence(long_p, long_q), exact_kl(p, q, counts)) <= BOUND
    assert error(js_divergence(long_p, long_q), exact_js(p, q, counts)) <= BOUND


def test_the_spreads_reach_the_distances_between_two_ways() -> None:
    """Where a sum of logarithms and totals no longer keeps its digits, but one with q - p entry by entry does."""
    found = [float(exact_kl(*levels_apart(spread))) for spread in SPREADS]
    assert min(found) < 1e-8 and max(found) > 0.5
    assert sum(0.06 < one < 0.2 for one in found) >= 2


@pytest.mark.parametrize("n", [2, 10, 300, 2048])
@pytest.mark.parametrize("share", [0.02, 0.4, 0.9, 1.0])
def test_a_batch_in_which_some_rows_are_near(n: int, share: float) -> None:
    rng = np.random.default_rng(n)
    rows = 12
    p, far = rng.dirichlet(np.ones(n), (2, rows))
    near = p * (1 + 1e-6 * rng.uniform(-1, 1, p.shape))
    near /= near.sum(axis=1, keepdims=True)
    picked = np.arange(rows) < max(1, round(share * rows))
    q = np.where(picked[:, np.newaxis], near, far)
    for exact, function in ((exact_kl, kl_divergence), (exact_js, js_divergence)):
        found = function(p, q)
        assert found.shape == (rows,)
        assert max(error(float(one), exact(*pair)) for one, *pair in zip(found, p, q, strict=True)) <= BOUND


def test_a_batch_larger_than_a_block_in_which_some_rows_are_near() -> None:
    n = 64
    rows = 2 * BLOCK // n + 3
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(n), (2, rows))
    near = np.arange(0, rows, 7)
    q[near] = p[near] * (1 + 1e-7 * rng.uniform(-1, 1, (near.size, n)))
    q /= q.sum(axis=1, keepdims=True)
    found = kl_divergence(p, q)
    one_by_one = [kl_divergence(*pair) for pair in zip(p, q, strict=True)]
    np.testing.assert_allclose(found, one_by_one, rtol=1e-14)
    assert 0.0 < found[near].max() < 1e-12 and not math.isnan(found.sum())


@pytest.mark.parametrize("way", [KlBlocks, JsBlocks])
def test_a_few_entries_far_apart_do_not_send_a_block_to_the_slow_way(way: type[BlockStrategy]) -> None:
    p = np.full(1000, 1e-3)
    q = p * np.where(np.arange(1000) % 2, 1 + 1e-5, 1 - 1e-5)
    q[:3] = [1e-5, 3e-3, 2e-4]
    assert way().close(p, q, p.sum(), q.sum()) == pytest.approx(way().term_by_term(p, q), rel=1e-14)
    assert way().fast(p, q, p.sum(), q.sum(), far_first=True) == (way().close(p, q, p.sum(), q.sum()), False)


@pytest.mark.parametrize("way", [KlRows, JsRows])
def test_rows_that_are_all_near_are_summed_at_once(way: type[RowStrategy]) -> None:
    p = np.full((8, 100), 0.01)
    q = p * np.where(np.arange(100) % 2, 1 + 1e-5, 1 - 1e-5)
    sums, unsure, far_next = way().sum(p, q, far_first=True)
    assert np.all(sums > 0) and unsure is None and not far_next
