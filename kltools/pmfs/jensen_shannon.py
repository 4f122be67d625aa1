"""Jensen-Shannon divergence and distance of probability mass functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, Axis, in_units, log_of_base
from kltools.pmfs.labels.alignment import align
from kltools.pmfs.labels.labelled import is_labelled, known_labels
from kltools.pmfs.options import Options
from kltools.pmfs.pairs import LogPair, Pair, ProbabilityPair
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.js_strategies import JsBlocks, JsRows, js_of_short
from kltools.pmfs.terms import LOG_2, js_terms, of_logarithms, of_probabilities, slack_terms
from kltools.pmfs.validation import check_weights

JS = CheckedSum(of_probabilities(js_terms), of_logarithms(js_terms), js_of_short, JsRows(), JsBlocks())


def js_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Jensen–Shannon divergence of PMFs; see `kltools.js_divergence`."""
    scale = log_of_base(base)
    nats = JS.evaluate([p, q], ["p", "q"], Options(axis, log, where, keepdims, tolerance, renormalise))
    return in_units(min(nats, LOG_2) if isinstance(nats, float) else np.minimum(nats, LOG_2), scale)


def js_divergence_of(
    ps: Sequence[ArrayLike] | ArrayLike,
    weights: ArrayLike | None = None,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Jensen-Shannon divergence of several PMFs, each with its weight.

    Parameters
    ----------
    ps : sequence of array_like, mapping, or DataFrame
        The PMFs along `axis`; the other axes broadcast. Those with labels are matched by them. Of a mapping its values are
        the PMFs, of a DataFrame its rows.
    weights : array_like, or labelled, optional
        A one-dimensional PMF over `ps`; equal weights by default. Where it has labels, they are those of a mapping or of
        the rows of a DataFrame, in any order.
    base, axis, log, where, keepdims, tolerance, renormalise
        As for `kltools.kl_divergence`. The weights are probabilities in any case.

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
    pmfs, members = _listed(ps)
    shares = [1.0 / len(pmfs)] * len(pmfs)
    if weights is not None:
        shares = check_weights(_by_member(weights, members), len(pmfs), "PMFs").tolist()
    names = [f"ps[{member!r}]" for member in members or range(len(pmfs))]
    terms = partial(_mixture_terms, shares, ProbabilityPair), partial(_mixture_terms, shares, LogPair)
    nats = CheckedSum(*terms).evaluate(pmfs, names, Options(axis, log, where, keepdims, tolerance, renormalise))
    # Weights whose doubles sum to more than 1, as 1e-20 and 1.0 do, reach that much above -sum w log w.
    bound = -math.fsum(w * math.log(w) for w in shares if w > 0) + max(0.0, math.fsum([*shares, -1.0]))
    return in_units(np.minimum(nats, max(bound, 0.0)), scale)


def _mixture_terms(weights: list[float], pair_of: Callable[[Array, Array], Pair], *rows: Array) -> Array:
    """Return the sum over i of w_i [p_i log(p_i/m) - p_i + m], entry by entry.

    Where p_i is close to m, m - p_i comes from the differences to the PMF of largest weight, which are exact where the
    PMFs are close; the rounding of m has an effect of second order only. Each pair is that PMF and p_i: of probabilities,
    or of logarithms.
    """
    reference = rows[weights.index(max(weights))]
    pairs = [pair_of(reference, row) for row in rows]
    mixture, mean = np.zeros_like(reference), np.zeros_like(reference)
    for weight, pair in zip(weights, pairs, strict=True):
        mixture += weight * pair.q
        mean += weight * pair.difference
    terms = np.zeros_like(reference)
    for weight, pair in zip(weights, pairs, strict=True):
        if weight > 0:
            gap = mean - pair.difference
            np.putmask(gap, np.abs(gap) > 0.5 * mixture, mixture - pair.q)
            # A weight so small that its share of m underflows leaves m = 0 < p; that share is 0.
            slack = slack_terms(ProbabilityPair(pair.q, mixture, gap))
            terms += weight * np.where(mixture > 0, slack, 0.0)
    return terms


def _listed(ps: Any) -> tuple[list[Any], list[Hashable] | None]:
    """Return the PMFs as a list, and what they are called where they have names; or say why there are none."""
    if hasattr(ps, "iterrows"):  # a DataFrame
        pmfs, members = [row for _, row in ps.iterrows()], known_labels(ps.index)
    elif isinstance(ps, Mapping):
        pmfs, members = list(ps.values()), known_labels(ps)
    else:
        try:
            pmfs, members = list(ps), None
        except TypeError:
            raise TypeError(f"ps is {ps!r}, which holds no PMFs; pass a sequence of them") from None
    if not pmfs:
        raise ValueError("ps is empty, but a divergence needs at least one PMF; pass a sequence of PMFs")
    return pmfs, members


def _by_member(weights: Any, members: list[Hashable] | None) -> Any:
    """Return weights in the order of the members of `ps`, matched by label where they have labels."""
    if not is_labelled(weights):
        return weights
    if members is None:
        raise ValueError("weights has labels, but ps has none; pass ps as a dict, or the weights as a list")
    found = align([dict.fromkeys(members, 1.0), weights], ["ps", "weights"])
    if len(found.labels() or []) != len(members):
        raise ValueError("weights has labels that ps lacks; give one weight for each PMF")
    return found.arrays[1]


def js_distance(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Jensen–Shannon distance of PMFs; see `kltools.js_distance`."""
    divergence = js_divergence(
        p,
        q,
        base=base,
        axis=axis,
        log=log,
        where=where,
        keepdims=keepdims,
        tolerance=tolerance,
        renormalise=renormalise,
    )
    return math.sqrt(divergence) if isinstance(divergence, float) else np.sqrt(divergence)
