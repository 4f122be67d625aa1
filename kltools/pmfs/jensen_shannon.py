"""Jensen-Shannon divergence and distance of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, log_of_base
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.jensen_shannon_terms import LOG_2, JsBlocks, JsRows, few_js, js_terms, mixture_terms
from kltools.pmfs.validation import as_real, check_pmf, in_units

JS = CheckedSum(js_terms, few_js, JsRows, JsBlocks)


def js_divergence(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Jensen–Shannon divergence of PMFs; see `kltools.js_divergence`."""
    scale = log_of_base(base)
    nats = JS.evaluate([p, q], ["p", "q"], axis)
    return in_units(min(nats, LOG_2) if isinstance(nats, float) else np.minimum(nats, LOG_2), scale)


def js_divergence_of(
    ps: Sequence[ArrayLike] | ArrayLike,
    weights: ArrayLike | None = None,
    *,
    base: float | None = None,
    axis: int = -1,
) -> float | Array:
    """Jensen-Shannon divergence of several PMFs, each with its weight.

    Parameters
    ----------
    ps : sequence of array_like
        The PMFs along `axis`; the other axes broadcast.
    weights : array_like, optional
        A one-dimensional PMF over `ps`; equal weights by default.
    base, axis
        As for `kltools.kl_divergence`.

    Returns
    -------
    float or ndarray of float64
        The sum over i of w_i D(p_i||m), where m is the sum of w_i p_i; from 0 to the entropy of
        `weights`.

    Raises
    ------
    ValueError
        As for `kltools.kl_divergence`; also if `ps` is empty, or `weights` has another
        length.
    TypeError
        As for `kltools.kl_divergence`.

    Notes
    -----
    The general form of Lin [1]_. It is the mutual information of an outcome and the index of the
    PMF it was drawn from. Each m - p_i is summed from differences of the PMFs.

    References
    ----------
    .. [1] J. Lin, "Divergence measures based on the Shannon entropy", *IEEE Transactions on
       Information Theory* 37 (1991), 145-151.

    Examples
    --------
    >>> from kltools.pmfs.jensen_shannon import js_divergence_of
    >>> js_divergence_of([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], base=2)
    2.0
    """
    scale = log_of_base(base)
    pmfs = _listed(ps)
    shares = [1.0 / len(pmfs)] * len(pmfs) if weights is None else _checked_weights(weights, len(pmfs))
    names = [f"ps[{i}]" for i in range(len(pmfs))]
    nats = CheckedSum(partial(mixture_terms, shares)).evaluate(pmfs, names, axis)
    bound = -math.fsum(w * math.log(w) for w in shares if w > 0)
    return in_units(np.minimum(nats, max(bound, 0.0)), scale)


def _listed(ps: Any) -> list[ArrayLike]:
    """Return the PMFs as a list, or say why there are none."""
    try:
        pmfs = list(ps)
    except TypeError:
        raise TypeError(f"ps is {ps!r}, which holds no PMFs; pass a sequence of them") from None
    if not pmfs:
        raise ValueError("ps is empty, but a divergence needs at least one PMF; pass a sequence of PMFs")
    return pmfs


def _checked_weights(weights: ArrayLike, count: int) -> list[float]:
    """Return weights as floats, after checking that they are a PMF over `count` members."""
    array = as_real(weights, "weights")
    if array.shape != (count,):
        raise ValueError(f"weights has shape {array.shape}, but ps holds {count} PMFs; give one weight for each")
    check_pmf(array, "weights", -1)
    return [float(w) for w in array]


def js_distance(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Jensen–Shannon distance of PMFs; see `kltools.js_distance`."""
    divergence = js_divergence(p, q, base=base, axis=axis)
    return math.sqrt(divergence) if isinstance(divergence, float) else np.sqrt(divergence)
