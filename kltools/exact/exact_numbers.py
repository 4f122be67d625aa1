"""Exact numbers: what is let in, and how their logarithms are written."""

from __future__ import annotations

import numbers
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sympy as sp

# Trial division stops here: beyond it a large composite keeps one logarithm of its own,
# rather than holding the reader up while it is factored.
_FACTOR_LIMIT = 10**5


def exact(value: Any, place: str) -> sp.Expr:
    """Return `value` as a SymPy expression, or say why it is not an exact number.

    `place` names the argument in the message, as in ``"p[0]"``.
    """
    if isinstance(value, (float, complex, Decimal)) or (isinstance(value, sp.Basic) and value.has(sp.Float)):
        raise TypeError(
            f"{place} is {value}, which holds a floating-point number, and those are not exact; "
            "write it as fractions.Fraction or sympy.Rational, or use kltools.kl_divergence and "
            "its companions, which compute in floating point"
        )
    if isinstance(value, sp.Expr):
        expression = value
    elif isinstance(value, Fraction):
        expression = sp.Rational(value.numerator, value.denominator)
    elif isinstance(value, numbers.Integral) and not isinstance(value, bool):
        expression = sp.Integer(int(value))
    else:
        raise TypeError(
            f"{place} is {value!r} of type {type(value).__name__}, which is not an exact number; "
            "use an int, a fractions.Fraction or a SymPy expression, or kltools.kl_divergence "
            "for floating-point numbers"
        )
    if expression.is_finite is False or expression.has(sp.nan):
        raise ValueError(f"{place} is {expression}, but it must be finite; check how it was computed")
    if expression.is_extended_real is False:
        raise ValueError(f"{place} is {expression}, but it must be real; check how it was computed")
    return expression


def log(value: sp.Expr) -> sp.Expr:
    """Return log(value), that of a rational number as a sum over the logs of its primes.

    Logs of primes are independent over the rationals, so two exact values that are equal come
    out as the same expression.
    """
    if isinstance(value, sp.Rational) and value.is_positive:
        powers = sp.factorrat(value, limit=_FACTOR_LIMIT)
        return sp.Add(*(power * sp.log(prime) for prime, power in powers.items()))
    if value.is_positive and not value.free_symbols:
        return sp.expand_log(sp.log(value))
    return sp.log(value)


def log_ratio(numerator: sp.Expr, denominator: sp.Expr) -> sp.Expr:
    """Return log(numerator/denominator) as one log."""
    return -log(denominator) if numerator == 1 else log(numerator / denominator)


def in_base(value: sp.Expr, base: Any) -> sp.Expr:
    """Convert `value` from nats to the unit that `base` names; None keeps nats."""
    if base is None:
        return value
    number = exact(base, "base")
    if (number - 1).is_extended_positive is False:
        raise ValueError(f"base is {number}, but it must be above 1; use 2 for bits, 10 for dits")
    converted = value / log(number)
    # Numbers are gathered; a formula, and what stands under an integral, keep their shape.
    keep = converted.free_symbols or converted.has(sp.Integral, sp.Sum)
    return converted if keep else sp.expand(converted)
