"""Nearest neighbours: against brute force, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kltools.estimators import EstimateWarning, knn_kl
from kltools.estimators.nearest import GROUPS, SPLITS, groups_of


def samples(n, m, d, seed=0, shift=0.5):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, d)), rng.standard_normal((m, d)) + shift


def brute(x, y, k):
    """The estimate from all distances, by sorting."""
    x, y = x.reshape(len(x), -1), y.reshape(len(y), -1)
    own = np.linalg.norm(x[:, None] - x[None], axis=-1)
    np.fill_diagonal(own, np.inf)
    rho, nu = np.sort(own)[:, k - 1], np.sort(np.linalg.norm(x[:, None] - y[None], axis=-1))[:, k - 1]
    return x.shape[1] / len(x) * np.sum(np.log(nu / rho)) + math.log(len(y) / (len(x) - 1))


def brute_error(x, y, k):
    """The jackknife, each estimate anew from the rows that are kept."""
    rows_x, rows_y, squares = np.arange(len(x)), np.arange(len(y)), []
    for split in range(SPLITS):
        parts = [
            brute(x[groups_of(rows_x, split) != group], y[groups_of(rows_y, split) != group], k)
            for group in range(GROUPS)
        ]
        squares.append((GROUPS - 1) * np.var(parts))
    return math.sqrt(np.mean(squares))


@pytest.mark.parametrize("d", [1, 2, 5])
@pytest.mark.parametrize("k", [1, 5, 12])
def test_against_brute_force(d, k):
    x, y = samples(83, 61, d)
    found = knn_kl(x, y, k=k)
    assert found.value == pytest.approx(brute(x, y, k), rel=1e-12)
    assert found.standard_error == pytest.approx(brute_error(x, y, k), rel=1e-10)


@pytest.mark.parametrize(("n", "m", "k"), [(10, 10, 8), (40, 10, 9), (10, 40, 8), (200, 200, 179)])
def test_the_smallest_samples_and_the_largest_k(n, m, k):
    x, y = samples(n, m, 1)
    assert knn_kl(x, y, k=k).standard_error == pytest.approx(brute_error(x, y, k), rel=1e-10)
    with pytest.raises(ValueError, match=f"k is {k + 1}, but samples of {n} and {m} rows allow 1 to {k}"):
        knn_kl(x, y, k=k + 1)


def test_neighbours_that_all_share_a_group():
    """Clusters of rows i with one i mod 10: without a group, neighbours are far beyond those first fetched."""
    rng = np.random.default_rng(4)
    rows = np.arange(400)
    x, y = (10.0 * (rows % GROUPS) + rng.standard_normal(400) for _ in range(2))
    assert knn_kl(x, y).standard_error == pytest.approx(brute_error(x, y, 5), rel=1e-10)


def test_groups_are_of_one_size_and_differ_between_splittings():
    rows = np.arange(200)
    for split in range(SPLITS):
        assert set(np.bincount(groups_of(rows, split))) == {20}
    first, second = (groups_of(rows, split) for split in range(2))
    for group in range(GROUPS):
        assert len(set(second[first == group])) == GROUPS


def test_one_dimension_may_be_flat_and_samples_are_not_modified():
    x, y = samples(60, 70, 1)
    before = x.copy(), y.copy()
    assert knn_kl(x[:, 0], y[:, 0]) == knn_kl(x, y) == knn_kl(x.tolist(), y.tolist())
    integers = np.round(1e8 * x[:, 0]).astype(int), np.round(1e8 * y[:, 0]).astype(np.int32)
    assert knn_kl(*integers).value == pytest.approx(knn_kl(x, y).value, abs=1e-5)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_shifting_and_scaling_both_samples_changes_nothing():
    x, y = samples(100, 100, 2)
    found, moved = knn_kl(x, y), knn_kl(8 * x + 3, 8 * y + 3)
    assert moved.value == pytest.approx(found.value, abs=1e-10)
    assert moved.standard_error == pytest.approx(found.standard_error, rel=1e-8)


def test_the_estimate_closes_in_on_d():
    x, y = samples(40_000, 40_000, 1, seed=2, shift=1.0)
    assert abs(knn_kl(x, y).value - 0.5) < 0.02


def test_a_large_k_in_large_samples():
    x, y = samples(700, 900, 2)
    assert knn_kl(x, y, k=30).value == pytest.approx(brute(x, y, 30), rel=1e-12)


def test_samples_that_do_not_mingle_warn():
    x, y = samples(100, 100, 1)
    with pytest.warns(EstimateWarning, match="do not mingle: .* may be infinite"):
        knn_kl(x, y + 50)
    knn_kl(x, np.append(y[1:] + 50, x[:1] + 1e-6, axis=0))  # one y among the x's is enough


def test_copies_fewer_than_k_are_no_tie():
    x, y = samples(60, 60, 2)
    x[7] = x[3]
    found = knn_kl(x, y)
    assert found.value == pytest.approx(brute(x, y, 5), rel=1e-12)
    assert found.standard_error == pytest.approx(brute_error(x, y, 5), rel=1e-10)


def test_ties():
    x, y = samples(60, 60, 2)
    tied = x.copy()
    tied[20:26] = x[20]
    with pytest.raises(
        ValueError, match=r"x\[20\] coincides with k or more rows of x, .* count discrete data with plugin_kl"
    ):
        knn_kl(tied, y)
    y[10:15] = x[4]
    with pytest.raises(
        ValueError, match=r"x\[4\] coincides with k or more rows of y, .* drop the rows that both samples share"
    ):
        knn_kl(x, y)
    with pytest.raises(ValueError, match=r"x\[0\] coincides"):
        knn_kl(np.zeros(100), np.zeros(100))


def test_a_tie_without_one_group_only():
    """Five copies of a y at an x: with one of them left out, the k-th distance is above 0; with all in, it is 0."""
    x, y = samples(60, 60, 1)
    y[10:15] = x[4]
    with pytest.raises(ValueError, match=r"x\[4\]"):
        knn_kl(x, y)
    assert math.isfinite(knn_kl(x, y, k=6).standard_error)


X, Y = samples(60, 60, 2)


@pytest.mark.parametrize(
    ("x", "y", "options", "message"),
    [
        (X, Y[:, 0], {}, "x has dimension 2 but y has 1; give both samples the same coordinates"),
        (X[None], Y, {}, r"x has shape \(1, 60, 2\), but samples have shape \(n,\), or \(n, d\)"),
        (X, Y[:, :0], {}, r"y has shape \(60, 0\)"),
        (3.0, Y, {}, r"x has shape \(\)"),
        (X[:9], Y, {}, "x has 9 rows, but the standard error compares 10 groups of them; give 10 or more"),
        (X, Y[:0], {}, "y has 0 rows"),
        (X, Y, {"k": 0}, "k is 0, but samples of 60 and 60 rows allow 1 to 53"),
        (X, Y, {"k": -1}, "k is -1"),
        (np.where(np.arange(60) == 7, np.nan, X[:, 0]), Y[:, 0], {}, r"x\[7\] is nan, but a sample must be finite"),
        (X, np.where(np.arange(120).reshape(60, 2) == 5, np.inf, Y), {}, r"y\[2, 1\] is inf"),
        ([[1, 2], [3]], Y, {}, "x is not a rectangular array"),
    ],
)
def test_what_is_refused_by_knn(x, y, options, message):
    with pytest.raises(ValueError, match=message):
        knn_kl(x, y, **options)


def test_what_has_the_wrong_type_for_knn():
    for k in (2.5, "5", True, None):
        with pytest.raises(TypeError, match="k is .* give an integer such as 5"):
            knn_kl(X, Y, k=k)
    with pytest.raises(TypeError, match="x has dtype complex128, but samples are real numbers"):
        knn_kl(X + 1j, Y)
