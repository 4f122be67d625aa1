"""Densities on the line and on intervals of it, and their logs in log-space."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.density import Density, log_density
from kltools.exact.parameters import interval, positive, real

X = sp.Symbol("x", real=True)


def normal(mu: Any, sigma: Any, *, x: sp.Symbol = X) -> Density:
    """The normal density with mean `mu` and standard deviation `sigma` > 0.

    Parameters
    ----------
    mu : exact number or symbol
        The mean.
    sigma : exact number or symbol
        The standard deviation, above 0.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import normal
    >>> normal(0, 1).expression
    sqrt(2)*exp(-x**2/2)/(2*sqrt(pi))
    """
    mean, deviation = real(mu, "mu"), positive(sigma, "sigma")
    expression = sp.exp(-((x - mean) ** 2) / (2 * deviation**2)) / (sp.sqrt(2 * sp.pi) * deviation)
    return Density(expression, x, sp.S.Reals, "normal", (mean, deviation))


@log_density("normal")
def _log_normal(x: sp.Symbol, mu: sp.Expr, sigma: sp.Expr) -> sp.Expr:
    return -((x - mu) ** 2) / (2 * sigma**2) - sp.log(sigma) - sp.log(2 * sp.pi) / 2


def laplace(mu: Any, scale: Any, *, x: sp.Symbol = X) -> Density:
    """The Laplace density ``exp(-|x - mu| / scale) / (2 scale)``, scale > 0.

    Parameters
    ----------
    mu : exact number or symbol
        The mean and median.
    scale : exact number or symbol
        The mean distance from mu, above 0.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import laplace
    >>> laplace(0, 1).expression
    exp(-Abs(x))/2
    """
    centre, width = real(mu, "mu"), positive(scale, "scale")
    expression = sp.exp(-sp.Abs(x - centre) / width) / (2 * width)
    return Density(expression, x, sp.S.Reals, "laplace", (centre, width))


@log_density("laplace")
def _log_laplace(x: sp.Symbol, mu: sp.Expr, scale: sp.Expr) -> sp.Expr:
    return -sp.Abs(x - mu) / scale - sp.log(2 * scale)


def cauchy(loc: Any, scale: Any, *, x: sp.Symbol = X) -> Density:
    """The Cauchy density with median `loc` and half-width `scale` > 0.

    Parameters
    ----------
    loc : exact number or symbol
        The median.
    scale : exact number or symbol
        Half the width at half the height, above 0.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import cauchy
    >>> cauchy(0, 1).expression
    1/(pi*(x**2 + 1))
    """
    centre, width = real(loc, "loc"), positive(scale, "scale")
    expression = width / (sp.pi * (width**2 + (x - centre) ** 2))
    return Density(expression, x, sp.S.Reals, "cauchy", (centre, width))


@log_density("cauchy")
def _log_cauchy(x: sp.Symbol, loc: sp.Expr, scale: sp.Expr) -> sp.Expr:
    return sp.log(scale) - sp.log(sp.pi) - sp.log(scale**2 + (x - loc) ** 2)


def exponential(rate: Any, *, x: sp.Symbol = X) -> Density:
    """The exponential density rate exp(-rate x) on x >= 0, with mean 1/rate.

    Parameters
    ----------
    rate : exact number or symbol
        The rate, above 0; SciPy's scale is 1/rate.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import exponential
    >>> exponential(2).expression
    2*exp(-2*x)
    """
    speed = positive(rate, "rate")
    return Density(speed * sp.exp(-speed * x), x, sp.Interval(0, sp.oo), "exponential", (speed,))


@log_density("exponential")
def _log_exponential(x: sp.Symbol, rate: sp.Expr) -> sp.Expr:
    return sp.log(rate) - rate * x


def gamma(shape: Any, rate: Any, *, x: sp.Symbol = X) -> Density:
    """The gamma density with `shape` > 0 and `rate` > 0 on x > 0; its mean is shape/rate.

    Parameters
    ----------
    shape : exact number or symbol
        The shape, above 0.
    rate : exact number or symbol
        The rate, above 0; SciPy's scale is 1/rate.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import gamma
    >>> gamma(3, 1).expression
    x**2*exp(-x)/2
    """
    order, speed = positive(shape, "shape"), positive(rate, "rate")
    expression = speed**order * x ** (order - 1) * sp.exp(-speed * x) / sp.gamma(order)
    return Density(expression, x, sp.Interval.open(0, sp.oo), "gamma", (order, speed))


@log_density("gamma")
def _log_gamma(x: sp.Symbol, shape: sp.Expr, rate: sp.Expr) -> sp.Expr:
    return shape * sp.log(rate) + (shape - 1) * sp.log(x) - rate * x - sp.loggamma(shape)


def beta(a: Any, b: Any, *, x: sp.Symbol = X) -> Density:
    """The beta density with shapes `a` > 0 and `b` > 0 on 0 < x < 1; its mean is a/(a + b).

    Parameters
    ----------
    a, b : exact number or symbol
        The shapes, above 0.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import beta
    >>> beta(2, 1).expression
    2*x
    """
    first, second = positive(a, "a"), positive(b, "b")
    constant = sp.gamma(first + second) / (sp.gamma(first) * sp.gamma(second))
    expression = constant * x ** (first - 1) * (1 - x) ** (second - 1)
    return Density(expression, x, sp.Interval.open(0, 1), "beta", (first, second))


@log_density("beta")
def _log_beta(x: sp.Symbol, a: sp.Expr, b: sp.Expr) -> sp.Expr:
    constant = sp.loggamma(a + b) - sp.loggamma(a) - sp.loggamma(b)
    return constant + (a - 1) * sp.log(x) + (b - 1) * sp.log(1 - x)


def uniform(low: Any, high: Any, *, x: sp.Symbol = X) -> Density:
    """The uniform density on the interval from `low` to `high`, low < high.

    Parameters
    ----------
    low, high : exact number or symbol
        The ends, low below high.
    x : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, S. Kotz and N. Balakrishnan, *Continuous Univariate Distributions*,
       2nd ed., Wiley, 1994-1995.

    Examples
    --------
    >>> from kltools.exact import uniform
    >>> uniform(0, 4).expression, uniform(0, 4).support
    (1/4, Interval(0, 4))
    """
    start, end = interval(low, high)
    return Density(1 / (end - start), x, sp.Interval(start, end), "uniform", (start, end))


@log_density("uniform")
def _log_uniform(x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    return -sp.log(high - low)
