"""Total variation, f-divergences and Renyi divergences against mpmath and each other."""

from __future__ import annotations

import math
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltools.pmfs.f_divergences import f_divergence, total_variation
from kltools.pmfs.kullback_leibler import kl_divergence
from kltools.pmfs.renyi import renyi_divergence
from kltools.pmfs.summation.blocks import BLOCK, ROW

INF = math.inf


def relative(found, exact):
    return float(abs((mpmath.mpf(float(found)) - exact) / exact))


def exact_renyi(p, q, alpha):
    """The order-alpha divergence, after both PMFs are made to sum to 1 at 50 digits."""
    with mpmath.workdps(50):
        a, b = ([mpmath.mpf(float(x)) for x in pmf] for pmf in (p, q))
        a, b = [x / mpmath.fsum(a) for x in a], [x / mpmath.fsum(b) for x in b]
        alpha = mpmath.mpf(alpha)
        power = mpmath.fsum(x**alpha * y ** (1 - alpha) for x, y in zip(a, b, strict=True) if x > 0 and y > 0)
        return mpmath.log(power) / (alpha - 1)


def close_pair(size, n=20, seed=0):
    """PMFs whose doubles sum to exactly 1, so that no defect separates the definitions."""
    rng = np.random.default_rng(seed)
    p = rng.integers(2**44, 2**46, n)
    shift = (size * 2**44 * rng.uniform(-1, 1, n // 2)).astype(int)
    q = p + np.concatenate([shift, -shift])
    scale = 2.0 ** math.ceil(math.log2(p.sum()))
    p, q = np.append(p, int(scale) - p.sum()), np.append(q, int(scale) - q.sum())
    return p / scale, q / scale


@pytest.mark.parametrize("alpha", [0.01, 0.25, 0.5, 0.75, 0.999999, 1.000001, 1.5, 2, 7, 60])
@pytest.mark.parametrize("size", [1e-9, 1e-4, 0.1])
def test_renyi_of_close_pmfs_agrees_with_50_digits(alpha, size):
    p, q = close_pair(size)
    assert relative(renyi_divergence(p, q, alpha), exact_renyi(p, q, alpha)) < 1e-13


@pytest.mark.parametrize("alpha", [0.05, 0.5, 0.9, 1.1, 2, 40, 1000])
@pytest.mark.parametrize("n", [2, 30, ROW + 9])
def test_renyi_of_far_pmfs_agrees_with_50_digits(alpha, n):
    p, q = np.random.default_rng(n).dirichlet(np.ones(n), 2)
    assert relative(renyi_divergence(p, q, alpha), exact_renyi(p, q, alpha)) < 1e-12


def test_orders_with_their_own_formula():
    p, q = [0.5, 0.5, 0.0], [0.25, 0.5, 0.25]
    assert renyi_divergence(p, q, 1) == kl_divergence(p, q)
    assert renyi_divergence(p, q, 0) == pytest.approx(-math.log(0.75), rel=1e-15)
    assert renyi_divergence(p, q, INF, base=2) == 1
    assert renyi_divergence(p, q, 2, base=2) == pytest.approx(math.log2(1.5), rel=1e-15)


def test_renyi_at_zeros():
    p, q = [0.5, 0.5], [1.0, 0.0]
    for alpha in (1, 1.5, 3, INF):
        assert renyi_divergence(p, q, alpha) == INF
    for alpha in (0.2, 0.5, 0.9):
        assert renyi_divergence(p, q, alpha) == pytest.approx(exact_renyi(p, q, alpha), rel=1e-14)
    for alpha in (0, 0.3, 0.5, 2):
        assert renyi_divergence([1.0, 0.0], [0.0, 1.0], alpha) == INF
        assert renyi_divergence(p, p, alpha) == 0


@pytest.mark.parametrize("alpha", [-1, math.nan, -INF])
def test_a_bad_order_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha is"):
        renyi_divergence([1.0], [1.0], alpha)


def test_total_variation():
    assert total_variation([0.5, 0.5], [0.25, 0.75]) == 0.25
    assert total_variation([1.0, 0.0], [0.0, 1.0]) == 1
    rng = np.random.default_rng(0)
    p, q = rng.dirichlet(np.ones(9), (2, 5))
    events = np.array([[(event >> bit) & 1 for bit in range(9)] for event in range(2**9)])
    assert total_variation(p, q) == pytest.approx(((p - q) @ events.T).max(axis=1), rel=1e-14)


def test_f_divergences_by_name():
    rng = np.random.default_rng(1)
    p, q = rng.dirichlet(np.ones(5), (2, 3))
    kl = f_divergence(p, q, lambda t: t * np.log(t) - t + 1)
    assert kl == pytest.approx(kl_divergence(p, q), rel=1e-13)
    assert f_divergence(p, q, lambda t: abs(t - 1) / 2) == pytest.approx(total_variation(p, q), rel=1e-13)
    hellinger = f_divergence(p, q, lambda t: (np.sqrt(t) - 1) ** 2)
    assert hellinger == pytest.approx(2 - 2 * np.sqrt(p * q).sum(axis=1), rel=1e-13)


def test_f_divergence_at_zeros():
    p, q = [0.5, 0.5, 0.0, 0.0], [0.5, 0.0, 0.5, 0.0]
    with pytest.raises(ValueError, match=r"slope_at_infinity is missing, but p = 0\.5 where q = 0\.0"):
        f_divergence(p, q, lambda t: abs(t - 1) / 2)
    assert f_divergence(p, q, lambda t: abs(t - 1) / 2, slope_at_infinity=0.5) == total_variation(p, q)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert f_divergence(p, q, lambda t: t * np.log(t), slope_at_infinity=INF) == INF
        assert f_divergence([1.0, 0.0], [0.5, 0.5], lambda t: t * np.log(t)) == pytest.approx(math.log(2))
        assert f_divergence([1.0, 0.0], [0.5, 0.5], lambda t: -np.log(t)) == INF
        assert f_divergence([1.0, 0.0], [0.5, 0.5], lambda t: np.where(t > 1.5, INF, abs(t - 1))) == INF


def test_what_overflows_on_the_way_is_refused():
    with pytest.raises(ValueError, match="p/q is beyond the range of doubles and q > 0.*; use kl_divergence"):
        f_divergence([1.0, 5e-324], [5e-324, 1.0], lambda t: t * np.log(t), slope_at_infinity=INF)  # 744, not infinite
    with pytest.raises(ValueError, match=r"f overflows at p/q = 1e\+200, .*; use kl_divergence"):
        f_divergence([1.0, 0.0], [1e-200, 1.0], lambda t: (t - 1) ** 2)  # 1e200, not infinite
    assert f_divergence([1.0, 0.0], [1e-100, 1.0], lambda t: (t - 1) ** 2) == pytest.approx(1e100)


def test_a_bad_f_is_named():
    half = [0.5, 0.5]
    with pytest.raises(ValueError, match=r"f\(1\) is 1\.0"):
        f_divergence(half, half, lambda t: t)
    with pytest.raises(ValueError, match="f returned shape"):
        f_divergence(half, half, lambda t: 0.0)
    with pytest.raises(ValueError, match="f is nan at 2"):
        f_divergence(
            half,
            [0.25, 0.75],
            lambda t: np.log(2 - t) - np.log(2 - t) if t[0] == 1 else t * math.nan,
        )
    with pytest.raises(ValueError, match="slope_at_infinity is nan"):
        f_divergence(half, half, lambda t: t - 1, slope_at_infinity=math.nan)
    with pytest.raises(TypeError, match="f is 'kl'"):
        f_divergence(half, half, "kl")


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 8), st.integers(0, 10**6), st.floats(0, 20), st.floats(0, 20))
def test_order_and_bounds(n, seed, alpha, beta):
    p, q = np.random.default_rng(seed).dirichlet(np.full(n, 0.5), 2)
    low, high = sorted((alpha, beta))
    assert 0 <= renyi_divergence(p, q, low) <= renyi_divergence(p, q, high) * (1 + 1e-9) + 1e-14
    assert renyi_divergence(p, q, high) <= renyi_divergence(p, q, INF) * (1 + 1e-9) + 1e-14
    distance = total_variation(p, q)
    assert distance == total_variation(q, p)
    assert 2 * distance**2 <= kl_divergence(p, q) * (1 + 1e-12) + 1e-15


