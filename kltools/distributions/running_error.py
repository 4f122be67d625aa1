"""How many bits a formula takes, told by floats that carry a bound on their own rounding.

A closed form is a difference of terms that cancel where p is near q. Evaluated once in floats, each with a bound on how far
it is off, it shows how much. Where that is little, the float will do; else so many bits more than a float's make the same
evaluation right to a float's last digit. Each
operation adds the rounding of its own to what it inherits: the running error analysis of Higham [1]_, section 3.3.

References
----------
.. [1] N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., SIAM, 2002.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from scipy import special

UNIT = 2.0**-53
"""Half the distance from 1 to the next float: how far one operation may round."""

LOGGAMMA, DIGAMMA, GAMMA = 5 * UNIT, 3 * UNIT, 12 * UNIT
"""How far SciPy's functions may be off beside 1 + their value; 4.1, 2.4 and 7.5 units were measured at 60,000 points."""

SMALL, LARGE = 1e-290, 1e290
"""Outside this range products lose digits to underflow, and are left to mpmath."""

FIRST_ORDER = 1e-6
"""Where the argument of a function may be off by more than this share of itself, its slope there says too little."""


class NotSureError(ArithmeticError):
    """A result whose rounding is not bounded here."""


class Rounded:
    """A float and a bound on how far it is from the number that it stands for.

    Parameters
    ----------
    value, error : float

    Examples
    --------
    >>> third = Rounded(1.0) / Rounded(3.0)
    >>> third.value, third.error == UNIT / 3
    (0.3333333333333333, True)
    """

    __slots__ = ("error", "value")

    def __init__(self, value: float, error: float = 0.0) -> None:
        self.value, self.error = value, error

    def __add__(self, other: Any) -> Rounded:
        if type(other) is not Rounded:
            other = lift(other)
        value = self.value + other.value
        return Rounded(value, self.error + other.error + UNIT * abs(value))

    __radd__ = __add__

    def __neg__(self) -> Rounded:
        return Rounded(-self.value, self.error)

    def __sub__(self, other: Any) -> Rounded:
        if type(other) is not Rounded:
            other = lift(other)
        value = self.value - other.value
        return Rounded(value, self.error + other.error + UNIT * abs(value))

    def __rsub__(self, other: Any) -> Rounded:
        return lift(other) - self

    def __mul__(self, other: Any) -> Rounded:
        if type(other) is not Rounded:
            other = lift(other)
        one, two = self.value, other.value
        value = one * two
        size = abs(value)
        if not SMALL < size < LARGE and not (one == 0.0 or two == 0.0):
            raise NotSureError
        return Rounded(value, (abs(one) + self.error) * other.error + abs(two) * self.error + UNIT * size)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Rounded:
        if type(other) is not Rounded:
            other = lift(other)
        least = abs(other.value) - other.error
        if not least > 0.0:
            raise NotSureError
        value = self.value / other.value
        size = abs(value)
        if not SMALL < size < LARGE and self.value != 0.0:
            raise NotSureError
        return Rounded(value, (self.error + size * other.error) / least + UNIT * size)

    def __rtruediv__(self, other: Any) -> Rounded:
        return lift(other) / self

    def __pow__(self, power: Any) -> Rounded:
        if power == 2:
            return self * self
        if type(power) is Rounded or not self.value > 0.0:
            raise NotSureError
        return exp(power * log(self)) if power != 0.5 else sqrt(self)

    def __abs__(self) -> Rounded:
        return Rounded(abs(self.value), self.error)


def lift(number: float) -> Rounded:
    """Return a number that stands in a formula: a whole one is exact, another may have been rounded."""
    value = float(number)
    return Rounded(value, 0.0 if value.is_integer() else UNIT * abs(value))


def _function(value: Callable[[float], Any], slope: Callable[[float], Any], own: float) -> Callable[[Any], Rounded]:
    """Return a smooth function of positive numbers, with the error that it passes on by its slope, and its own."""

    def of(x: Any) -> Rounded:
        x = x if type(x) is Rounded else lift(x)
        at = x.value
        if not (at > 0.0 and x.error <= FIRST_ORDER * at):
            raise NotSureError
        result = float(value(at))
        if not abs(result) < LARGE:
            raise NotSureError
        inherited = 2.0 * x.error * abs(float(slope(at))) if x.error else 0.0  # twice: the slope changes on the way
        return Rounded(result, inherited + own * (1.0 + abs(result)))

    return of


