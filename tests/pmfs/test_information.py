"""Entropy, cross-entropy and mutual information against mpmath at 50 digits."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kltools.pmfs.information import cross_entropy, entropy, mutual_information
from kltools.pmfs.kullback_leibler import kl_divergence
from kltools.pmfs.summation.blocks import BLOCK, ROW

TOLERANCE = 1e-14


def exact_cross_entropy(p, q):
    with mpmath.workdps(50):
        return -mpmath.fsum(
            mpmath.mpf(float(a)) * mpmath.log(mpmath.mpf(float(b))) for a, b in zip(p, q, strict=True) if a > 0
        )


def relative(found, exact):
    return float(abs((mpmath.mpf(float(found)) - exact) / exact))


@pytest.mark.parametrize("n", [2, 10, 333, ROW + 3, BLOCK + 1])
@pytest.mark.parametrize("concentration", [0.05, 1.0, 50.0])
def test_entropies_agree_with_50_digits(n, concentration):
    rng = np.random.default_rng(n)
    p, q = rng.dirichlet(np.full(n, concentration)), rng.dirichlet(np.ones(n))
    assert relative(entropy(p), exact_cross_entropy(p, p)) < TOLERANCE
    assert relative(cross_entropy(p, q), exact_cross_entropy(p, q)) < TOLERANCE
    assert relative(cross_entropy(p, q, base=2), exact_cross_entropy(p, q) / math.log(2)) < TOLERANCE


def test_entropy_near_a_point_mass():
    p = [1 - 1e-12, 1e-12]
    assert relative(entropy(p), exact_cross_entropy(p, p)) < TOLERANCE
    assert entropy([1.0]) == entropy([0.0, 1.0, 0.0]) == 0 and math.copysign(1, entropy([1.0])) == 1
    assert entropy([1.0, 5e-324]) > 0


def test_entropy_of_a_million_equal_outcomes():
    n = 1_000_000
    assert entropy(np.full(n, 1 / n)) == pytest.approx(math.log(n), rel=1e-14)


def test_cross_entropy_at_zeros():
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert cross_entropy([1.0, 0.0], [0.5, 0.5], base=2) == 1
    assert cross_entropy([1.0, 0.0], [1.0, 0.0]) == 0


def test_shapes():
    p = np.full((3, 4, 5), 0.25)
    assert entropy(p, axis=1).shape == (3, 5)
    assert entropy(p, axis=1)[0, 0] == pytest.approx(math.log(4), rel=1e-15)
    assert cross_entropy(np.full((4, 1), 0.25), p, axis=1).shape == (3, 5)


def exact_information(joint, digits=50):
    with mpmath.workdps(digits):
        cells = [[mpmath.mpf(float(x)) for x in row] for row in joint]
        rows = [mpmath.fsum(row) for row in cells]
        columns = [mpmath.fsum(column) for column in zip(*cells, strict=True)]
        total = mpmath.fsum(rows)
        return mpmath.fsum(
            x * mpmath.log(x * total / (a * b))
            for row, a in zip(cells, rows, strict=True)
            for x, b in zip(row, columns, strict=True)
            if x > 0
        )


@pytest.mark.parametrize("shape", [(2, 2), (3, 7), (40, 5), (2, BLOCK // 2 + 9)])
def test_mutual_information_agrees_with_50_digits(shape):
    joint = np.random.default_rng(2).dirichlet(np.ones(shape[0] * shape[1])).reshape(shape)
    assert relative(mutual_information(joint), exact_information(joint)) < TOLERANCE
    assert mutual_information(joint.T) == pytest.approx(mutual_information(joint), rel=1e-14)


def test_weak_dependence_keeps_its_digits():
    # The marginals are exactly 1/2, so the only rounding is that of the terms.
    for shift in (2.0**-10, 2.0**-24, 2.0**-40):
        joint = np.array([[0.25 + shift, 0.25 - shift], [0.25 - shift, 0.25 + shift]])
        assert relative(mutual_information(joint), exact_information(joint)) < TOLERANCE


def test_stacks_of_joint_pmfs():
    stack = np.random.default_rng(4).dirichlet(np.ones(12), (5, 6000)).reshape(5, 6000, 3, 4)
    values = mutual_information(stack)
    assert values.shape == (5, 6000)
    assert values[3, 4321] == pytest.approx(mutual_information(stack[3, 4321]), rel=1e-14)
    assert isinstance(mutual_information(stack[0, 0]), float)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0.5, 0.5], r"joint has shape \(2,\)"),
        (np.ones((0, 2)), r"joint has shape \(0, 2\): no outcomes"),
        ([[0.5, 0.5], [0.5, 0.5]], r"joint sums to 2\.0"),
        ([[0.5, -0.5], [0.5, 0.5]], r"joint\[0, 1\] is -0\.5"),
        ([[0.5, math.nan], [0.5, 0.0]], r"joint\[0, 1\] is nan"),
    ],
)
def test_bad_joints_are_named(bad, message):
    with pytest.raises(ValueError, match=message):
        mutual_information(bad)


@settings(deadline=None, max_examples=150)
@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10**6))
def test_information_inequalities(r, c, seed):
    rng = np.random.default_rng(seed)
    joint = rng.dirichlet(np.full(r * c, 0.3)).reshape(r, c)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    information = mutual_information(joint)
    assert 0 <= information <= min(entropy(rows), entropy(columns)) * (1 + 1e-12) + 1e-15
    p, q = rng.dirichlet(np.ones(r + 1), 2)
    assert entropy(p) <= math.log(r + 1) * (1 + 1e-15)
    assert cross_entropy(p, q) - entropy(p) == pytest.approx(kl_divergence(p, q), abs=1e-14)
    assert mutual_information(np.outer(p, q)) < 1e-30


TINY_JOINTS = [
    [[1e-170, 0], [0, 1]],
    [[1e-300, 1e-310], [1e-320, 1]],
    [[5e-324, 0, 0], [0, 1e-200, 0], [0, 0, 1]],
    [[1e-160, 1e-170, 0], [1e-150, 1e-300, 1]],
    [[0, 1e-250], [1e-60, 0], [0, 1e-250], [1, 0]],
]


@pytest.mark.parametrize("joint", TINY_JOINTS)
def test_marginals_whose_product_underflows(joint):
    joint = np.array(joint)
    exact = exact_information(joint, digits=400)
    for one in (joint, joint.T, joint[::-1]):
        assert mutual_information(one) == pytest.approx(float(exact), rel=1e-13, abs=0)
    assert mutual_information([joint, joint])[1] == mutual_information(joint)


def test_marginals_whose_product_underflows_in_a_large_joint():
    joint = np.zeros((3, BLOCK))
    joint[0, 0], joint[1, 1:200], joint[2, -1] = 1.0, 1e-170, 1e-280
    exact = 199e-170 * (1 - math.log(199e-170))  # the marginals of the others are 1, and 1e-280 counts for nothing
    assert mutual_information(joint) == pytest.approx(exact, rel=1e-13, abs=0)
