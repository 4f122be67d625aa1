"""What figures share that set a normal q against a p of several modes."""

from __future__ import annotations

import sympy as sp

from kltools import exact
from kltools.explorables import LogSumExp, X

Z = sp.Symbol("z", real=True)
"""A place in q's own standard deviations."""

Q_ENDS = (sp.Rational(-17, 2), sp.Rational(17, 2))
"""Beyond these places q has no mass that a digit would show."""


def log_of_two(weight: sp.Expr, left: exact.Density, right: exact.Density) -> sp.Expr:
    """The log density of a mixture of two, the left one of this weight.

    Examples
    --------
    >>> w = sp.Symbol("w", positive=True)
    >>> log_of_two(w, exact.exponential(1, x=X), exact.exponential(2, x=X))  # doctest: +ELLIPSIS
    LogSumExp(...)
    """
    return LogSumExp(sp.log(weight) + left.log_expression, sp.log(1 - weight) + right.log_expression)


def reverse_integral(log_p_over_q: sp.Expr, mean: sp.Expr, spread: sp.Expr) -> sp.Integral:
    """D(q‖p) for a normal q: an integral over q, in its own standard deviations, so that its nodes lie where q does.

    Parameters
    ----------
    log_p_over_q : sympy.Expr
        As a function of X.
    mean, spread : sympy.Expr
        Of q.

    Examples
    --------
    >>> reverse_integral(sp.Integer(0), sp.Integer(0), sp.Integer(1)).doit()
    0
    """
    ratio = -log_p_over_q.subs(X, mean + spread * Z)
    return sp.Integral(exact.normal(0, 1, x=Z).expression * ratio, (Z, *Q_ENDS))