def log(x: Any) -> Rounded:
    """Return the logarithm, whose error beside an exact argument is that of a rounding."""
    x = x if type(x) is Rounded else lift(x)
    least = x.value - x.error
    if not least > 0.0:
        raise NotSureError
    value = math.log(x.value)
    return Rounded(value, x.error / least + 2 * UNIT * abs(value))


def exp(x: Any) -> Rounded:
    """Return the exponential, whose relative error is the absolute one of its argument."""
    x = x if type(x) is Rounded else lift(x)
    if not abs(x.value) + x.error < math.log(LARGE):
        raise NotSureError
    value = math.exp(x.value)
    return Rounded(value, value * (math.expm1(x.error) + 2 * UNIT))


def sqrt(x: Any) -> Rounded:
    """Return the square root."""
    x = x if type(x) is Rounded else lift(x)
    least = x.value - x.error
    if not least > 0.0:
        raise NotSureError
    value = math.sqrt(x.value)
    return Rounded(value, x.error / (2.0 * math.sqrt(least)) + UNIT * value)


_digamma = _function(special.psi, lambda x: special.polygamma(1, x), DIGAMMA)


def _polygamma(order: int, x: Any) -> Rounded:
    if order != 0:
        raise NotSureError
    return _digamma(x)


FUNCTIONS: Mapping[str, Any] = {
    "log": log,
    "exp": exp,
    "sqrt": sqrt,
    "lgamma": _function(special.gammaln, special.psi, LOGGAMMA),
    "polygamma": _polygamma,
    "gamma": _function(special.gamma, lambda x: special.gamma(x) * special.psi(x), GAMMA),
    "pi": math.pi,
}
"""What a formula printed as Python calls, by its names."""

_KNOWN = (sp.log, sp.exp, sp.loggamma, sp.polygamma, sp.gamma, sp.Abs)


def compiled(symbols: list[Any], formula: Any) -> Callable[..., Any] | None:
    """Return a formula as a function of `Rounded` numbers, None where it calls a function that `FUNCTIONS` has not.

    Parameters
    ----------
    symbols : list of sympy.Symbol
        Its arguments, in order.
    formula : sympy.Expr

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> compiled([x, y], sp.log(x / y))(Rounded(2.0), Rounded(1.0)).value
    0.6931471805599453
    >>> compiled([x, y], sp.besseli(x, y))
    """
    others = formula.atoms(sp.Function, sp.Sum, sp.Integral, sp.Piecewise, sp.MatrixSymbol, sp.Min, sp.Max)
    if not all(isinstance(one, _KNOWN) for one in others):
        return None
    function: Callable[..., Any] = sp.lambdify(symbols, formula, [dict(FUNCTIONS)], cse=True)
    return function


def in_floats(
    evaluate: Callable[..., Any], values: list[float], share: float, digits: int
) -> tuple[float | None, int | None]:
    """Return a positive quantity in floats and how many bits it takes, each None where floats cannot tell.

    Parameters
    ----------
    evaluate : callable
        The formula, as `compiled` returns it.
    values : list of float
        Its arguments, taken as exact.
    share : float
        How much of the quantity its error in floats may be, for it to be returned.
    digits : int
        How many binary digits are to be right with as many bits as are returned.

    Examples
    --------
    >>> in_floats(lambda x, y: log(x / y), [2.0, 1.0], 1e-15, 60)
    (0.6931471805599453, 63)
    >>> in_floats(lambda x, y: log(x / y), [1.0 + 1e-12, 1.0], 1e-15, 60)  # the quotient has lost forty bits
    (None, 101)
    >>> in_floats(lambda x, y: log(x / y), [1.0, 1.0], 1e-15, 60)
    (None, None)
    """
    try:
        result = evaluate(*map(Rounded, values))
    except (ArithmeticError, ValueError):
        return None, None
    if type(result) is not Rounded or not SMALL < result.value < LARGE or not 2.0 * result.error < result.value:
        return None, None
    bits = digits + math.frexp(2.0 * result.error / (UNIT * result.value))[1]
    return (result.value if result.error <= share * result.value else None), bits
