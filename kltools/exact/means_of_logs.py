"""Means of log q under p, where log q is linear in statistics whose means are known.

The log density of an exponential family is a sum of parameters times statistics: x and x**2
for a normal, x and log x for a gamma. Where p knows the mean of each, no integral is needed.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from kltools.exact.density import Density

Means = Callable[..., dict[sp.Expr, sp.Expr]]


def _normal(x: sp.Symbol, mu: sp.Expr, sigma: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {x: mu, x**2: mu**2 + sigma**2}


def _laplace(x: sp.Symbol, mu: sp.Expr, scale: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {x: mu, x**2: mu**2 + 2 * scale**2}


def _gamma(x: sp.Symbol, shape: sp.Expr, rate: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {
        x: shape / rate,
        x**2: shape * (shape + 1) / rate**2,
        sp.log(x): sp.digamma(shape) - sp.log(rate),
    }


def _exponential(x: sp.Symbol, rate: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return _gamma(x, sp.S.One, rate)


def _beta(x: sp.Symbol, a: sp.Expr, b: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    total = a + b
    return {
        x: a / total,
        x**2: a * (a + 1) / (total * (total + 1)),
        sp.log(x): sp.digamma(a) - sp.digamma(total),
        sp.log(1 - x): sp.digamma(b) - sp.digamma(total),
    }


def _uniform(x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {x: (low + high) / 2, x**2: (low**2 + low * high + high**2) / 3}


def _binomial(k: sp.Symbol, n: sp.Expr, prob: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {k: n * prob}


def _poisson(k: sp.Symbol, mean: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {k: mean}


def _geometric(k: sp.Symbol, prob: sp.Expr) -> dict[sp.Expr, sp.Expr]:
    return {k: 1 / prob}


_MEANS: dict[str | None, Means] = {
    "normal": _normal,
    "laplace": _laplace,
    "gamma": _gamma,
    "exponential": _exponential,
    "beta": _beta,
    "uniform": _uniform,
    "binomial": _binomial,
    "poisson": _poisson,
    "geometric": _geometric,
}


def mean_of_log(p: Density, q: Density) -> sp.Expr | None:
    """E_p[log q], or None where a statistic in log q has no known mean under p."""
    if p.family not in _MEANS:
        return None
    means = _MEANS[p.family](p.variable, *p.parameters)
    expanded = sp.expand(q.log_expression, log=False, power_base=False, power_exp=False)
    total = sp.S.Zero
    for term in sp.Add.make_args(expanded):
        factor, statistic = term.as_independent(p.variable, as_Add=False)
        if not term.has(p.variable):
            total += term
        elif statistic in means:
            total += factor * means[statistic]
        else:
            return None
    return total
