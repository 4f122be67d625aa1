"""The symbols of closed forms: SciPy's parameters, those of p and of q, and the slack that they share."""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

X = sp.Symbol("x", real=True)
"""An outcome."""

LOC, SCALE = sp.Symbol("loc", real=True), sp.Symbol("scale", positive=True)
ETA = sp.symbols("eta_1 eta_2", real=True)
"""Natural parameters."""

phi = sp.Function("varphi", nonnegative=True)
r"""The slack :math:`\varphi(t) = t - 1 - \log t` of ln t <= t - 1, as one sign."""


class Pair(NamedTuple):
    """One parameter of p, and the same of q."""

    p: sp.Symbol
    q: sp.Symbol


def parameter(name: str) -> sp.Symbol:
    """SciPy's parameter of a member of a family."""
    return LOC if name == "loc" else sp.Symbol(name, positive=True)


def pair(name: str) -> Pair:
    """SciPy's parameter of p and of q."""
    kind: dict[str, Any] = {"real": True} if name == "loc" else {"positive": True}
    return Pair(sp.Symbol(f"{name}_p", **kind), sp.Symbol(f"{name}_q", **kind))


def spelled_out(formula: sp.Expr) -> sp.Expr:
    """A formula with each slack written as t - 1 - log t.

    Examples
    --------
    >>> t = sp.Symbol("t", positive=True)
    >>> spelled_out(phi(t))
    t - log(t) - 1
    """
    return formula.replace(phi, lambda t: t - 1 - sp.log(t))
