"""Normal, Student and Wishart laws of vectors and matrices in any units of the axes, against exact rational arithmetic."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

from kltools import (
    Mixture,
    entropy,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    renyi_divergence,
    total_variation,
)
from kltools.estimators import sampled_kl

pytestmark = pytest.mark.filterwarnings("error")
ROUND = np.eye(2)


def normal(mean: Any, cov: Any) -> Any:
    return stats.multivariate_normal(mean, cov, allow_singular=True)


def rational(value: Any) -> sp.Matrix:
    rows = np.atleast_2d(value)
    return sp.Matrix(*rows.shape, [sp.Rational(float(one)) for one in rows.ravel()])


def textbook(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any) -> float:
    """Kullback 1959, chapter 9, in fractions."""
    a, b = rational(cov_p), rational(cov_q)
    step = rational(mean_p).T - rational(mean_q).T
    spread = (b.inv() * a).trace() + (step.T * b.inv() * step)[0] - step.rows
    return float(sp.N((spread - sp.log(a.det() / b.det())) / 2, 40))


def renyi_textbook(mean_p: Any, cov_p: Any, mean_q: Any, cov_q: Any, alpha: float) -> float:
    """Gil, Alajaji and Linder 2013, table 2, in fractions."""
    a, b, order = rational(cov_p), rational(cov_q), sp.Rational(alpha)
    step, mixed = rational(mean_p).T - rational(mean_q).T, (1 - order) * a + order * b
    logs = sp.log(mixed.det()) - (1 - order) * sp.log(a.det()) - order * sp.log(b.det())
    return float(sp.N(order * (step.T * mixed.inv() * step)[0] / 2 - logs / (2 * (order - 1)), 40))


TIGHT = [[1.0, 1 - 1e-12], [1 - 1e-12, 1.0]]
UNLIKE = [
    ([0, 0], np.diag([1, 1e-16]), [0, 0], ROUND),
    ([0, 0], ROUND, [0, 0], np.diag([1, 1e-16])),
    ([0, 0], np.diag([1, 1e-300]), [1, 1e-150], np.diag([2, 3e-300])),
    ([0, 0], [[1, 0.5e-150], [0.5e-150, 1e-300]], [0, 1e-150], [[1, 0.2e-150], [0.2e-150, 2e-300]]),
    ([0, 0], [[1e300, 0.5], [0.5, 1e-300]], [1e150, 0], [[2e300, -0.2], [-0.2, 1e-300]]),
    ([0, 0], TIGHT, [0, 1e-3], ROUND),
    ([0, 0], ROUND, [0, 1e-3], TIGHT),
    ([0, 0], TIGHT, [0, 1e-8], [[1, 1 - 1e-12], [1 - 1e-12, 1 + 1e-7]]),
    ([0, 0], np.diag([1.0, 1e-9]), [0, 0], np.diag([1.0, 1e-9 * (1 + 1e-7)])),
    ([0, 0], np.diag([1e-300, 1.0]), [0, 0], np.diag([1e300, 1.0])),
    ([0] * 3, np.diag([1e-18, 1.0, 1e18]), [1e-9, 1, 1e9], np.diag([3e-18, 1.0, 2e18])),
]


@pytest.mark.parametrize("given", UNLIKE)
def test_axes_of_any_units_and_nearly_dependent_ones(given: Any) -> None:
    p, q = normal(*given[:2]), normal(*given[2:])
    assert kl_divergence(p, q) == pytest.approx(textbook(*given), rel=1e-12)
    assert renyi_divergence(p, q, 0.3) == pytest.approx(renyi_textbook(*given, 0.3), rel=1e-12)


def js_by_scipy() -> float:
    """The Jensen-Shannon divergence of the pair below in units of 1."""
    p, q = normal([0, 0], [[1, 0.5], [0.5, 2]]), normal([1, 0.5], [[2, 0.2], [0.2, 1]])

    def terms(points: Any) -> Any:
        a, b = p.pdf(points), q.pdf(points)
        return (a * np.log(a) + b * np.log(b) - (a + b) * np.log((a + b) / 2)) / 2

    return float(integrate.cubature(terms, [-14, -14], [14, 14], rule="gauss-kronrod", rtol=1e-10).estimate)


JS_OF_UNITS = js_by_scipy()


@pytest.mark.parametrize("units", [(1.0, 1.0), (1e9, 1e-9), (1e-9, 1e-9), (1e100, 1e-100)])
def test_units_change_no_divergence(units: tuple[float, float]) -> None:
    scale = np.diag(units)
    p = normal([0, 0], scale @ [[1, 0.5], [0.5, 2]] @ scale)
    q = normal(scale @ [1, 0.5], scale @ [[2, 0.2], [0.2, 1]] @ scale)
    expected = textbook([0, 0], [[1, 0.5], [0.5, 2]], [1, 0.5], [[2, 0.2], [0.2, 1]])
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-13)
    assert kl_quadrature(p, q)[0] == pytest.approx(expected, rel=1e-8)
    assert js_divergence(p, q) == pytest.approx(JS_OF_UNITS, rel=1e-8)
    shift = math.log(units[0]) + math.log(units[1])
    assert entropy(p) == pytest.approx(math.log(2 * math.pi * math.e * math.sqrt(1.75)) + shift, rel=1e-13)
    mixed = Mixture([p, q], [0.5, 0.5])
    assert kl_divergence(p, mixed) + kl_divergence(q, mixed) == pytest.approx(2 * js_divergence(p, q), rel=1e-7)


def test_student_in_any_units() -> None:
    p, q = (stats.multivariate_t([0, 0], np.diag(one), df=5, allow_singular=True) for one in ([1, 2], [2, 1]))
    far = [stats.multivariate_t([0, 0], np.diag(one), df=5, allow_singular=True) for one in ([1, 2e-30], [2, 1e-30])]
    assert kl_divergence(*far) == pytest.approx(kl_divergence(p, q), rel=1e-8)
    assert kl_divergence(stats.multivariate_t([0, 0], df=math.inf), normal([1, 0], ROUND)) == 0.5
    huge = stats.multivariate_t([0, 0], df=1e12)
    assert kl_divergence(huge, normal([1, 0], ROUND)) == pytest.approx(0.5, rel=1e-8)
    assert entropy(huge) == pytest.approx(math.log(2 * math.pi * math.e), rel=1e-11)


def test_a_mixture_and_samples_of_axes_of_unlike_units() -> None:
    """SciPy takes the second axis for one of no variance."""
    p, q = normal([0, 0], np.diag([1, 1e-16])), normal([0.5, 0], np.diag([2, 2e-16]))
    points = np.array([[0.3, 1e-8], [-1.0, 0.0]])
    axes = stats.norm.logpdf(points[:, 0]) + stats.norm(0, 1e-8).logpdf(points[:, 1])
    assert Mixture([p], [1.0]).logpdf(points) == pytest.approx(axes, rel=1e-13)
    estimate = sampled_kl(p, q, size=20_000, rng=4)
    assert abs(estimate.value - kl_divergence(p, q)) < 4 * estimate.standard_error


def test_matrices_that_are_exactly_singular() -> None:
    line = stats.norm(0, 1), stats.norm(1, math.sqrt(2))
    flat = normal([0, 0], np.diag([1, 0])), normal([1, 0], np.diag([2, 0]))
    assert kl_divergence(*flat) == pytest.approx(kl_divergence(*line), rel=1e-14)
    assert renyi_divergence(*flat, 2) == pytest.approx(renyi_divergence(*line, 2), rel=1e-14)
    along = normal([0, 0], [[1, 3], [3, 9]])
    # the mean (0.1, 0.3) lies on the line x_2 = 3 x_1 within its rounding
    moved = normal([0.1, 0.3], [[2, 6], [6, 18]])
    assert kl_divergence(along, moved) == pytest.approx(
        kl_divergence(line[0], stats.norm(0.1, math.sqrt(2))), rel=1e-13
    )
    for elsewhere in (normal([0, 1], [[1, 3], [3, 9]]), normal([0, 0], [[1, 2], [2, 4]]), normal([0, 0], ROUND)):
        assert kl_divergence(along, elsewhere) == kl_divergence(elsewhere, along) == math.inf
        assert renyi_divergence(along, elsewhere, 0.5) == math.inf
    point = normal([1, 2], np.zeros((2, 2)))
    assert kl_divergence(point, normal([1, 2], np.zeros((2, 2)))) == 0.0
    assert kl_divergence(point, normal([1, 3], np.zeros((2, 2)))) == kl_divergence(point, along) == math.inf


@pytest.mark.parametrize("size", [2, 3, 5])
def test_what_rounding_hides_is_refused(size: int) -> None:
    """A product of a tall and a wide matrix is singular, and as rounded it may be anything within 1e-16 of that."""
    root = np.random.default_rng(size).normal(size=(size, size - 1))
    hidden = root @ root.T if size > 2 else [[1.0, 0.1], [0.1, 0.01]]
    for pair in ((hidden, np.eye(size)), (np.eye(size), hidden)):
        with pytest.raises(ValueError, match="rounding hides whether it is singular; write it in coordinates"):
            kl_divergence(*(normal([0.0] * size, cov) for cov in pair))


@pytest.mark.parametrize("alpha", [0.3, 0.999, 1 + 1e-9, 1.05, 1.3])
@pytest.mark.parametrize("size", [2, 4])
def test_renyi_of_vectors(size: int, alpha: float) -> None:
    rng = np.random.default_rng(size)
    root = rng.normal(size=(size, size)) / 4
    given = [*rng.normal(size=(1, size)), root @ root.T + np.eye(size), np.zeros(size), np.eye(size)]
    found = renyi_divergence(normal(*given[:2]), normal(*given[2:]), alpha)
    assert found == pytest.approx(renyi_textbook(*given, alpha), rel=1e-12)


def test_renyi_of_vectors_is_infinite_where_the_tilted_density_is_none() -> None:
    wide, narrow = normal([0, 0], np.diag([9, 1])), normal([0, 0], ROUND)
    assert renyi_divergence(wide, narrow, 1.125) == renyi_divergence(wide, narrow, 2) == math.inf
    close = renyi_textbook([0, 0], np.diag([9, 1]), [0, 0], ROUND, 1.1249)
    assert renyi_divergence(wide, narrow, 1.1249) == pytest.approx(close, rel=1e-12)
    assert renyi_divergence(narrow, wide, 50) < math.inf
    assert renyi_divergence(normal([0, 0], ROUND), normal([1, 0], ROUND), 1) == 0.5


def test_a_matrix_of_one_entry_is_a_number() -> None:
    pairs = [
        (stats.wishart(3, 2.0), stats.gamma(1.5, scale=4)),
        (stats.wishart(3, 1), stats.chi2(3)),
        (stats.invwishart(4, 3.0), stats.invgamma(2, scale=1.5)),
        (stats.multivariate_normal(1, 4), stats.norm(1, 2)),
        (stats.multivariate_t(1, 4, df=3), stats.t(3, 1, 2)),
    ]
    for matrix, number in pairs:
        assert kl_divergence(matrix, number) == kl_divergence(number, matrix) == 0.0
        assert total_variation(matrix, number) == pytest.approx(0.0, abs=1e-12)
    p, q = stats.wishart(3, 2.0), stats.wishart(5, 1.0)
    assert kl_divergence(p, q) == kl_divergence(stats.gamma(1.5, scale=4), stats.gamma(2.5, scale=2))
    assert kl_divergence(p, stats.lognorm(1)) == kl_divergence(stats.gamma(1.5, scale=4), stats.lognorm(1))


def test_wisharts_in_any_units() -> None:
    scale = np.diag([1e9, 1e-9])
    first, second = np.array([[1, 0.5], [0.5, 2]]), np.array([[2, 0.2], [0.2, 1]])
    for law in (stats.wishart, stats.invwishart):
        plain = kl_divergence(law(4, first), law(5, second))
        far = kl_divergence(law(4, scale @ first @ scale), law(5, scale @ second @ scale))
        assert far == pytest.approx(plain, rel=1e-12)
        tight = kl_divergence(law(4, TIGHT), law(4, second))
        order = (TIGHT, second) if law is stats.wishart else (second, TIGHT)
        assert tight == pytest.approx(4 * textbook([0, 0], order[0], [0, 0], order[1]), rel=1e-12)


@pytest.mark.parametrize(("size", "condition"), [(2, 1e3), (5, 1e10), (5, 1e13), (12, 1e12)])
def test_an_entropy_keeps_its_digits_where_coordinates_are_nearly_dependent(size, condition):
    rng = np.random.default_rng(20)
    axes = np.linalg.qr(rng.normal(size=(size, size)))[0]
    matrix = axes @ np.diag(np.geomspace(1, 1 / condition, size)) @ axes.T
    matrix = (matrix + matrix.T) / 2
    with mp.workdps(50):
        root = mp.cholesky(mp.matrix(matrix.tolist()))
        exact = size * mp.log(2 * mp.pi * mp.e) / 2 + mp.fsum(mp.log(root[i, i]) for i in range(size))
        found = entropy(stats.multivariate_normal(np.zeros(size), matrix, allow_singular=True))
        assert abs(found - exact) < 1e-13 * abs(exact)


def test_an_entropy_of_many_nearly_dependent_coordinates_is_refused():
    correlated = np.full((60, 60), 1 - 1e-10) + 1e-10 * np.eye(60)
    with pytest.raises(
        ValueError, match="60 dimensions has a matrix of condition number 6e.11, .*; write it in coord.*"
    ):
        entropy(stats.multivariate_normal(np.zeros(60), correlated, allow_singular=True))
