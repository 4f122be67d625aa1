"""The Rényi divergence of two normals: where it is finite, and its closed form in floats."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy as sp

from kltools.distributions.component import Component
from kltools.distributions.errors import above_floats
from kltools.distributions.precision import evaluate_to_double, magnitude
from kltools.exact import find_closed_form


@cache
def _equation() -> Callable[..., Any]:
    """mpmath's function of the parameters of p, those of q, and the order."""
    *of_p, mean_q, sd_q, alpha = symbols = sp.symbols("mean_p sd_p mean_q sd_q alpha")
    found = find_closed_form("renyi", ("normal", (*of_p, alpha)), ("normal", (mean_q, sd_q, alpha)))
    assert found is not None
    function: Callable[..., Any] = sp.lambdify(symbols, found.expression, "mpmath", cse=True)
    return function


def normal_renyi(p: Component, q: Component, alpha: float) -> float:
    """Return the Rényi divergence of two normals, alpha not 1.

    The variance (1 - alpha) sd_p^2 + alpha sd_q^2 is sd_q^2 over that of the normal that p^alpha q^(1 - alpha) is
    proportional to, times sd_p^2; where it is not positive, which exact fractions decide, the integral diverges.

    Raises
    ------
    OverflowError
        If the value is finite but above the largest floating-point number.
    """
    order = Fraction(alpha)
    if (1 - order) * Fraction(p.scale) ** 2 + order * Fraction(q.scale) ** 2 <= 0:
        return math.inf
    given = (p.loc, p.scale, q.loc, q.scale, alpha)
    numbers = [mpmath.mpf(one) for one in given]
    value = evaluate_to_double(lambda: _equation()(*numbers), magnitude(given))
    if value == math.inf:
        raise above_floats(f"the Rényi divergence of order {alpha:g}", p.label, q.label)
    return value
