"""Extreme-value families: Gumbel's, and through a logarithm Weibull's and Fréchet's.

For x = m + s g with g standard Gumbel, E g is Euler's constant and E exp(-t g) = Gamma(1 + t); each of these is one
expectation of q's log density under p.
"""

from __future__ import annotations

import sympy as sp

from kltools.distributions.closed_forms.notation import Pair, pair
from kltools.distributions.closed_forms.registry import register

_M, _S, _C = pair("loc"), pair("scale"), pair("c")


def _gumbel_kl(shift: sp.Expr, scale: Pair) -> sp.Expr:
    """D between Gumbel laws with the given scales, p shifted to the right of q by `shift`."""
    ratio = scale.p / scale.q
    lifted = sp.exp(-shift / scale.q) * sp.gamma(1 + ratio) - 1
    return -sp.log(ratio) + sp.EulerGamma * (ratio - 1) + shift / scale.q + lifted


_INVERSE = Pair(1 / _C.p, 1 / _C.q)
_PLACES = ({"loc": 0.0, "scale": 1.0}, {"loc": 1.0, "scale": 2.0})
_SHAPES = ({"c": 2.0}, {"c": 1.5, "scale": 2.0})

register(
    "gumbel_r",
    _gumbel_kl(_M.p - _M.q, _S),
    source="E g = γ, E exp(−t g) = Γ(1 + t), g standard Gumbel",
    example=_PLACES,
)
register("gumbel_l", _gumbel_kl(_M.q - _M.p, _S), source="Gumbel, mirrored", example=_PLACES)
register(
    "weibull_min",
    _gumbel_kl(sp.log(_S.q / _S.p), _INVERSE),
    equal=("loc",),
    source="mirrored Gumbel, through log x",
    example=_SHAPES,
)
register(
    "weibull_max",
    _gumbel_kl(sp.log(_S.q / _S.p), _INVERSE),
    equal=("loc",),
    source="Weibull, mirrored",
    example=_SHAPES,
)
register(
    "invweibull",
    _gumbel_kl(sp.log(_S.p / _S.q), _INVERSE),
    equal=("loc",),
    source="Gumbel, through log x",
    example=_SHAPES,
)
