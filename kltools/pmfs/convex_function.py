"""The convex function f of an f-divergence, as it is given: whether it is one, and what it returns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from kltools.arguments import Array, real_option
from kltools.pmfs.pairs import TINY


def slope_of(slope_at_infinity: Any) -> float | None:
    """Return the limit of f(t)/t as a float, None where it is left open, or say why it is no limit."""
    if slope_at_infinity is None:
        return None
    cure = "it is a number; give the limit of f(t)/t as t grows, inf if there is none"
    slope = real_option(slope_at_infinity, "slope_at_infinity", cure)
    if math.isnan(slope) or slope == -math.inf:
        raise ValueError(
            f"slope_at_infinity is {slope}, but a convex f with f(1) = 0 has a limit of f(t)/t above -inf; "
            "give that limit, inf if f(t)/t grows without bound"
        )
    return slope


def values_of(f: Callable[[Array], Any], ratios: Array) -> Array:
    """Return f at an array of ratios, NaN where f gives it, after checking what else it returned."""
    with np.errstate(all="ignore"):
        returned = f(ratios.copy())  # f may work in place
    try:
        values = np.asarray(returned)
    except ValueError as error:
        raise ValueError(f"f returned no rectangular array ({error}); let f act entry by entry") from None
    if values.dtype.kind not in "iuf":
        raise TypeError(f"f returned dtype {values.dtype}, but f(p/q) is a real number; return an array of floats")
    if values.shape != ratios.shape:
        raise ValueError(f"f returned shape {values.shape} for input of shape {ratios.shape}; let f act entry by entry")
    return values.astype(np.float64)


def values_with_limit(f: Callable[[Array], Any], ratios: Array) -> Array:
    """Return f at an array of ratios; where it gives NaN at 0, its value at the smallest positive double."""
    values = values_of(f, ratios)
    at_zero = np.isnan(values) & (ratios == 0)
    if at_zero.any():
        values[at_zero] = values_of(f, np.full(1, TINY))[0]
    return values


def overflows(f: Callable[[Array], Any], ratios: Array) -> bool:
    """Return whether a number on the way to f at some ratios is beyond the range of doubles."""
    try:
        with np.errstate(over="raise"):
            f(ratios.copy())
    except FloatingPointError:
        return True
    return False


def check_f(f: Any) -> None:
    """Raise unless f is a function with f(1) = 0."""
    if not callable(f):
        raise TypeError(f"f is {f!r}, but it must be a function of an array of ratios p/q; pass a callable")
    at_one = float(values_of(f, np.ones(1))[0])
    if not abs(at_one) <= 1e-12:
        raise ValueError(f"f(1) is {at_one}, but an f-divergence needs f(1) = 0; subtract that constant from f")
