"""The slack of PMFs given by their logarithms, which may be too small for their exponentials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.pmfs.summation.blocks import sum_terms
from kltools.pmfs.validation import check_sums, first_unlike, outcomes_last, place_of, tolerance_of

#: Up to this |x| the series of expm1(x) - x is summed; beyond, it cancels too little to matter.
SERIES_LIMIT = 1.0


def check_log_pmf(array: NDArray[Any], name: str, axis: int) -> NDArray[Any]:
    """Check that `array` holds logarithms of PMFs along `axis`; return it with that axis last."""
    rows = outcomes_last(array, name, axis, "PMF")
    sums = sum_terms(np.exp, [rows])
    if not bool((sums < math.inf).all()):
        found = first_unlike(rows, lambda part: part < math.log(2.0))
        if found:
            index, value = found
            raise ValueError(
                f"{place_of(name, index, axis)} is {value}, but the logarithm of a probability is at most 0; "
                f"check how {name} was computed"
            )
    check_sums(sums, f"exp({name})", tolerance_of(array), f"subtract its logsumexp from {name}")
    return rows


def log_slack_terms(log_p: Array, log_q: Array) -> Array:
    """Return p log(p/q) - p + q entry by entry from log p and log q.

    With x = log q - log p the term is p (exp(x) - 1 - x); no logarithm of a rounded exponential
    is ever taken.
    """
    p, q = np.exp(log_p), np.exp(log_q)
    x = log_q - log_p
    near = np.abs(x) <= SERIES_LIMIT
    terms = q - p * (1.0 + x)
    np.putmask(terms, p == 0, q)
    # p > 0 = q even where p is too small for a double.
    np.putmask(terms, np.isneginf(log_q) & (log_p > -math.inf), math.inf)
    if near.any():
        largest = float(np.abs(x, where=near, out=np.zeros_like(x)).max())
        np.putmask(terms, near, p * expm1_minus(x, largest))
    return terms


def expm1_minus(x: Array, largest: float) -> Array:
    """Return exp(x) - 1 - x for |x| <= `largest` by its Taylor series."""
    length = 1
    while 2 * largest**length / math.factorial(length + 2) > 1e-17:
        length += 1
    series = np.ones_like(x)
    for k in range(length + 1, 2, -1):
        series *= x / k
        series += 1.0
    return x * x * series * 0.5
