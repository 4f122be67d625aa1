"""Entries from 5e-324 to 1, point masses, narrow dtypes, and what holds for every valid pair."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltools import (
    cross_entropy,
    entropy,
    jeffreys_divergence,
    js_distance,
    js_divergence,
    kl_divergence,
    renyi_divergence,
    total_variation,
)
from tests.accuracy.fifty_digits import BOUND, error, exact_cross_entropy, exact_entropy, exact_js, exact_kl

TINY = 5e-324
ENTRIES = [0.0, TINY, 3 * TINY, 1e-320, 2.5e-308, 1e-300, 1e-200, 1e-17, 1e-3]


def assert_pair_exact(p, q):
    assert error(kl_divergence(p, q), exact_kl(p, q)) <= BOUND
    assert error(js_divergence(p, q), exact_js(p, q)) <= BOUND
    assert error(entropy(p), exact_entropy(p)) <= BOUND
    assert error(cross_entropy(p, q), exact_cross_entropy(p, q)) <= BOUND


@pytest.mark.parametrize(("a", "b"), list(itertools.product(ENTRIES, ENTRIES)))
def test_one_small_entry_against_another(a, b):
    assert_pair_exact([a, 1.0 - a], [b, 1.0 - b])
    assert_pair_exact([a, 1.0 - a, 0.0], [1.0 - b, b, 0.0])


@pytest.mark.parametrize("n", [2, 10, 500, 5000])
@pytest.mark.parametrize("depth", [-323.3, -308.0, -150.0])
def test_entries_of_every_size(n, depth):
    rng = np.random.default_rng(n)
    p, q = (x / math.fsum(x) for x in 10 ** rng.uniform(depth, 0, (2, n)))
    assert_pair_exact(p, q)
    assert_pair_exact(p, np.roll(q, 1))


@pytest.mark.parametrize("n", [1, 2, 40, 3000])
def test_point_masses(n):
    point, other, even = np.zeros(n), np.zeros(n), np.full(n, 1 / n)
    point[0] = other[-1] = 1.0
    assert entropy(point) == kl_divergence(point, point) == js_divergence(point, point) == 0.0
    assert math.copysign(1.0, entropy(point)) == 1.0
    assert_pair_exact(point, even)
    if n > 1:
        assert kl_divergence(point, other) == kl_divergence(even, point) == cross_entropy(point, other) == math.inf
        assert js_divergence(point, other) == math.log(2) and js_divergence(point, other, base=2) == 1.0
        assert js_distance(point, other, base=2) == 1.0


@pytest.mark.parametrize("n", [2, 10, 4000])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
def test_narrow_floats_are_computed_in_double(n, dtype):
    rng = np.random.default_rng(1)
    # Dyadic entries: counts of 2^-10 sum to exactly 1 in half precision too.
    p, q = (rng.multinomial(1024, rng.dirichlet(np.ones(min(n, 10)))) / 1024 for _ in range(2))
    p, q = (np.pad(x, (0, n - x.size)) for x in (p, q))
    q = np.where(p + q == 0, 0, q)
    assert_pair_exact(p.astype(dtype), q.astype(dtype))
    near = rng.dirichlet(np.ones(n)).astype(np.float32)
    moved = (near * np.float32(1 + 1e-6)).astype(np.float32)
    assert_pair_exact(near, moved)


def test_integers():
    assert_pair_exact(np.array([0, 1, 0]), np.array([0.5, 0.25, 0.25]))
    assert_pair_exact([1, 0], [1, 0])
    assert kl_divergence(np.array([1, 0], dtype=np.uint8), np.array([0, 1], dtype=np.int64)) == math.inf
    assert js_divergence(np.array([1, 0]), np.array([0, 1], dtype=np.uint8)) == math.log(2)


@st.composite
def valid_pairs(draw):
    """Any two PMFs, short or long enough to be summed in rows, with entries of every size."""
    n = draw(st.sampled_from([1, 2, 3, 5, 9, 40, 300]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    depth = draw(st.sampled_from([0.0, -1.0, -20.0, -323.0]))
    pair = []
    for _ in range(2):
        x = 10 ** rng.uniform(depth, 0, n) * (rng.random(n) < draw(st.sampled_from([0.3, 1.0])))
        x[draw(st.integers(0, n - 1))] = 1.0
        pair.append(x / x.sum())
    p, q = pair
    step = draw(st.sampled_from([None, 0.0, 1e-16, 1e-15, 1e-8, 0.2]))
    if step is not None:
        q = p * (1 + step * rng.uniform(-1, 1, n))
        q /= q.sum()
    return p, q


@settings(deadline=None, max_examples=300)
@given(valid_pairs())
def test_never_negative_never_nan_never_above_the_bound_and_symmetric(pair):
    p, q = pair
    kl, js = kl_divergence(p, q), js_divergence(p, q)
    assert kl >= 0.0 and 0.0 <= js <= math.log(2) and js_divergence(p, q, base=2) <= 1.0
    assert entropy(p) >= 0.0 and cross_entropy(p, q) >= 0.0
    assert (kl == math.inf) == bool(((p > 0) & (q == 0)).any())
    for symmetric in (js_divergence, js_distance, jeffreys_divergence, total_variation):
        assert symmetric(p, q) == symmetric(q, p)
    assert renyi_divergence(p, q, 0.5) == renyi_divergence(q, p, 0.5)
    for same in (kl_divergence, js_divergence, jeffreys_divergence, total_variation):
        assert same(p, p) == 0.0
    batch = np.array([p, q, p])
    assert (kl_divergence(batch, batch) == 0.0).all()
    assert (js_divergence(batch, batch[::-1]) == js_divergence(batch[::-1], batch)).all()


@pytest.mark.parametrize("excess", [2.0**-52, 1e-12, 9e-9])
def test_a_sum_just_above_1_makes_no_entropy_negative(excess):
    p = [1.0 + excess, 0.0]
    assert entropy(p) == cross_entropy(p, p) == 0.0
    assert (entropy([p, p]) == 0.0).all()
