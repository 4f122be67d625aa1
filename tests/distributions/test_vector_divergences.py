"""What is evaluated in floats, by factorisation, against the expressions of `kltools.exact`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from kltools.distributions import closed_form_pairs, kl_divergence
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


def test_each_pair_of_vectors_has_an_expression_with_both_of_its_members() -> None:
    pairs = [pair for pair in closed_form_pairs() if pair.expression.has(sp.MatrixSymbol)]
    assert len(pairs) == 6
    for pair in pairs:
        names = {symbol.name for symbol in pair.expression.atoms(sp.MatrixSymbol)}
        assert {name[-2:] for name in names} == {"_p", "_q"}
