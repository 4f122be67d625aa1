"""Chapter 7: bounds, information, the metric, and several PMFs at once."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given

from kltools import entropy, js_distance, js_divergence, js_divergence_of, kl_divergence, mutual_information
from tests.properties.drawn import at_most, near, pmfs, tried


@given(pmfs(5, zeros=True), pmfs(5, zeros=True))
@tried
def test_bounds(p, q):
    """thm-jsd-bounds: from 0, at p = q alone, to log 2, where supports are disjoint and nowhere else."""
    value = js_divergence(p, q)
    assert 0.0 <= value <= math.log(2)
    assert (value == 0.0) == np.array_equal(p, q)
    shared = np.minimum(p, q).sum()
    assert value == near(math.log(2)) if shared == 0 else value < math.log(2) * (1 - shared / 10)


@given(pmfs(5, zeros=True), pmfs(5, zeros=True))
@tried
def test_it_is_information(p, q):
    """thm-jsd-information: what an outcome tells about the coin that chose its PMF, and a difference of entropies."""
    value = js_divergence(p, q)
    assert mutual_information(np.stack([p, q]) / 2) == near(value)
    assert entropy((p + q) / 2) - entropy(p) / 2 - entropy(q) / 2 == near(value)


@given(pmfs(4, zeros=True), pmfs(4, zeros=True), pmfs(4, zeros=True))
@tried
def test_its_root_is_a_metric(p, q, r):
    """thm-jsd-metric: zero, symmetry and the triangle."""
    assert js_distance(p, q) == js_distance(q, p)
    assert (js_distance(p, q) == 0.0) == np.array_equal(p, q)
    assert at_most(js_distance(p, q), js_distance(p, r) + js_distance(r, q))


@given(pmfs(4, zeros=True), pmfs(4, zeros=True), pmfs(4, zeros=True), pmfs(3))
@tried
def test_several_at_once(p, q, r, w):
    """thm-jsd-weighted: at most the entropy of the weights, with equality where no outcome is shared."""
    value, mean = js_divergence_of([p, q, r], w), w @ [p, q, r]
    assert value == near(sum(share * kl_divergence(x, mean) for share, x in zip(w, (p, q, r))))
    assert at_most(value, entropy(w))
    assert value == near(entropy(mean) - sum(share * entropy(x) for share, x in zip(w, (p, q, r))))
    apart = np.zeros((3, 12))
    for i, x in enumerate((p, q, r)):
        apart[i, 4 * i : 4 * i + 4] = x
    assert js_divergence_of(apart, w) == near(entropy(w))
    shares_one = np.count_nonzero([p, q, r], axis=0).max() > 1
    assert (value < entropy(w) - 1e-6) == bool(shares_one)
