"""The Rényi divergence of two normals, in closed form.

References
----------
T. van Erven and P. Harremoës, Rényi divergence and Kullback-Leibler divergence, IEEE Trans. Inf. Theory 60, 2014.
"""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath

from kltools.distributions.closed_forms.precision import evaluate_to_double
from kltools.distributions.component import Component
from kltools.distributions.errors import above_floats


def normal_renyi(p: Component, q: Component, alpha: float) -> float:
    """Return the Rényi divergence of two normals, alpha not 1 (van Erven and Harremoës 2014, equation 10).

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
    mean_p, sd_p, mean_q, sd_q, a = map(mpmath.mpf, (p.loc, p.scale, q.loc, q.scale, alpha))

    def equation_10() -> mpmath.mpf:
        variance = (1 - a) * sd_p**2 + a * sd_q**2
        logs = mpmath.log(variance) / 2 - (1 - a) * mpmath.log(sd_p) - a * mpmath.log(sd_q)
        return a * (mean_p - mean_q) ** 2 / (2 * variance) + logs / (1 - a)

    value = evaluate_to_double(equation_10)
    if value == math.inf:
        raise above_floats(f"the Rényi divergence of order {alpha:g}", p.label, q.label)
    return value
