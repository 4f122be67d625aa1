"""What a loop does not change, taken out of an expression so that it is computed once, before the loop."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp


def hoisted(expression: sp.Expr, moving: set[str], constant: Callable[[sp.Expr], sp.Symbol]) -> sp.Expr:
    """Replace the largest parts of an expression that a loop does not change.

    Parameters
    ----------
    expression : sympy.Expr
        Computed in each pass.
    moving : set of str
        Names of the variables that differ from pass to pass.
    constant : callable
        Takes a part that does not change; returns the symbol that stands for it.

    Returns
    -------
    sympy.Expr
        Equal to the expression. Of a sum or product, the terms or factors that do not change are one part.

    Examples
    --------
    >>> x, m, s = sp.symbols("x m s", positive=True)
    >>> parts = []
    >>> def constant(part):
    ...     parts.append(part)
    ...     return sp.Symbol(f"c{len(parts)}")
    >>> hoisted(sp.log(s) - (x - m)**2 / (2*s**2) + 1, {"x"}, constant), parts
    (c1 + c2*(-m + x)**2, [log(s) + 1, -1/(2*s**2)])
    """
    if not isinstance(expression, sp.Expr) or expression.is_Atom or (-expression).is_Atom:
        return expression
    if not _moves(expression, moving):
        return constant(expression)
    parts = list(expression.args)
    if isinstance(expression, (sp.Add, sp.Mul)):
        fixed = expression.func(*(part for part in parts if not _moves(part, moving)))
        parts = [fixed, *(part for part in parts if _moves(part, moving))]
    return expression.func(*(hoisted(part, moving, constant) for part in parts))


def _moves(expression: sp.Basic, moving: set[str]) -> bool:
    return any(str(symbol) in moving for symbol in expression.free_symbols)
