"""D, JSD, entropy and cross-entropy to 1e-14 of their 50-digit values, from 2 to a million outcomes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kltools import cross_entropy, entropy, js_distance, js_divergence, kl_divergence
from tests.accuracy.fifty_digits import BOUND, error, exact_cross_entropy, exact_entropy, exact_js, exact_kl, shuffled

SIZES = [2, 3, 10, 33, 100, 1000, 2049, 10_000]
MILLION = 1_000_000


def assert_all_exact(p, q, exact=None, counts=None):
    """Hold every quantity of a pair to its exact value, on the pair that `counts` repeats."""
    a, b = (p, q) if exact is None else exact
    js = js_divergence(p, q)
    assert error(kl_divergence(p, q), exact_kl(a, b, counts)) <= BOUND
    assert error(kl_divergence(q, p), exact_kl(b, a, counts)) <= BOUND
    assert error(js, exact_js(a, b, counts)) <= BOUND
    assert error(entropy(p), exact_entropy(a, counts)) <= BOUND
    assert error(cross_entropy(p, q), exact_cross_entropy(a, b, counts)) <= BOUND
    assert js == js_divergence(q, p) <= math.log(2)
    assert js_distance(p, q) == math.sqrt(js)
    assert kl_divergence(p, p) == js_divergence(p, p) == 0.0


def near(p, step, rng):
    """A PMF that agrees with p to a relative step."""
    q = p * (1 + step * rng.uniform(-1, 1, p.size))
    return q / math.fsum(q)


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("concentration", [0.05, 1.0, 30.0])
def test_random_pmfs(n, concentration):
    rng = np.random.default_rng([n, int(100 * concentration)])
    p, q = rng.dirichlet(np.full(n, concentration), 2)
    assert_all_exact(p, q)


STEPS = [0.9, 0.3, 0.1, 0.03, 1e-2, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13]
BY_DAY = [(n, step) for n in SIZES for step in STEPS if n < 10_000 or step in (0.3, 1e-3, 1e-9)]


@pytest.mark.parametrize(
    ("n", "step"),
    [pytest.param(n, s, marks=[] if (n, s) in BY_DAY else pytest.mark.nightly) for n in SIZES for s in STEPS],
)
def test_pmfs_that_nearly_agree(n, step):
    rng = np.random.default_rng([n, round(-100 * math.log10(step))])
    p = rng.dirichlet(np.ones(n))
    assert_all_exact(p, near(p, step, rng))


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("share", [0.001, 0.02, 0.3])
def test_some_outcomes_near_and_some_far(n, share):
    rng = np.random.default_rng(n)
    p = rng.dirichlet(np.ones(n))
    far = rng.random(n) < share
    q = np.where(far, 3 * p, p * (1 + 1e-6 * rng.uniform(-1, 1, n)))
    assert_all_exact(p, q / math.fsum(q))


@pytest.mark.parametrize("n", SIZES)
def test_one_ratio_for_half_of_the_mass(n):
    """Every rounding of a ratio errs the same way here, so none averages out."""
    half = max(n // 2, 1)
    for ratio in (1.0 + 2.0**-k for k in range(1, 50, 3)):
        p = np.full(2 * half, 0.5 / half)
        q = np.concatenate([np.full(half, ratio), np.full(half, 2 - ratio)]) * p
        counts = [half, half]
        ends = (p[[0, -1]], q[[0, -1]])
        assert_all_exact(p, q, ends, counts)


@pytest.mark.parametrize("n", [30, 1000, 3000, 50_000])
def test_two_levels_at_every_distance(n):
    """Equal entries round alike in every sum: the hardest case for a sum of logarithms and totals."""
    rng = np.random.default_rng(n)
    for distance in np.geomspace(1e-3, 0.95, 150):
        k, share = int(rng.integers(1, n)), rng.uniform(0.02, 0.98)
        moved = share * (1 + distance * min(1, (1 - share) / share))
        counts = [k, n - k]
        p, q = ([mass / k, (1 - mass) / (n - k)] for mass in (share, moved))
        assert_all_exact(np.repeat(p, counts), np.repeat(q, counts), (p, q), counts)


@pytest.mark.parametrize("kind", ["far", "sparse", 0.3, 0.05, 1e-2, 1e-3, 1e-8, 1e-13, "mixed"])
def test_a_million_outcomes(kind):
    """A thousand pairs of entries, each some thousand times and in random order: the exact sum stays a short one."""
    rng = np.random.default_rng(12)
    counts = rng.multinomial(MILLION, rng.dirichlet(np.full(1000, 5.0)))
    p, other = rng.gamma(1.0, size=(2, 1000))
    noise = rng.uniform(-1, 1, 1000)
    if kind == "far":
        q = other
    elif kind == "sparse":
        p, q = np.where(rng.random(1000) < 0.4, 0.0, p), other
    elif kind == "mixed":
        q = np.where(noise > 0.99, 3 * p, p * (1 + 1e-6 * noise))
    else:
        q = p * (1 + kind * noise)
    p, q = (x / math.fsum(x * counts) for x in (p, q))
    if kind == "sparse":
        assert kl_divergence(*shuffled([q, p], counts, 3)) == math.inf
        long = shuffled([p, q], counts, 3)
        assert error(kl_divergence(*long), exact_kl(p, q, counts)) <= BOUND
        assert error(js_divergence(*long), exact_js(p, q, counts)) <= BOUND
        assert error(entropy(long[0]), exact_entropy(p, counts)) <= BOUND
    else:
        assert_all_exact(*shuffled([p, q], counts, 3), (p, q), counts)


@pytest.mark.parametrize("n", [2, 10, 100, 3000])
@pytest.mark.parametrize("step", [None, 0.1, 1e-3, 1e-9])
def test_batches_agree_with_50_digits_row_by_row(n, step):
    rng = np.random.default_rng(n)
    p = rng.dirichlet(np.ones(n), 7)
    q = rng.dirichlet(np.ones(n), 7) if step is None else np.array([near(row, step, rng) for row in p])
    q[3] = p[3]
    p[5, 0] += p[5, 1]
    p[5, 1] = 0.0
    kl, js = kl_divergence(p, q), js_divergence(p, q)
    columns = kl_divergence(p.T, q.T, axis=0)
    for i in range(7):
        exact = exact_kl(p[i], q[i])
        assert error(float(kl[i]), exact) <= BOUND
        assert error(float(columns[i]), exact) <= BOUND
        assert error(float(js[i]), exact_js(p[i], q[i])) <= BOUND
        assert error(float(entropy(p)[i]), exact_entropy(p[i])) <= BOUND
        assert error(float(cross_entropy(p, q)[i]), exact_cross_entropy(p[i], q[i])) <= BOUND
    assert (js == js_divergence(q, p)).all()
