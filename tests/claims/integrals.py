"""Integrals in symbols: SymPy integrates one function with any parameters, and its terms' differ from that by derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import sympy as sp

CURVE, SHAPE, RATE = sp.symbols("_a _c _d", positive=True)
SLOPE = sp.Symbol("_b", real=True)
"""Parameters under names that no chapter gives its own."""


def over_the_line(function: Any, variable: Any) -> Any:
    """The integral over the line of powers of a SymPy variable times exponentials of quadratics in it.

    Raises
    ------
    ValueError
        If the function has another term, or one of which SymPy does not see that it falls.
    """
    return term_by_term(function, variable, _term_over_the_line)


def over_the_half_line(function: Any, variable: Any) -> Any:
    """The integral over the positive numbers of powers of a positive SymPy variable and its logarithm times exponentials.

    Raises
    ------
    ValueError
        If the function has another term, or one of which SymPy does not see that its integral is finite.
    """
    return term_by_term(function, variable, _term_over_the_half_line)


def term_by_term(function: Any, variable: Any, rule: Callable[[Any, Any], Any]) -> Any:
    """The sum of a rule's values at the terms of a function, without the factors that hold no variable, times these."""
    terms = (term.as_independent(variable, as_Add=False) for term in sp.Add.make_args(sp.expand(function)))
    return sp.Add(*(factor * rule(sp.powsimp(rest, combine="exp"), variable) for factor, rest in terms))


@cache
def _term_over_the_line(term: Any, variable: Any) -> Any:
    power, exponential = term.as_independent(sp.exp, as_Add=False)
    _, n = power.as_base_exp() if power.has(variable) else (variable, sp.Integer(0))
    exponent = exponential.exp if isinstance(exponential, sp.exp) else sp.Integer(0)
    quadratic = sp.Poly(exponent if exponent.is_polynomial(variable) else 0, variable)
    constant, slope, curve = (quadratic.coeff_monomial(variable**k) for k in range(3))
    if power != variable**n or not n.is_Integer or n < 0 or quadratic.degree() > 2 or not (-curve).is_positive:
        raise ValueError(f"{term} is not a power of {variable} times an exponential of a quadratic in it that falls")
    return sp.exp(constant) * _power_over_the_line(int(n)).subs({CURVE: -curve, SLOPE: slope})


@cache
def _power_over_the_line(n: int) -> Any:
    """The integral of x^n exp(b x - a x^2), for all a > 0 and b: SymPy integrates for n = 0, and differentiates by b."""
    if n > 0:
        return sp.factor(sp.diff(_power_over_the_line(n - 1), SLOPE))
    x = sp.Symbol("x", real=True)
    # of SymPy's rules this one always settles it; another, which goes first if none is named, leaves erf(u) + erfc(u) at times
    return sp.simplify(sp.integrate(sp.exp(SLOPE * x - CURVE * x**2), (x, -sp.oo, sp.oo), meijerg=True))


@cache
def _term_over_the_half_line(term: Any, variable: Any) -> Any:
    powers = dict(factor.as_base_exp() for factor in sp.Mul.make_args(term))
    power, k, exponent = (powers.pop(base, sp.Integer(0)) for base in (variable, sp.log(variable), sp.E))
    shape, rate = power + 1, -exponent / variable
    if powers or not shape.is_positive or not rate.is_positive or rate.has(variable):
        raise ValueError(
            f"{term} is not powers of {variable} and its logarithm times an exponential, with a finite integral"
        )
    return sp.expand_func(_power_over_the_half_line(k).subs({SHAPE: shape, RATE: rate}))


@cache
def _power_over_the_half_line(k: int) -> Any:
    """The integral of x^(c - 1) log(x)^k exp(-d x), for all c, d > 0: SymPy integrates for k = 0, differentiates by c."""
    if k > 0:
        return sp.diff(_power_over_the_half_line(k - 1), SHAPE)
    x = sp.Symbol("x", positive=True)
    return sp.integrate(x ** (SHAPE - 1) * sp.exp(-RATE * x), (x, 0, sp.oo), meijerg=True)


def mean_of_noise(polynomial: Any, noise: Any) -> Any:
    """The mean of a polynomial in independent standard normals for SymPy, which integrates each power."""
    z = sp.Symbol("z", real=True)
    poly = sp.Poly(sp.expand(polynomial), *noise)
    highest = max(max(powers) for powers in poly.monoms())
    moment = [over_the_line(z**k * sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi), z) for k in range(highest + 1)]
    return sum(factor * sp.prod([moment[power] for power in powers]) for powers, factor in poly.terms())