@pytest.mark.parametrize("alpha", [0.3, 2, 5, INF])
def test_renyi_of_pmfs_longer_than_a_block(alpha):
    p, q = np.random.default_rng(2).dirichlet(np.ones(BLOCK + 100), 2)
    exact = math.log(np.max(p / q)) if alpha == INF else math.log(math.fsum(p**alpha * q ** (1 - alpha))) / (alpha - 1)
    assert renyi_divergence(p, q, alpha) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize("alpha", [1e5, 1e17, 1e300, 1.7e308])
@pytest.mark.parametrize("step", [1e-9, 1e-3, 3.0])
def test_renyi_of_an_order_however_large(alpha, step):
    """Powers of such orders leave the range of doubles, and order times log p loses what p and q differ by."""
    p = np.array([0.25, 0.5, 0.25])
    q = p * np.array([1 - step / 4, 1, 1 + step / 4]) if step < 1 else np.array([1e-150, 0.5, 0.5])
    q[1] += 1 - math.fsum(q)
    with mpmath.workdps(400):
        a, b, order = [mpmath.mpf(x) for x in p], [mpmath.mpf(x) for x in q], mpmath.mpf(alpha)
        exact = mpmath.log(mpmath.fsum(x**order * y ** (1 - order) for x, y in zip(a, b, strict=True))) / (order - 1)
    assert relative(renyi_divergence(p, q, alpha), exact) < 1e-9
    assert renyi_divergence([p, p], [q, p], alpha)[1] == 0


@pytest.mark.parametrize("f", [lambda t: t * np.log(t) - t + 1, lambda t: t * np.log(t)])
def test_f_divergences_take_the_limit_at_0(f):
    p, q = np.array([0.0, 0.25, 0.75]), np.array([0.5, 0.25, 0.25])
    assert f_divergence(p, q, f) == pytest.approx(kl_divergence(p, q), rel=1e-14)
