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


def total_variation(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> Any:
    """Total variation distance, the largest difference in probability of any event.

    Parameters
    ----------
    p, q : array_like
        Probability mass functions along `axis`; the other axes broadcast.
    axis : int, optional
        The axis of the broadcast shape along which outcomes run; the last by default.

    Returns
    -------
    float or ndarray of float64
        Half the sum of abs(p - q), of the broadcast shape without `axis`; from 0 to 1.

    Raises
    ------
    ValueError
        For a NaN, infinite or negative entry, a sum that is not 1, shapes that do not match or an
        empty axis.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    Levin & Peres [1]_, section 4.1.

    References
    ----------
    .. [1] D. A. Levin and Y. Peres, *Markov Chains and Mixing Times*, 2nd ed., American
       Mathematical Society, 2017.

    Examples
    --------
    >>> from kltools.pmfs.f_divergences import total_variation
    >>> total_variation([0.5, 0.5], [0.25, 0.75])
    0.25
    """
    distance = CheckedSum(lambda p, q: 0.5 * np.abs(p - q)).evaluate([p, q], ["p", "q"], axis)
    return in_units(np.minimum(distance, 1.0), 1.0)


def f_divergence(
    p: ArrayLike,
    q: ArrayLike,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    axis: int = -1,
) -> Any:
    """Return the f-divergence of p from q, the mean of f(p/q) under q.

    Parameters
    ----------
    p, q : array_like
        Probability mass functions along `axis`; the other axes broadcast.
    f : callable
        A convex function on the non-negative numbers with f(1) = 0. It takes a one-dimensional
        array of ratios p/q and returns an array of the same shape. Where it gives NaN at 0, its
        limit there is read off at 5e-324.
    slope_at_infinity : float, optional
        The limit of f(t)/t as t grows without bound (``inf`` is allowed), needed where p > 0 = q
        and where p/q exceeds the range of doubles.
    axis : int, optional
        The axis of the broadcast shape along which outcomes run; the last by default.

    Returns
    -------
    float or ndarray of float64
        The sum of q f(p/q), of the broadcast shape without `axis`. Outcomes with p > 0 = q add p
        times `slope_at_infinity`, outcomes with p = q = 0 nothing.

    Raises
    ------
    ValueError
        For a NaN, infinite or negative entry, a sum that is not 1, shapes that do not match or an
        empty axis; if f(1) is not 0, f gives NaN at a positive ratio or an array of another shape;
        if `slope_at_infinity` is needed and missing, or NaN.
    TypeError
        For input that is not real numbers, or an `f` that cannot be called.

    Notes
    -----
    Defined by Csiszar [1]_. Unlike `kltools.kl_divergence`, it is as accurate as `f`
    is near 1, and rounding can make it slightly negative: for D(p||q) itself, and wherever p and
    q are close, pass f with a term c (t - 1) such that f is non-negative.

    References
    ----------
    .. [1] I. Csiszar, "Information-type measures of difference of probability distributions and
       indirect observations", *Studia Scientiarum Mathematicarum Hungarica* 2 (1967), 299-318.

    Examples
    --------
    The chi-squared divergence:

    >>> from kltools.pmfs.f_divergences import f_divergence
    >>> round(f_divergence([0.5, 0.5], [0.25, 0.75], lambda t: (t - 1) ** 2), 12)
    0.333333333333
    >>> f_divergence([0.5, 0.5], [1.0, 0.0], lambda t: abs(t - 1) / 2, slope_at_infinity=0.5)
    0.5
    """
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
