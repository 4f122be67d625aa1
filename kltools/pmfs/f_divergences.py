"""Total variation and f-divergences of probability mass functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, in_units
from kltools.pmfs.convex_function import check_f, slope_of
from kltools.pmfs.summation.blocks import sum_terms
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.terms import csiszar_terms, of_probabilities, variation_terms
from kltools.pmfs.validation import check_pmfs

VARIATION = CheckedSum(of_probabilities(variation_terms))


def total_variation(p: ArrayLike, q: ArrayLike, *, axis: int = -1) -> float | Array:
    """Total variation distance of PMFs; see `kltools.total_variation`."""
    distance = VARIATION.evaluate([p, q], ["p", "q"], axis)
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
    return in_units(sum_terms(of_probabilities(partial(csiszar_terms, f=f, slope=slope)), rows), 1.0)
