"""Jensen-Shannon divergence and distance of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import log_of_base
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.jensen_shannon_terms import LOG_2, JsBlocks, JsRows, few_js, js_terms, mixture_terms
from kltools.pmfs.validation import as_real, check_pmf, in_units

JS = CheckedSum(js_terms, few_js, JsRows, JsBlocks)


def js_divergence(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> Any:
    """Jensen-Shannon divergence, the mean divergence of p and q from their midpoint.

    Parameters
    ----------
    p, q, base, axis
        As for `kltools.kl_divergence`.

    Returns
    -------
    float or ndarray of float64
        [D(p||m) + D(q||m)]/2 with m = (p + q)/2, of the broadcast shape without `axis`. From 0 to
        log 2, and the same to the last bit when `p` and `q` change places.

    Raises
    ------
    ValueError, TypeError
        As for `kltools.kl_divergence`.

    Notes
    -----
    Defined by Lin [1]_. With e = (q - p)/(p + q), the sum of
    (p + q)/4 [(1 + e) log(1 + e) + (1 - e) log(1 - e)]; m is never formed, so a small divergence
    keeps its digits.

    References
    ----------
    .. [1] J. Lin, "Divergence measures based on the Shannon entropy", *IEEE Transactions on
       Information Theory* 37 (1991), 145-151.

    Examples
    --------
    >>> from kltools.pmfs.jensen_shannon import js_divergence
    >>> js_divergence([1.0, 0.0], [0.0, 1.0], base=2)
    1.0
    """
    scale = log_of_base(base)
    nats = JS.evaluate([p, q], ["p", "q"], axis)
    return in_units(min(nats, LOG_2) if isinstance(nats, float) else np.minimum(nats, LOG_2), scale)


def js_divergence_of(
    ps: Sequence[ArrayLike] | ArrayLike,
    weights: ArrayLike | None = None,
    *,
    base: float | None = None,
    axis: int = -1,
) -> Any:
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


def js_distance(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> Any:
    """Jensen-Shannon distance, the square root of the Jensen-Shannon divergence.

    Parameters
    ----------
    p, q, base, axis
        As for `kltools.kl_divergence`.

    Returns
    -------
    float or ndarray of float64
        The square root of `js_divergence` in units of `base`; from 0 to the square root of log 2.

    Raises
    ------
    ValueError, TypeError
        As for `kltools.kl_divergence`.

    Notes
    -----
    It satisfies the triangle inequality, so it is a metric [1]_.

    References
    ----------
    .. [1] D. M. Endres and J. E. Schindelin, "A new metric for probability distributions", *IEEE
       Transactions on Information Theory* 49 (2003), 1858-1860.

    Examples
    --------
    >>> from kltools.pmfs.jensen_shannon import js_distance
    >>> js_distance([1.0, 0.0], [0.0, 1.0], base=2)
    1.0
    """
    divergence = js_divergence(p, q, base=base, axis=axis)
    return math.sqrt(divergence) if isinstance(divergence, float) else np.sqrt(divergence)
