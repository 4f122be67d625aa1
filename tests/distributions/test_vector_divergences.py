"""What is evaluated in floats, by factorisation, against the expressions of `kltools.exact`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from kltools.distributions import closed_form_pairs, kl_divergence, renyi_divergence
from kltools.exact import find_closed_form, spelled_out


def rational(value: Any) -> Any:
    """A float, or an array of them, exactly."""
    if np.ndim(value) == 0:
        return sp.Rational(float(value))
    rows = np.atleast_2d(value) if np.ndim(value) == 2 else np.reshape(value, (-1, 1))
    return sp.ImmutableMatrix(rows.shape[0], rows.shape[1], [sp.Rational(float(one)) for one in rows.ravel()])


def by_expression(family: str, p: tuple[Any, ...], q: tuple[Any, ...]) -> float:
    members = ((family, tuple(map(rational, one))) for one in (p, q))
    found = find_closed_form("kl", *members)
    assert found is not None
    return float(sp.N(spelled_out(found.expression), 30))


def covariance(rng: np.random.Generator, size: int) -> np.ndarray:
    root = rng.normal(size=(size, size))
    return root @ root.T + np.eye(size) / 2


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("step", [1.0, 1e-5])
def test_normals(size: int, step: float) -> None:
    rng = np.random.default_rng(size)
    mean, cov = rng.normal(size=size), covariance(rng, size)
    other = mean + step * rng.normal(size=size), cov + step * covariance(rng, size)
    found = kl_divergence(stats.multivariate_normal(mean, cov), stats.multivariate_normal(*other))
    assert found == pytest.approx(by_expression("multivariate_normal", (mean, cov), other), rel=1e-10)


@pytest.mark.parametrize("size", [2, 3])
def test_wisharts_and_their_inverses(size: int) -> None:
    rng = np.random.default_rng(size)
    p, q = ((size + rng.uniform(0, 3), covariance(rng, size)) for _ in range(2))
    found = kl_divergence(stats.wishart(*p), stats.wishart(*q))
    assert found == pytest.approx(by_expression("wishart", p, q), rel=1e-11)
    inverses = [(df, np.linalg.inv(scale)) for df, scale in (p, q)]
    found = kl_divergence(stats.invwishart(*p), stats.invwishart(*q))
    assert found == pytest.approx(by_expression("wishart", *inverses), rel=1e-10)


@pytest.mark.parametrize("size", [2, 3, 7])
def test_dirichlets_multinomials_and_tables(size: int) -> None:
    rng = np.random.default_rng(size)
    alpha_p, alpha_q = rng.uniform(0.3, 4, (2, size))
    expected = by_expression("dirichlet", (alpha_p,), (alpha_q,))
    assert kl_divergence(stats.dirichlet(alpha_p), stats.dirichlet(alpha_q)) == pytest.approx(expected, rel=1e-14)
    p, q = alpha_p / alpha_p.sum(), alpha_q / alpha_q.sum()
    expected = by_expression("multinomial", (5, p), (5, q))
    assert kl_divergence(stats.multinomial(5, p), stats.multinomial(5, q)) == pytest.approx(expected, rel=1e-12)
    tables = (stats.rv_discrete(values=(np.arange(size), one)) for one in (p, q))
    assert kl_divergence(*tables) == pytest.approx(by_expression("table", (p,), (q,)), rel=1e-12)


@pytest.mark.parametrize("size", [2, 3, 6])
def test_von_mises_fisher(size: int) -> None:
    rng = np.random.default_rng(size)
    directions = [one / np.linalg.norm(one) for one in rng.normal(size=(2, size))]
    p, q = (directions[0], 2.5), (directions[1], 0.7)
    found = kl_divergence(stats.vonmises_fisher(*p), stats.vonmises_fisher(*q))
    assert found == pytest.approx(by_expression("von_mises_fisher", p, q), rel=1e-14)
    assert kl_divergence(stats.vonmises_fisher(*p), stats.vonmises_fisher(*p)) == 0.0
    uniform, nearly = stats.uniform_direction(size), stats.vonmises_fisher(directions[1], 1e-9)
    for one, other in ((uniform, nearly), (nearly, uniform)):  # kappa^2/(2 d), to first order
        assert kl_divergence(one, other) == pytest.approx(1e-18 / (2 * size), rel=1e-8)
    assert kl_divergence(stats.vonmises_fisher(*p), uniform) == pytest.approx(
        kl_divergence(stats.vonmises_fisher(*p), nearly), rel=1e-8
    )
    assert kl_divergence(uniform, stats.uniform_direction(size)) == 0.0


def test_von_mises_fisher_on_the_circle_and_nearly_fixed() -> None:
    circle = [stats.vonmises_fisher([np.cos(a), np.sin(a)], k) for a, k in ((0.3, 2.0), (1.0, 5.0))]
    line = [stats.vonmises(2.0, 0.3), stats.vonmises(5.0, 1.0)]
    assert kl_divergence(*circle) == pytest.approx(kl_divergence(*line), rel=1e-13)
    tight = [stats.vonmises_fisher([0.0, 0.0, 1.0], k) for k in (1e6, 2e6)]
    # on the sphere log C(k) = log k - log(2 pi) - k - log(1 - exp(-2 k)), and the mean direction has length coth k - 1/k
    assert kl_divergence(*tight) == pytest.approx(np.log(0.5) - 1e6 + 2e6 + (1 - 1e-6) * (1e6 - 2e6), rel=1e-8)


def test_matrix_normals_are_normals_of_their_entries() -> None:
    rng = np.random.default_rng(4)
    members = [(rng.normal(size=(2, 3)), covariance(rng, 2), covariance(rng, 3)) for _ in range(2)]
    p, q = (stats.matrix_normal(*one) for one in members)
    vectors = [(mean.T.ravel(), np.kron(columns, rows)) for mean, rows, columns in members]
    expected = by_expression("multivariate_normal", *vectors)
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-11)
    x = rng.normal(size=(2, 3))
    assert p.logpdf(x) == pytest.approx(stats.multivariate_normal(*vectors[0]).logpdf(x.T.ravel()), rel=1e-11)
    assert kl_divergence(p, p) == 0.0 and renyi_divergence(p, q, 1) == kl_divergence(p, q)
    assert kl_divergence(stats.matrix_normal([[1.0]], [[2.0]], [[2.0]]), stats.norm(0, 1)) == pytest.approx(
        kl_divergence(stats.norm(1, 2), stats.norm(0, 1)), rel=1e-14
    )
    for other in (stats.matrix_normal(np.zeros((3, 2))), stats.multivariate_normal(np.zeros(6))):
        with pytest.raises(ValueError, match="not laws of matrices of one shape; give both matrices of as many rows"):
            kl_divergence(p, other)
    with pytest.raises(ValueError, match="q is a matrix_normal of 60 x 60 .*; leave out rows or columns"):
        kl_divergence(p, stats.matrix_normal(np.zeros((60, 60))))


def test_large_matrices_that_are_moderately_conditioned() -> None:
    rng = np.random.default_rng(9)
    axes = np.linalg.qr(rng.normal(size=(100, 100)))[0]
    wide, narrow = (axes @ np.diag(spread) @ axes.T for spread in (np.logspace(0, 5, 100), np.logspace(0, 4, 100)))
    p, q = (stats.multivariate_normal(np.zeros(100), (one + one.T) / 2) for one in (wide, narrow))
    ratios = np.logspace(0, 1, 100)
    assert kl_divergence(p, q) == pytest.approx(float(np.sum(ratios - 1 - np.log(ratios))) / 2, rel=1e-8)


def test_each_pair_of_vectors_has_an_expression_with_both_of_its_members() -> None:
    pairs = [pair for pair in closed_form_pairs() if pair.expression.has(sp.MatrixSymbol)]
    assert len(pairs) == 7
    for pair in pairs:
        names = {symbol.name for symbol in pair.expression.atoms(sp.MatrixSymbol)}
        assert {name[-2:] for name in names} == {"_p", "_q"}
