"""Renyi divergences of probability mass functions."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, log_of_base, real_option
from kltools.pmfs.kullback_leibler import kl_divergence
from kltools.pmfs.summation.blocks import max_terms, sum_terms
from kltools.pmfs.summation.kl_from_logs import expm1_minus
from kltools.pmfs.summation.kl_terms import TINY, log_p_over_q, slack_terms
from kltools.pmfs.validation import check_pmfs, in_units


def renyi_divergence(p: ArrayLike, q: ArrayLike, alpha: float, *, base: float | None = None, axis: int = -1) -> Any:
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
    `kltools.kl_divergence`, the value leaves out the defect of the sums of `p` and `q`.

    References
    ----------
    .. [1] A. Renyi, "On measures of entropy and information", *Proceedings of the Fourth Berkeley
       Symposium on Mathematical Statistics and Probability* 1 (1961), 547-561.
    .. [2] T. van Erven and P. Harremoes, "Renyi divergence and Kullback-Leibler divergence",
       *IEEE Transactions on Information Theory* 60 (2014), 3797-3820.

    Examples
    --------
    >>> from kltools.pmfs.renyi import renyi_divergence
    >>> renyi_divergence([0.5, 0.5], [0.25, 0.75], float("inf"), base=2)
    1.0
    >>> round(renyi_divergence([0.5, 0.5], [0.25, 0.75], 2), 12)
    0.287682072452
    """
    order = real_option(alpha, "alpha", "an order is a real number; give one from 0 to inf")
    if not order >= 0:
        raise ValueError(f"alpha is {alpha}, but an order is from 0 to inf; D of order below 0 is not a divergence")
    if order == 1:
        return kl_divergence(p, q, base=base, axis=axis)
    scale = log_of_base(base)
    rows = check_pmfs([p, q], ["p", "q"], axis)
    with np.errstate(all="ignore"):
        if order == 0:
            nats = -np.log(np.minimum(sum_terms(lambda p, q: q * (p > 0), rows), 1.0))
        elif order == math.inf:
            nats = max_terms(log_p_over_q, rows)
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
    x = -other * log_p_over_q(p, q)
    near = np.abs(x) <= 1
    terms = np.exp(_log_power(order, other, p, q)) - order * p - other * q
    np.putmask(terms, near, p * expm1_minus(np.where(near, x, 0.0), 1.0) - other * slack_terms(p, q))
    return terms


def _hellinger_terms(p: Array, q: Array) -> Array:
    """Return sqrt(p q) - (p + q)/2 without cancellation, the same to the last bit for q and p."""
    gap = (q - p) / np.fmax(np.sqrt(p) + np.sqrt(q), TINY)
    return -0.5 * gap * gap
