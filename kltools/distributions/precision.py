"""Evaluating a formula with as many bits as its cancellation asks for.

A closed form is a difference of terms that nearly cancel where p is near q, and that overflow a float where they
are far apart. mpmath's numbers have as many bits as asked for and no largest exponent, so each formula is
evaluated as it is written, with twice the bits each time, until two evaluations agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import mpmath

FIRST_BITS, LAST_BITS = 120, 4000
"""The first is enough where D is above 1e-18 of its terms. The last resolves any two floats from 5e-324 to 2e308."""

FLOAT_EXPONENTS = 1074
"""The largest exponent of 2 in a float, above or below."""

AGREED_BITS = 60
"""How many binary digits are to be right before a number is rounded to a float, which has 53."""

AGREED = mpmath.mpf(2) ** -AGREED_BITS
"""Relative agreement that ends the search."""


STEP = 32
"""Numbers of bits are multiples of this where they are chosen freely, so that what was computed can serve again."""


@lru_cache(maxsize=4096)
def _value(function: Callable[..., Any], arguments: tuple[Any, ...], bits: int) -> Any:
    """Return a function at mpmath's working precision, which is `bits`; of the last few thousand, as it was found."""
    return function(*arguments)


MODULES: list[Any] = [
    {
        "loggamma": lambda *arguments: _value(mpmath.loggamma, arguments, mpmath.mp.prec),
        "polygamma": lambda *arguments: _value(mpmath.psi, arguments, mpmath.mp.prec),
    },
    "mpmath",
]
"""Where a formula finds its functions: the slowest of mpmath's are remembered, since who varies q leaves p as it is."""


def evaluate_to_double(evaluate: Callable[[], Any], wide: int = 0) -> float:
    """Evaluate a non-negative quantity until it has the digits of a float.

    Parameters
    ----------
    evaluate : callable
        Returns the quantity at mpmath's working precision.
    wide : int
        The `magnitude` of what goes into it: parameters, and exponentials of them. So many bits more are carried
        from the first, since two evaluations that both round 1 - 1e-300 to 1 would agree.

    Returns
    -------
    float
        Correct to a unit in the last place; 0 where it does not rise out of the rounding at any precision, and
        infinite where it is above the largest float.

    Examples
    --------
    >>> evaluate_to_double(lambda: mpmath.mpf(1e-20) - mpmath.log1p(mpmath.mpf(1e-20)))
    5e-41
    """
    bits, previous = FIRST_BITS + wide, None
    last = max(LAST_BITS, 2 * bits)
    while bits <= last:
        with mpmath.workprec(bits):
            try:
                value = mpmath.re(evaluate())
            except ZeroDivisionError:  # a difference that vanishes at this precision, such as 1 - exp(-1e-300)
                value = None
            if value is not None and previous is not None and value > 0 and abs(value - previous) <= value * AGREED:
                return float(value)
        bits, previous = 2 * bits, value
    return 0.0


def magnitude(numbers: Iterable[Any]) -> int:
    """How many bits the squares of some numbers reach beyond 1, above or below, as far as floats go.

    Parameters
    ----------
    numbers : iterable of float or mpmath.mpf

    Returns
    -------
    int

    Examples
    --------
    >>> magnitude([1.0, 0.0, 2.0**-50, mpmath.mpf(2) ** 3])
    98
    """
    exponents = (abs(mpmath.mag(number)) for number in numbers if number)
    return 2 * int(min(max(exponents, default=0), FLOAT_EXPONENTS))
