"""Renyi divergences of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, Axis, in_units, log_of_base, real_option
from kltools.pmfs.kullback_leibler import kl_divergence
from kltools.pmfs.options import Options
from kltools.pmfs.pairs import LogPair, Pair, ProbabilityPair
from kltools.pmfs.preparation import prepare
from kltools.pmfs.summation.blocks import Terms, max_terms, sum_terms
from kltools.pmfs.terms import Formula, of_logarithms, of_probabilities, renyi_slack_terms

#: A power of 2 by which q is multiplied, so that no small power of p/q times q underflows.
_SCALE = 600


def renyi_divergence(
    p: ArrayLike,
    q: ArrayLike,
    alpha: float,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Rényi divergence of PMFs, of any order from 0 to ``inf``; see `kltools.renyi_divergence`."""
    order = real_option(alpha, "alpha", "an order is a real number; give one from 0 to inf")
    if not order >= 0:
        raise ValueError(f"alpha is {alpha}, but an order is from 0 to inf; D of order below 0 is not a divergence")
    options = Options(axis, log, where, keepdims, tolerance, renormalise)
    if order == 1:
        return kl_divergence(p, q, base=base, **options._asdict())
    scale = log_of_base(base)
    prepared = prepare([p, q], ["p", "q"], options)
    prepared.check()
    with np.errstate(all="ignore"):
        nats = (_LOGARITHMS if prepared.log else _PROBABILITIES).nats(prepared.rows, order)
    return in_units(prepared.reduced(np.maximum(nats, 0.0) + 0.0), scale)


@dataclass(frozen=True)
class _Sums:
    """The sums that a Rényi divergence is made of, over p and q or over their logarithms.

    Parameters
    ----------
    of
        Makes a formula of pairs one of blocks.
    log_of
        Returns the logarithm of a block as it is given.
    of_support
        Returns the log of the sum of q where p > 0.
    powers
        Takes an order and the largest log(p/q), too, and returns the log of the sum of q exp(order (log(p/q) - largest)).
    """

    of: Callable[[Formula], Terms]
    log_of: Callable[[Array], Array]
    of_support: Callable[[list[NDArray[Any]]], Array]
    powers: Callable[[list[NDArray[Any]], float, Array], Array]

    def nats(self, rows: list[NDArray[Any]], order: float) -> Array:
        """Return the divergence of any order but 1."""
        if order == 0:
            return -self.of_support(rows)
        if order == math.inf:
            return max_terms(self.of(_log_ratio), rows)
        if order < 0.5:
            # The sum is that of the other order with p and q exchanged, where it cancels less.
            return -self._log_power_sum(rows[::-1], 1 - order, order) / (1 - order)
        if order < 1:
            return -self._log_power_sum(rows, order, 1 - order) / (1 - order)
        return self._above_one(rows, order)

    def _log_power_sum(self, rows: list[NDArray[Any]], order: float, other: float) -> Array:
        """Return the log of the sum of p^order q^other, for order + other = 1 and order from 1/2 to 1."""
        excess = sum_terms(self.of(renyi_slack_terms(order, other)), rows)
        near = np.abs(excess) < 0.5
        if near.all():
            return np.asarray(np.log1p(excess))
        far = _log_sum(partial(self._log_power, order, other), rows)
        return np.where(near, np.log1p(np.where(near, excess, 0.0)), far)

    def _log_power(self, order: float, other: float, p: Array, q: Array) -> Array:
        """Return log(p^order q^other), -inf where p = 0."""
        log_p = self.log_of(p)
        logs: Array = order * log_p + other * self.log_of(q)
        np.putmask(logs, np.isneginf(log_p), -math.inf)
        return logs

    def _above_one(self, rows: list[NDArray[Any]], order: float) -> Array:
        """Return the divergence of an order above 1, however large.

        With M the largest log(p/q), which is the divergence of order infinity, and s the sum of
        q exp(order (log(p/q) - M)), it is M + (M + log s)/(order - 1): no power leaves the range of doubles.
        """
        excess = sum_terms(self.of(renyi_slack_terms(order, 1 - order)), rows)
        near = np.abs(excess) < 0.5
        if near.all():
            return np.asarray(np.log1p(excess)) / (order - 1)
        largest = max_terms(self.of(_log_ratio), rows)
        logs = self.powers(rows, order, largest)
        far = np.where(np.isinf(largest), math.inf, largest + (largest + logs) / (order - 1))
        return np.where(near, np.log1p(np.where(near, excess, 0.0)) / (order - 1), far)


def _log_ratio(pair: Pair) -> Array:
    """Return log(p/q)."""
    return pair.log_p_over_q()


def _log_sum(log_terms: Terms, rows: list[NDArray[Any]]) -> Array:
    """Return the log of the sum of the exponentials of terms, however small or large those are."""
    peak = max_terms(log_terms, rows)
    shift = np.where(np.isfinite(peak), peak, 0.0)
    total = sum_terms(lambda *blocks: np.exp(log_terms(*blocks[:-1]) - blocks[-1]), [*rows, _beside(shift, rows)])
    return np.asarray(np.log(total) + shift)


def _of_support(rows: list[NDArray[Any]]) -> Array:
    """Return log q(p > 0)."""
    return np.asarray(np.log(np.minimum(sum_terms(lambda p, q: q * (p > 0), rows), 1.0)))


def _log_of_support(rows: list[NDArray[Any]]) -> Array:
    """Return the same from log p and log q."""
    return _log_sum(lambda log_p, log_q: np.where(log_p > -math.inf, log_q, -math.inf), rows)


def _powers(rows: list[NDArray[Any]], order: float, largest: Array) -> Array:
    """Return the log of the sum of q exp(order (log(p/q) - largest))."""

    def powers(p: Array, q: Array, most: Array) -> Array:
        # scaled up, since q may be near the smallest double where p/q is largest
        return np.ldexp(q, _SCALE) * np.exp(order * (ProbabilityPair(p, q).log_p_over_q() - most))

    fraction, exponent = np.frexp(sum_terms(powers, [*rows, _beside(largest, rows)]))
    return np.asarray(np.log(fraction) + (exponent - _SCALE) * math.log(2.0))


def _log_powers(rows: list[NDArray[Any]], order: float, largest: Array) -> Array:
    """Return the same from log p and log q, where q may be below the smallest double."""
    most = _beside(np.where(np.isfinite(largest), largest, 0.0), rows)

    def log_powers(log_p: Array, log_q: Array, most: Array) -> Array:
        return log_q + order * (LogPair(log_p, log_q).log_p_over_q() - most)

    return _log_sum(log_powers, [*rows, most])


def _beside(values: Array, rows: list[NDArray[Any]]) -> Array:
    """Return one value a PMF as an array of the shape of the PMFs."""
    return np.broadcast_to(values[..., None], (*values.shape, rows[0].shape[-1]))


_PROBABILITIES = _Sums(of_probabilities, np.log, _of_support, _powers)
_LOGARITHMS = _Sums(of_logarithms, lambda logs: logs, _log_of_support, _log_powers)
