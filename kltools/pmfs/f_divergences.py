"""Total variation and f-divergences of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import SMALLEST_NORMAL, Array, Axis, in_units
from kltools.pmfs.convex_function import check_f, slope_of, values_with_limit
from kltools.pmfs.options import Options
from kltools.pmfs.pairs import LogPair, ProbabilityPair
from kltools.pmfs.preparation import prepare
from kltools.pmfs.summation.blocks import sum_terms
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.terms import (
    OVERFLOW_CURE,
    SLOPE_CURE,
    csiszar_terms,
    of_logarithms,
    of_probabilities,
    variation_terms,
)

VARIATION = CheckedSum(of_probabilities(variation_terms), of_logarithms(variation_terms))


def total_variation(
    p: ArrayLike,
    q: ArrayLike,
    *,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Total variation distance of PMFs; see `kltools.total_variation`."""
    options = Options(axis, log, where, keepdims, tolerance, renormalise)
    return in_units(np.minimum(VARIATION.evaluate([p, q], ["p", "q"], options), 1.0), 1.0)


def f_divergence(
    p: ArrayLike,
    q: ArrayLike,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """f-divergence of PMFs; see `kltools.f_divergence`."""
    check_f(f)
    slope = slope_of(slope_at_infinity)
    prepared = prepare([p, q], ["p", "q"], Options(axis, log, where, keepdims, tolerance, renormalise))
    prepared.check()
    terms = partial(_log_terms if prepared.log else _terms, f=f, slope=slope)
    return in_units(prepared.reduced(sum_terms(terms, prepared.rows)), 1.0)


def _terms(p: Array, q: Array, f: Callable[[Array], Any], slope: float | None) -> Array:
    """Return q f(p/q) for blocks of p and q."""
    pair = ProbabilityPair(p, q)
    if slope == math.inf:
        _refuse_beyond((q > 0) & np.isinf(pair.p_over_q()))
    return csiszar_terms(pair, f, slope)


def _refuse_beyond(open_ended: NDArray[np.bool_]) -> None:
    """Raise where p/q is beyond the range of doubles though q is positive, and f(t)/t grows without bound."""
    if open_ended.any():
        raise ValueError(
            "f cannot be evaluated where p/q is beyond the range of doubles and q > 0, and slope_at_infinity = inf leaves "
            f"open how large q f(p/q) is there; {OVERFLOW_CURE}"
        )


def _log_terms(log_p: Array, log_q: Array, f: Callable[[Array], Any], slope: float | None) -> Array:
    """Return q f(p/q) for blocks of log p and log q, of which p and q may be too small for doubles."""
    pair = LogPair(log_p, log_q)
    possible, ratio = log_p > -math.inf, pair.p_over_q()
    beyond = possible & np.isinf(ratio)
    if slope is None and beyond.any():
        log_value, log_at = float(log_p[beyond][0]), float(log_q[beyond][0])
        raise ValueError(f"slope_at_infinity is missing, but log p = {log_value} where log q = {log_at}; {SLOPE_CURE}")
    if slope == math.inf:
        _refuse_beyond(beyond & (log_q > -math.inf))
    if (possible & (ratio < SMALLEST_NORMAL)).any() and not math.isfinite(values_with_limit(f, np.zeros(1))[0]):
        raise ValueError("f is infinite at 0, and p/q is below the range of doubles where p > 0; use renyi_divergence")
    terms = csiszar_terms(pair, f, slope)
    if slope == math.inf:
        np.putmask(terms, beyond, math.inf)
    return terms
