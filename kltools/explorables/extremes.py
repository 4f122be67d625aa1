"""The largest and the smallest of several numbers, as SymPy functions that do not compare their arguments.

SymPy's own ``Max`` and ``Min`` try to prove, whenever they are made or rebuilt, which argument is the larger. A
formula with several of them takes seconds to write down and again to print; nothing here needs the proof.
"""

from __future__ import annotations

from typing import Any

import sympy as sp


class Largest(sp.Function):
    """The largest of its arguments, left as it is written.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> Largest(x, x + 1)
    Largest(x, x + 1)
    >>> float(Largest(x, x + 1).subs(x, 2).rewrite(sp.Max))
    3.0
    """

    is_real = True

    def _eval_rewrite_as_Max(self, *args: sp.Expr, **_: Any) -> sp.Expr:
        return sp.Max(*args)


class Smallest(sp.Function):
    """The smallest of its arguments, left as it is written.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> Smallest(x, x + 1)
    Smallest(x, x + 1)
    >>> float(Smallest(x, x + 1).subs(x, 2).rewrite(sp.Min))
    2.0
    """

    is_real = True

    def _eval_rewrite_as_Min(self, *args: sp.Expr, **_: Any) -> sp.Expr:
        return sp.Min(*args)
