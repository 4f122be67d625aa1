"""Families that are no exponential family in location and scale: Laplace, Cauchy, logistic, and what they become
through a logarithm or a fold.

References
----------
F. Chyzak and F. Nielsen, A closed-form formula for the Kullback-Leibler divergence between Cauchy distributions,
arXiv:1905.10965, 2019.
"""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.notation import Pair, pair, phi
from kltools.distributions.closed_forms.registry import register

_M, _S, _C = pair("loc"), pair("scale"), pair("c")


def _laplace_kl(gap: sp.Expr, scale: Pair) -> sp.Expr:
    """The slack of the scales, and exp(-t) - 1 + t for the gap of the locations in p's scales: both >= 0."""
    t = gap / scale.p
    return phi(scale.p / scale.q) + scale.p / scale.q * (sp.exp(-t) - 1 + t)


def _logistic_kl(shift: sp.Expr) -> sp.Expr:
    """With u = F(x), uniform, E log(1 + e^(d - x)) is the integral of log(u + e^d (1 - u)) plus 1."""
    return shift * sp.coth(shift / 2) - 2


register(
    "laplace",
    _laplace_kl(sp.Abs(_M.p - _M.q), _S),
    source="the mean of |x - m| under a Laplace density",
    example=({"loc": 0.0, "scale": 1.0}, {"loc": 1.0, "scale": 2.0}),
)
register(
    "loglaplace",
    _laplace_kl(sp.Abs(sp.log(_S.p / _S.q)), Pair(1 / _C.p, 1 / _C.q)),
    equal=("loc",),
    source="Laplace, through log x",
    example=({"c": 2.0}, {"c": 1.5, "scale": 2.0}),
)
register(
    "cauchy",
    sp.log(((_S.p + _S.q) ** 2 + (_M.p - _M.q) ** 2) / (4 * _S.p * _S.q)),
    source="Chyzak and Nielsen 2019",
    example=({"loc": 0.0, "scale": 1.0}, {"loc": 1.0, "scale": 2.0}),
)
register(
    "halfcauchy",
    sp.log((_S.p + _S.q) ** 2 / (4 * _S.p * _S.q)),
    equal=("loc",),
    source="Cauchy of equal centres, folded",
    example=({"scale": 1.0}, {"scale": 2.0}),
)
register(
    "logistic",
    _logistic_kl((_M.p - _M.q) / _S.p),
    equal=("scale",),
    source="its distribution function as the variable; 0 where p = q",
    example=({"loc": 0.0}, {"loc": 1.5}),
)
register(
    "fisk",
    _logistic_kl(_C.p * sp.log(_S.p / _S.q)),
    equal=("loc", "c"),
    source="logistic, through log x; 0 where p = q",
    example=({"c": 2.0}, {"c": 2.0, "scale": 3.0}),
)
