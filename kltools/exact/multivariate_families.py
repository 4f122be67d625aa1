"""The multivariate normal density, and its log in log-space."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.density import Density, log_density
from kltools.exact.parameters import covariance_matrix, vector


def multivariate_normal(mean: Any, covariance: Any, *, x: tuple[sp.Symbol, ...] | None = None) -> Density:
    """The normal density on vectors with a mean vector and a positive definite covariance.

    Parameters
    ----------
    mean : sympy.Matrix or sequence, shape (d,)
        The mean.
    covariance : sympy.Matrix or nested sequence, shape (d, d)
        The covariance matrix, symmetric.
    x : tuple of d sympy.Symbol, optional
        The variables; x1, ..., xd by default.

    Raises
    ------
    TypeError
        If an entry is a float, which is not exact.
    ValueError
        If the shapes do not fit, or the covariance is provably not symmetric or not positive
        definite.

    References
    ----------
    .. [1] T. W. Anderson, *An Introduction to Multivariate Statistical Analysis*, 3rd ed., Wiley,
       2003, section 2.3.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import multivariate_normal
    >>> multivariate_normal([0, 0], sp.eye(2)).log_expression
    -x1**2/2 - x2**2/2 - log(2*pi)
    """
    centre = vector(mean, "mean")
    size = centre.rows
    spread = covariance_matrix(covariance, size)
    symbols = tuple(sp.symbols(f"x1:{size + 1}", real=True)) if x is None else tuple(x)
    if len(symbols) != size:
        raise ValueError(f"x has {len(symbols)} variables, but mean has {size} entries; give as many")
    exponent = -_quadratic_form(symbols, centre, spread) / 2
    expression = sp.exp(exponent) / sp.sqrt((2 * sp.pi) ** size * spread.det())
    support = sp.ProductSet(*[sp.S.Reals] * size)
    return Density(expression, symbols, support, "multivariate_normal", (centre, spread))


@log_density("multivariate_normal")
def _log_multivariate_normal(x: tuple[sp.Symbol, ...], mean: sp.Matrix, covariance: sp.Matrix) -> sp.Expr:
    constant = mean.rows * sp.log(2 * sp.pi) / 2 + sp.log(covariance.det()) / 2
    return -_quadratic_form(x, mean, covariance) / 2 - constant


def _quadratic_form(x: tuple[sp.Symbol, ...], mean: sp.Matrix, covariance: sp.Matrix) -> sp.Expr:
    deviation = sp.Matrix(x) - mean
    return sp.expand((deviation.T * covariance.inv() * deviation)[0])
