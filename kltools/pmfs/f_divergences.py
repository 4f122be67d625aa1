"""Total variation, f-divergences and Renyi divergences of probability mass functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array
from kltools.pmfs.convex_function import check_f, slope_of, values_of
from kltools.pmfs.summation.blocks import sum_terms
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.kl_terms import TINY
from kltools.pmfs.validation import check_pmfs, in_units


def total_variation(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> float | Array:
    """Total variation distance of PMFs; see `kltools.total_variation`."""
    distance = CheckedSum(lambda p, q: 0.5 * np.abs(p - q)).evaluate([p, q], ["p", "q"], axis)
    return in_units(np.minimum(distance, 1.0), 1.0)


def f_divergence(
    p: ArrayLike,
    q: ArrayLike,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    axis: int = -1,
) -> float | Array:
    """f-divergence of PMFs; see `kltools.f_divergence`."""
    check_f(f)
    slope = slope_of(slope_at_infinity)
    rows = check_pmfs([p, q], ["p", "q"], axis)
    return in_units(sum_terms(partial(_f_terms, f, slope), rows), 1.0)


def _evaluate(f: Callable[[Array], Any], ratios: Array) -> Array:
    """Return f at an array of ratios, with its limit at 0, or say where f is NaN."""
    values = values_of(f, ratios)
    at_zero = np.isnan(values) & (ratios == 0)
    if at_zero.any():
        values[at_zero] = values_of(f, np.full(1, TINY))[0]
    if np.isnan(values).any():
        raise ValueError(f"f is nan at {float(ratios[np.isnan(values)][0])}; f must be defined for every t >= 0")
    return values


def _f_terms(f: Callable[[Array], Any], slope: float | None, p: Array, q: Array) -> Array:
    """Return q f(p/q), with p times the slope where the ratio is infinite and 0 where both are 0."""
    ratio = p / q
    endless = np.isinf(ratio)
    if slope is None and endless.any():
        value, at = float(p[endless][0]), float(q[endless][0])
        raise ValueError(
            f"slope_at_infinity is missing, but p = {value} where q = {at}; "
            "give the limit of f(t)/t as t grows, "
            "inf if there is none"
        )
    usable = np.isfinite(ratio)
    terms = np.zeros_like(p)
    terms[usable] = q[usable] * _evaluate(f, ratio[usable])
    if slope is not None:
        terms[endless] = p[endless] * slope
    return terms
