"""The termwise slacks behind D >= 0, evaluated without cancellation.

Each of ``d - log(1 + d)`` and ``e^x - 1 - x`` is a difference of nearly equal numbers close to its zero. What is
computed in floats, the integrands and the matrix families, is written as sums of these, all of them >= 0, so that
equal members give exactly 0 and nearly equal ones keep their digits.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TAYLOR = [1.0 / math.factorial(n) for n in range(22, 1, -1)]


def log1p_remainder(d: float) -> float:
    """Return ``d - log(1 + d)`` for d > -1, with s = d/(2 + d) as d s - 2 s^3 (1/3 + s^2/5 + ...)."""
    if abs(d) > 0.4:
        return d - math.log1p(d)
    s = d / (2.0 + d)
    square = s * s
    series = 0.0
    for k in range(27, 1, -2):
        series = series * square + 1.0 / k
    return d * s - 2.0 * s * square * series


def expm1_remainder(x: ArrayLike) -> NDArray[np.float64]:
    """Return ``e^x - 1 - x`` elementwise, by its Taylor series where |x| < 1."""
    x = np.asarray(x, dtype=float)
    near = np.clip(x, -1.0, 1.0)
    return np.where(np.abs(x) < 1.0, near * near * np.polyval(_TAYLOR, near), np.expm1(x) - x)
