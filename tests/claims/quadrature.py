"""Integrals in mpmath's numbers: over the line by the trapezoidal rule, which settles fast, and between points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp

Function = Callable[[Any], Any]
DIGITS = 35
"""How many are asked for where a claim does not say."""


def trapezoidal(function: Function, low: Any, high: Any, step: Any, digits: int = DIGITS) -> mp.mpf:
    """The integral of a function that is next to nothing beyond `low` and `high`, by its values at multiples of the step.

    For an analytic function the rule's error falls exponentially: at twice the step it is the root of what it is here. So the
    sums over even and over odd multiples have to agree to half the digits.

    Raises
    ------
    ValueError
        If they do not.
    """
    first, last = int(mp.floor(low / step)), int(mp.ceil(high / step))
    even, odd = (mp.fsum(function(step * k) for k in range(start, last + 1, 2)) for start in (first, first + 1))
    if abs(even - odd) > mp.mpf(10) ** (-mp.mpf(digits) / 2) * max(abs(even), abs(odd), 1 / step):
        raise ValueError(f"the trapezoidal rule does not settle: {even} and {odd}; take a smaller step")
    return step * (even + odd)


def reach(digits: int) -> mp.mpf:
    """How many standard deviations to go from a normal's mean, and one more, for all of its mass but 10^-digits."""
    return mp.sqrt(2 * mp.log(10) * digits) + 1


def integral(function: Function, centre: Any, spread: Any, width: Any = None, digits: int = DIGITS) -> mp.mpf:
    """The integral of a function that falls like N(centre, spread^2) and is analytic within three widths of the line.

    The width is the spread if not given.
    """
    out = reach(digits) * spread
    step = mp.mpf(8) / digits * (spread if width is None else width)
    return trapezoidal(function, centre - out, centre + out, step, digits)


def tanh_sinh(function: Function, points: Any, digits: int = DIGITS) -> mp.mpf:
    """The integral of a function, analytic between the points, to as many digits as are asked; mpmath's rule stops there."""
    with mp.workdps(digits):
        return mp.quad(function, points)


def normal_density(mean: Any, spread: Any) -> Function:
    """The density of N(mean, spread^2); mpmath's computes its constants again at each x."""
    height, rate = 1 / (spread * mp.sqrt(2 * mp.pi)), -1 / (2 * mp.mpf(spread) ** 2)
    return lambda x: height * mp.exp(rate * (x - mean) ** 2)


def log_normal_density(mean: Any, spread: Any) -> Function:
    """Its logarithm."""
    log_height, rate = -mp.log(spread * mp.sqrt(2 * mp.pi)), -1 / (2 * mp.mpf(spread) ** 2)
    return lambda x: log_height + rate * (x - mean) ** 2


def log_ratio_integrand(log_q: Function, log_p: Function) -> Function:
    """The integrand q (log q - log p) of a divergence, from the logarithms of both densities, each taken once at a point."""

    def integrand(x: Any) -> Any:
        height = log_q(x)
        return mp.exp(height) * (height - log_p(x))

    return integrand


def divergence_of_normal(mean: Any, spread: Any, log_p: Function) -> mp.mpf:
    """The mean of log q - log p under q = N(mean, spread^2)."""
    return integral(log_ratio_integrand(log_normal_density(mean, spread), log_p), mean, spread)


def normal_mean(function: Function, mean: Any, spread: Any, width: Any = None, digits: int = DIGITS) -> mp.mpf:
    """The mean of a function under N(mean, spread^2)."""
    density = normal_density(mean, spread)
    return integral(lambda x: density(x) * function(x), mean, spread, width, digits)
