"""Renyi divergences of probability mass functions."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, in_units, log_of_base, real_option
from kltools.pmfs.kullback_leibler import kl_divergence
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.summation.blocks import max_terms, sum_terms
from kltools.pmfs.terms import of_probabilities, renyi_slack_terms
from kltools.pmfs.validation import check_pmfs

#: A power of 2 by which q is multiplied, so that no small power of p/q times q underflows.
_SCALE = 600


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
            nats = max_terms(_log_ratio, rows)
        elif order < 0.5:
            # The sum is that of the other order with p and q exchanged, where it cancels less.
            nats = -_log_power_sum(rows[::-1], 1 - order, order) / (1 - order)
        elif order < 1:
            nats = -_log_power_sum(rows, order, 1 - order) / (1 - order)
        else:
            nats = _above_one(rows, order)
        return in_units(np.maximum(nats, 0.0) + 0.0, scale)


def _log_power_sum(rows: list[NDArray[Any]], order: float, other: float) -> Array:
    """Return the log of the sum of p^order q^other, for order + other = 1 and order from 1/2 to 1."""
    excess = sum_terms(of_probabilities(renyi_slack_terms(order, other)), rows)
    near = np.abs(excess) < 0.5
    if near.all():
        return np.asarray(np.log1p(excess))
    peak = max_terms(partial(_log_power, order, other), rows)
    shift = np.where(np.isfinite(peak), peak, 0.0)
    power = sum_terms(lambda p, q, shift: np.exp(_log_power(order, other, p, q) - shift), [*rows, _beside(shift, rows)])
    return np.where(near, np.log1p(np.where(near, excess, 0.0)), np.log(power) + shift)


def _log_power(order: float, other: float, p: Array, q: Array) -> Array:
    """Return log(p^order q^other), -inf where p = 0."""
    logs: Array = order * np.log(p) + other * np.log(q)
    np.putmask(logs, p == 0, -math.inf)
    return logs


def _above_one(rows: list[NDArray[Any]], order: float) -> Array:
    """Return the divergence of an order above 1, however large.

    With M the largest log(p/q), which is the divergence of order infinity, and s the sum of q exp(order (log(p/q) - M)),
    it is M + (M + log s)/(order - 1): no power leaves the range of doubles.
    """
    excess = sum_terms(of_probabilities(renyi_slack_terms(order, 1 - order)), rows)
    near = np.abs(excess) < 0.5
    if near.all():
        return np.asarray(np.log1p(excess)) / (order - 1)
    largest = max_terms(_log_ratio, rows)

    def powers(p: Array, q: Array, most: Array) -> Array:
        # scaled up, since q may be near the smallest double where p/q is largest
        return np.ldexp(q, _SCALE) * np.exp(order * (_log_ratio(p, q) - most))

    fraction, exponent = np.frexp(sum_terms(powers, [*rows, _beside(largest, rows)]))
    logs = np.log(fraction) + (exponent - _SCALE) * math.log(2.0)
    far = np.where(np.isinf(largest), math.inf, largest + (largest + logs) / (order - 1))
    return np.where(near, np.log1p(np.where(near, excess, 0.0)) / (order - 1), far)


def _log_ratio(p: Array, q: Array) -> Array:
    """Return log(p/q)."""
    return ProbabilityPair(p, q).log_p_over_q()


def _beside(values: Array, rows: list[NDArray[Any]]) -> Array:
    """Return one value a PMF as an array of the shape of the PMFs."""
    return np.broadcast_to(values[..., None], (*values.shape, rows[0].shape[-1]))
