"""Distributions of vectors and matrices that SciPy freezes, as components."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from kltools.distributions.component import Component
from kltools.distributions.count_vectors import describe_counts
from kltools.distributions.elliptical import Elliptical
from kltools.distributions.univariate import describe_frozen


def _with_mean(obj: Any, argument: str, family: str, mean: Any, cov: Any, df: float) -> Component:
    """A normal or Student t of vectors; in one dimension, its namesake on the line."""
    parameters: dict[str, Any] = {"mean": np.atleast_1d(mean), "cov": np.atleast_2d(cov), "df": df}
    dimension = int(parameters["mean"].size)
    if dimension == 1:
        centre, scale = float(parameters["mean"][0]), math.sqrt(float(parameters["cov"][0, 0]))
        return describe_frozen(stats.norm(centre, scale) if math.isinf(df) else stats.t(df, centre, scale), argument)
    family = "multivariate_normal" if math.isinf(df) else family
    label = f"{family} in {dimension} dimensions"
    source = Elliptical(parameters["mean"], parameters["cov"], df, label, obj)
    return Component(source, label, family, parameters, dimension)


def _normal(obj: Any, argument: str) -> Component:
    return _with_mean(obj, argument, "multivariate_normal", obj.mean, obj.cov, math.inf)


def _student(obj: Any, argument: str) -> Component:
    return _with_mean(obj, argument, "multivariate_t", obj.loc, obj.shape, float(obj.df))


def _dirichlet(obj: Any, argument: str) -> Component:
    alpha = np.asarray(obj.alpha, dtype=float)
    return Component(obj, f"dirichlet({alpha.tolist()})", "dirichlet", {"alpha": alpha}, alpha.size)


def _wishart(family: str) -> Callable[[Any, str], Component]:
    def describe_matrix(obj: Any, argument: str) -> Component:
        scale = np.atleast_2d(np.asarray(obj.scale, dtype=float))
        size = len(scale)
        if size == 1:
            shape, width = float(obj.df) / 2.0, float(scale[0, 0])
            namesake = (
                stats.gamma(shape, scale=2 * width) if family == "wishart" else stats.invgamma(shape, scale=width / 2)
            )
            return describe_frozen(namesake, argument)
        label = f"{family} of {size} x {size} matrices with {float(obj.df):g} degrees of freedom"
        return Component(obj, label, family, {"df": float(obj.df), "scale": scale}, size * (size + 1) // 2)

    return describe_matrix


def _matrix_normal(obj: Any, argument: str) -> Component:
    """The normal distribution of the matrix's columns, one under the other."""
    rows, columns = obj.mean.shape
    if rows * columns > _LARGEST_MATRIX:
        raise ValueError(
            f"{argument} is a matrix_normal of {rows} x {columns} matrices, whose covariance matrix would have "
            f"{rows * columns} rows, of at most {_LARGEST_MATRIX}; leave out rows or columns"
        )
    mean, cov = obj.mean.T.ravel(), np.kron(obj.colcov, obj.rowcov)
    component = _normal(stats.multivariate_normal(mean, cov, allow_singular=True), argument)
    if rows * columns == 1:
        return component
    label = f"matrix_normal of {rows} x {columns} matrices"
    return replace(component, label=label, parameters={**component.parameters, "shape": (rows, columns)})


def _von_mises_fisher(obj: Any, argument: str) -> Component:
    size = int(obj.dim)
    parameters = {"mu": np.asarray(obj.mu, dtype=float), "kappa": float(obj.kappa)}
    return Component(obj, f"vonmises_fisher in {size} dimensions", "vonmises_fisher", parameters, size)


def _uniform_direction(obj: Any, argument: str) -> Component:
    size = int(obj.dim)
    parameters = {"mu": np.eye(size)[0], "kappa": 0.0}
    return Component(obj, f"uniform_direction in {size} dimensions", "vonmises_fisher", parameters, size)


_LARGEST_MATRIX = 3000
"""The most entries of a matrix whose covariance matrix is formed."""

_DESCRIBED: dict[type, Callable[[Any, str], Component]] = {
    type(stats.multivariate_normal([0.0])): _normal,
    type(stats.multivariate_t([0.0])): _student,
    type(stats.dirichlet([1.0, 1.0])): _dirichlet,
    type(stats.multinomial(1, [1.0])): describe_counts("multinomial"),
    type(stats.dirichlet_multinomial([1.0], 1)): describe_counts("dirichlet_multinomial"),
    type(stats.multivariate_hypergeom([1], 1)): describe_counts("multivariate_hypergeom"),
    type(stats.matrix_normal([[0.0]])): _matrix_normal,
    type(stats.vonmises_fisher([1.0, 0.0], 1.0)): _von_mises_fisher,
    type(stats.uniform_direction(2)): _uniform_direction,
    type(stats.wishart(1, 1)): _wishart("wishart"),
    type(stats.invwishart(1, 1)): _wishart("invwishart"),
}
"""How each is described, by the class of the frozen object."""


def is_vector(obj: object) -> bool:
    """Whether `obj` is one of SciPy's frozen distributions of vectors or matrices, known here or not."""
    known = type(obj) in _DESCRIBED
    return known or (type(obj).__module__ == "scipy.stats._multivariate" and hasattr(obj, "_dist"))


def describe_vector(obj: Any, argument: str) -> Component:
    """Return the component of a frozen distribution of vectors, or raise where there is no rule for it."""
    if type(obj) not in _DESCRIBED:
        raise ValueError(
            f"{argument} is a {type(obj).__name__}, which has no closed form here and cannot be integrated; "
            "estimate the divergence from samples, see kltools.estimators"
        )
    return _DESCRIBED[type(obj)](obj, argument)
