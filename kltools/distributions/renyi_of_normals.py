"""The Rényi divergence of two normals, of numbers or of vectors: where it is finite, and its closed form in floats."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import sympy as sp

from kltools.distributions.component import Component
from kltools.distributions.covariances import Whitened, common_axes, is_singular, shared_factors, whiten
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


#: Where 1 + (1 - alpha) e is below this, e has to be known to more digits; below the second it is taken for 0.
_CLOSE, _ZERO = 1e-4, mpmath.mpf(10) ** -200


def normals_renyi(p: Component, q: Component, alpha: float) -> float:
    """Return the Rényi divergence of two normals of vectors, alpha not 1.

    In the coordinates in which q's covariance is the identity and p's is diagonal, both have independent coordinates,
    and the divergence is the sum of those of the coordinates: normals of mean m and variance 1 + e against N(0, 1).
    It is infinite where the mixed variance 1 + (1 - alpha) e of a coordinate is not positive, and where the two fill
    different subspaces.

    Raises
    ------
    ValueError
        If a covariance matrix is too close to singular for its entries to tell.
    OverflowError
        If the value is finite but above the largest floating-point number.
    """
    flat = is_singular(p), is_singular(q)
    if any(flat) and (not all(flat) or common_axes(p, q) is None):
        return math.inf
    of_p, of_q, difference = shared_factors(p, q)
    if not difference.size:
        return 0.0
    whitened = whiten(of_p, of_q, difference)
    if min(1.0 + (1.0 - alpha) * float(e) for e in whitened.excess) < _CLOSE:
        whitened = whiten(of_p, of_q, difference, closely=True)
        with mpmath.workprec(4000):
            if min(1 + (1 - mpmath.mpf(alpha)) * e for e in whitened.excess) <= _ZERO:
                return math.inf
    value = evaluate_to_double(lambda: _sum_over_coordinates(whitened, alpha), whitened.bits)
    if value == math.inf:
        raise above_floats(f"the Rényi divergence of order {alpha:g}", p.label, q.label)
    return value


def _sum_over_coordinates(whitened: Whitened, alpha: float) -> Any:
    order = mpmath.mpf(alpha)
    return mpmath.fsum(
        _equation()(mpmath.mpf(m), mpmath.sqrt(1 + mpmath.mpf(e)), mpmath.mpf(0), mpmath.mpf(1), order)
        for e, m in zip(whitened.excess, whitened.shift, strict=True)
    )
