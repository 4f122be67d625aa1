"""Total variation, f-divergences and Renyi divergences of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.blocks import Array, max_terms, sum_terms
from kltools.csiszar import check_f, slope_of, values_of
from kltools.divergences import kl_divergence
from kltools.log_slack import expm1_minus
from kltools.pmf import check_pmfs, in_units, log_of_base
from kltools.scalars import real_option
from kltools.slack import TINY, log_ratio, slack_terms
from kltools.sums import Sum


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
    >>> from kltools.f_divergences import total_variation
    >>> total_variation([0.5, 0.5], [0.25, 0.75])
    0.25
    """
    distance = Sum(lambda p, q: 0.5 * np.abs(p - q)).over([p, q], ["p", "q"], axis)
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
    Defined by Csiszar [1]_. Unlike `kltools.divergences.kl_divergence`, it is as accurate as `f`
    is near 1, and rounding can make it slightly negative: for D(p||q) itself, and wherever p and
    q are close, pass f with a term c (t - 1) such that f is non-negative.

    References
    ----------
    .. [1] I. Csiszar, "Information-type measures of difference of probability distributions and
       indirect observations", *Studia Scientiarum Mathematicarum Hungarica* 2 (1967), 299-318.

    Examples
    --------
    The chi-squared divergence:

    >>> from kltools.f_divergences import f_divergence
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
        raise ValueError(
            f"f is nan at {float(ratios[np.isnan(values)][0])}; f must be defined for every t >= 0"
        )
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


def renyi_divergence(
    p: ArrayLike, q: ArrayLike, alpha: float, *, base: float | None = None, axis: int = -1
) -> Any:
    """Renyi divergence of order alpha.

    Parameters
    ----------
    p, q : array_like
        Probability mass functions along `axis`; the other axes broadcast.
    alpha : float
        The order, from 0 to ``inf``; order 1 is the Kullback-Leibler divergence.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis : int, optional
        The axis of the broadcast shape along which outcomes run; the last by default.

    Returns
    -------
    float or ndarray of float64
        log(sum of p^alpha q^(1 - alpha))/(alpha - 1), of the broadcast shape without `axis`, and
        its limits: -log q(p > 0) at order 0, D(p||q) at 1, log max p/q at ``inf``. Never negative.

    Raises
    ------
    ValueError
        For a NaN, infinite or negative entry, a sum that is not 1, shapes that do not match, an
        empty axis, a bad `base`, or an `alpha` below 0 or NaN.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    Defined by Renyi [1]_; limits and properties are in van Erven & Harremoes [2]_. Where the sum
    is near 1, its difference from 1 is summed from terms that do not cancel; like that of
    `kltools.divergences.kl_divergence`, the value leaves out the defect of the sums of `p` and `q`.

    References
    ----------
    .. [1] A. Renyi, "On measures of entropy and information", *Proceedings of the Fourth Berkeley
       Symposium on Mathematical Statistics and Probability* 1 (1961), 547-561.
    .. [2] T. van Erven and P. Harremoes, "Renyi divergence and Kullback-Leibler divergence",
       *IEEE Transactions on Information Theory* 60 (2014), 3797-3820.

    Examples
    --------
    >>> from kltools.f_divergences import renyi_divergence
    >>> renyi_divergence([0.5, 0.5], [0.25, 0.75], float("inf"), base=2)
    1.0
    >>> round(renyi_divergence([0.5, 0.5], [0.25, 0.75], 2), 12)
    0.287682072452
    """
    order = real_option(alpha, "alpha", "an order is a real number; give one from 0 to inf")
    if not order >= 0:
        raise ValueError(
            f"alpha is {alpha}, but an order is from 0 to inf; D of order below 0 is not a divergence"
        )
    if order == 1:
        return kl_divergence(p, q, base=base, axis=axis)
    scale = log_of_base(base)
    rows = check_pmfs([p, q], ["p", "q"], axis)
    with np.errstate(all="ignore"):
        if order == 0:
            nats = -np.log(np.minimum(sum_terms(lambda p, q: q * (p > 0), rows), 1.0))
        elif order == math.inf:
            nats = max_terms(log_ratio, rows)
        elif order < 0.5:
            # The sum is that of the other order with p and q exchanged, where it cancels less.
            nats = -_log_power_sum(rows[::-1], 1 - order, order) / (1 - order)
        else:
            nats = -_log_power_sum(rows, order, 1 - order) / (1 - order)
        return in_units(np.maximum(nats, 0.0) + 0.0, scale)


def _log_power_sum(rows: list[NDArray[Any]], order: float, other: float) -> Array:
    """Return the log of the sum of p^order q^other, for order + other = 1 and order from 1/2 up."""
    slack = _hellinger_terms if order == other else partial(_power_slack, order, other)
    excess = sum_terms(slack, rows)
    near = np.abs(excess) < 0.5
    if near.all():
        return np.asarray(np.log1p(excess))
    peak = max_terms(partial(_log_power, order, other), rows)
    shift = np.where(np.isfinite(peak), peak, 0.0)
    power = sum_terms(
        lambda p, q, shift: np.exp(_log_power(order, other, p, q) - shift),
        [*rows, np.broadcast_to(shift[..., None], (*shift.shape, rows[0].shape[-1]))],
    )
    return np.where(near, np.log1p(np.where(near, excess, 0.0)), np.log(power) + shift)


def _log_power(order: float, other: float, p: Array, q: Array) -> Array:
    """Return log(p^order q^other), -inf where p = 0, inf where p > 0 = q and order > 1."""
    logs = order * np.log(p) + other * np.log(q)
    np.putmask(logs, p == 0, -math.inf)
    return logs


def _power_slack(order: float, other: float, p: Array, q: Array) -> Array:
    """Return p^order q^other - order p - other q, without cancellation where p is near q.

    With x = other log(q/p) it is p (exp(x) - 1 - x) - other (p log(p/q) - p + q).
    """
    x = -other * log_ratio(p, q)
    near = np.abs(x) <= 1
    terms = np.exp(_log_power(order, other, p, q)) - order * p - other * q
    np.putmask(
        terms, near, p * expm1_minus(np.where(near, x, 0.0), 1.0) - other * slack_terms(p, q)
    )
    return terms


def _hellinger_terms(p: Array, q: Array) -> Array:
    """Return sqrt(p q) - (p + q)/2 without cancellation, the same to the last bit for q and p."""
    gap = (q - p) / np.fmax(np.sqrt(p) + np.sqrt(q), TINY)
    return -0.5 * gap * gap
