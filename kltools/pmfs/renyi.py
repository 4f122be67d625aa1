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


def renyi_divergence(
    p: ArrayLike, q: ArrayLike, alpha: float, *, base: float | None = None, axis: int = -1
) -> float | Array:
    """Rényi divergence of PMFs, of any order from 0 to ``inf``; see `kltools.renyi_divergence`."""
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
