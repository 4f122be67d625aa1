"""The largest and the smallest of several numbers, as SymPy functions that do not compare their arguments.

SymPy's own ``Max`` and ``Min`` try to prove, whenever they are made or rebuilt, which argument is the larger. A
formula with several of them takes seconds to write down and again to print; nothing here needs the proof.
"""

from __future__ import annotations

import sympy as sp


class Largest(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """The largest of its arguments, left as it is written.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> Largest(x, x + 1)
    Largest(x, x + 1)
    """

    is_real = True


class Smallest(sp.Function):  # type: ignore[misc]
    """The smallest of its arguments, left as it is written.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> Smallest(x, x + 1)
    Smallest(x, x + 1)
    """

    is_real = True
