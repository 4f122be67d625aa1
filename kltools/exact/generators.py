"""The generators f of the common f-divergences, the mean of f(p/q) under q, as expressions in t = p/q."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import sympy as sp

T = sp.Symbol("t", positive=True)
"""The ratio p/q that the generators are functions of."""

f_generators: Mapping[str, sp.Expr] = MappingProxyType(
    {
        "D(p‖q)": T * sp.log(T) - T + 1,
        "D(q‖p)": -sp.log(T) + T - 1,
        "JSD": (T * sp.log(T) - (1 + T) * sp.log((1 + T) / 2)) / 2,
        "total variation": sp.Abs(T - 1) / 2,
        "squared Hellinger": (sp.sqrt(T) - 1) ** 2,
        "chi-squared": (T - 1) ** 2,
    }
)
r"""Name to generator, each in its normal form: f(1) = 0, and f'(1) = 0 where f has a derivative there.

A multiple of t − 1 adds nothing to the divergence, since p and q have equal mass; in the normal form f itself is
never negative. The squared Hellinger distance is :math:`\sum (\sqrt p - \sqrt q)^2`, without the factor ½ that some
give it, and chi-squared is Pearson's :math:`\sum (p - q)^2/q`.

Examples
--------
>>> import kltools
>>> f = sp.lambdify(T, f_generators["chi-squared"])
>>> round(kltools.f_divergence([0.5, 0.5], [0.25, 0.75], f), 12)
0.333333333333
"""
