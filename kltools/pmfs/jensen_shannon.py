"""Jensen-Shannon divergence and distance of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, in_units, log_of_base
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.js_strategies import JsBlocks, JsRows, js_of_short
from kltools.pmfs.terms import LOG_2, js_terms, of_probabilities, slack_terms
from kltools.pmfs.validation import check_weights

JS = CheckedSum(of_probabilities(js_terms), js_of_short, JsRows(), JsBlocks())


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
    shares = [1.0 / len(pmfs)] * len(pmfs) if weights is None else check_weights(weights, len(pmfs), "PMFs").tolist()
    names = [f"ps[{i}]" for i in range(len(pmfs))]
    nats = CheckedSum(partial(_mixture_terms, shares)).evaluate(pmfs, names, axis)
    # Weights whose doubles sum to more than 1, as 1e-20 and 1.0 do, reach that much above -sum w log w.
    bound = -math.fsum(w * math.log(w) for w in shares if w > 0) + max(0.0, math.fsum([*shares, -1.0]))
    return in_units(np.minimum(nats, max(bound, 0.0)), scale)


def _mixture_terms(weights: list[float], *pmfs: Array) -> Array:
    """Return the sum over i of w_i [p_i log(p_i/m) - p_i + m], entry by entry.

    Where p_i is close to m, m - p_i comes from the differences to the PMF of largest weight,
    which are exact where the PMFs are close; the rounding of m has an effect of second order only.
    """
    reference = pmfs[weights.index(max(weights))]
    mixture, mean = np.zeros_like(reference), np.zeros_like(reference)
    for weight, pmf in zip(weights, pmfs, strict=True):
        mixture += weight * pmf
        mean += weight * (pmf - reference)
    terms = np.zeros_like(reference)
    for weight, pmf in zip(weights, pmfs, strict=True):
        if weight > 0:
            gap = mean - (pmf - reference)
            np.putmask(gap, np.abs(gap) > 0.5 * mixture, mixture - pmf)
            # A weight so small that its share of m underflows leaves m = 0 < p; that share is 0.
            slack = slack_terms(ProbabilityPair(pmf, mixture, gap))
            terms += weight * np.where(mixture > 0, slack, 0.0)
    return terms


def _listed(ps: Any) -> list[ArrayLike]:
    """Return the PMFs as a list, or say why there are none."""
    try:
        pmfs = list(ps)
    except TypeError:
        raise TypeError(f"ps is {ps!r}, which holds no PMFs; pass a sequence of them") from None
    if not pmfs:
        raise ValueError("ps is empty, but a divergence needs at least one PMF; pass a sequence of PMFs")
    return pmfs


def js_distance(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Jensen–Shannon distance of PMFs; see `kltools.js_distance`."""
    divergence = js_divergence(p, q, base=base, axis=axis)
    return math.sqrt(divergence) if isinstance(divergence, float) else np.sqrt(divergence)
