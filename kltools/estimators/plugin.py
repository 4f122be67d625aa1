"""D(p||q) from counts: the divergence of the shares, less its first-order bias."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, as_real, real_option
from kltools.estimators.estimate import Estimate, EstimateWarning
from kltools.estimators.samples import counts_of, place
from kltools.pmfs import align, check_pmf, kl_divergence

#: An expected count below this is small, in the rule of thumb for chi-squared statistics.
_SMALL = 5.0
#: The estimate warns where a larger share of the outcomes seen has a small expected count.
_MOST_SMALL = 0.3
#: It also warns where the estimate is below 0 by more standard errors than this.
_BELOW = 2.0
#: It also warns where outcomes never counted in q carry more of p than this many standard errors.
_MOST_UNSEEN = 0.5


@dataclass(frozen=True)
class Plugin:
    """The plug-in estimate of D(p||q) and its correction.

    Attributes
    ----------
    raw : float
        The divergence of the shares, in nats.
    bias : float
        How much `raw` is too large on average, to first order, in nats.
    estimate : Estimate
        Its value is ``raw - bias``, which may be negative.
    n : int
        The total of the counts of p.
    m : int or None
        The total of the counts of q; None where q was given.

    Examples
    --------
    >>> found = plugin_kl([30, 70], q=[0.5, 0.5])
    >>> round(found.raw, 4), found.bias, found.n, found.m
    (0.0823, 0.005, 100, None)
    """

    raw: float
    bias: float
    estimate: Estimate
    n: int
    m: int | None


def plugin_kl(
    counts_p: ArrayLike | Mapping[Any, Any],
    counts_q: ArrayLike | Mapping[Any, Any] | None = None,
    *,
    q: ArrayLike | Mapping[Any, Any] | None = None,
    smoothing: float = 0.0,
) -> Plugin:
    """Plug-in estimate of D(p||q) from counts of p, and counts of q or q itself, with its bias removed.

    Parameters
    ----------
    counts_p : array_like of shape (k,), mapping or pandas Series
        How often each of k outcomes occurred in n independent draws from p. A `dict`, a `collections.Counter` or a Series,
        such as ``value_counts()`` returns, has a count for each outcome by name; two of them are matched by these names,
        in any order, and an outcome that one lacks has the count 0 there.
    counts_q : array_like of shape (k,), mapping or pandas Series, optional
        The same for m draws from q, independent of the first.
    q : array_like of shape (k,), mapping or pandas Series, optional
        The PMF of q where it is known. Give either `counts_q` or `q`.
    smoothing : float, optional
        What is added to each count of q, 0 or more; only with `counts_q`. At 0.5 the bias from counting q
        does not depend on p and q.

    Returns
    -------
    Plugin
        The divergence of the shares, its bias, and their difference with its standard error, in nats. Where a
        given q is 0 at an outcome that was counted, D(p||q) is infinite: the value is ``inf``, the standard error
        NaN.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or all 0, shapes that do not match, a `q` that is no PMF, both or
        neither of `counts_q` and `q`, a smoothing that is negative or has nothing to smooth, and an outcome that
        was counted in p but never in q, without smoothing; for labels that cannot be matched.
    TypeError
        For input that is not real numbers.

    Warns
    -----
    EstimateWarning
        Where a given q is 0 at an outcome that was counted. Where more than three tenths of the outcomes seen in
        p have an expected count below 5 in either sample, so that first order is not enough. Where the correction exceeds
        the divergence of the shares by more than 2 standard errors, or there are as few counts: the value is then
        negative and says nothing about D(p||q). Where outcomes
        never counted in q carry a share of p above half the standard error: their log q is the smoothing's, may be
        off by a nat or more, and enters no standard error.

    Notes
    -----
    The shares are counts_p/n and (counts_q + smoothing)/(m + k smoothing). Counting p adds (k_p - 1)/(2n) on
    average, with k_p outcomes seen [1]_ [2]_. Counting q, with a smoothing a and S = sum p/q over the support of
    p, adds

        (S - 1)/(2m) - a (S - k)/m,

    from E log(c + a) = log(mq) + a/(mq) - (1 - q)/(2mq) + O(1/m^2) for a count c, and from the sum m + k a. S
    is estimated from the shares; at a = 1/2 it drops out and (k - 1)/(2m) is left. Outcomes that q never gives
    are smoothed like the others, so an infinite D(p||q) goes unseen where q is counted.

    The standard error is by the delta method: Var_p(log p/q)/n + (sum p^2/q - 1)/m, plus what is left where
    p = q and both vanish, (k_p - 1)/2 (1/n + 1/m)^2 (terms in m only with `counts_q`). Near p = q the shares'
    own noise enters the first two terms, and the interval is wide: measured over 4,000 repetitions (n and m from
    200 to 5,000, k = 4 and 26) the 95 % interval covers D(p||q) in 94 % to 97 % where D(p||q) is well above
    (k - 1)(1/n + 1/m), and in 99 % to 100 % at p = q. To test whether p = q, use
    ``scipy.stats.chi2_contingency(..., lambda_="log-likelihood")``.

    Cochran allowed one fifth of expected counts below 5 for a chi-squared test [3]_; three tenths leaves most texts
    of 1,000 letters quiet. Measured on the letters of two novels, French against English warns in 95 % at 300 of each
    and in 12 % at 1,000, where the interval covers in 96 %. English against French is the other case, a w that French
    hardly has: at 3,000 of each the interval covers in only 55 %, and 97 % warn of what was never counted.

    References
    ----------
    .. [1] G. A. Miller, "Note on the bias of information estimates", in *Information Theory in Psychology*,
       Free Press, 1955, 95-100.
    .. [2] L. Paninski, "Estimation of entropy and mutual information", *Neural Computation* 15 (2003), 1191-1253.
    .. [3] W. G. Cochran, "Some methods for strengthening the common chi-squared tests", *Biometrics* 10 (1954),
       417-451.

    Examples
    --------
    >>> from kltools.estimators import plugin_kl
    >>> plugin_kl([50, 30, 20], [40, 30, 30], smoothing=0.5).estimate
    Estimate(0.011 ± 0.040 nats)
    >>> round(plugin_kl([50, 30, 20], q=[0.4, 0.3, 0.3]).estimate.value, 4)
    0.0205
    >>> from collections import Counter
    >>> plugin_kl(Counter(heads=60, tails=40), {"tails": 30, "heads": 70}).estimate == plugin_kl([60, 40], [70, 30]).estimate
    True
    """
    if (counts_q is None) == (q is None):
        both = "both counts_q and q are" if q is not None else "neither counts_q nor q is"
        raise ValueError(f"{both} given; give counts_q where q was counted, or q where it is known")
    alpha = _smoothing(smoothing)
    matched = align([counts_p, counts_q if q is None else q], ["counts_p", "counts_q" if q is None else "q"])
    labels = matched.labels()
    counts, n = counts_of(matched.arrays[0], "counts_p", labels)
    seen = counts > 0
    if q is not None:
        known = _known(matched.arrays[1], counts, alpha)
        if (seen & (known == 0)).any():
            first = int((seen & (known == 0)).argmax())
            return _infinite(counts[first], n, place(first, labels))
        return _corrected(counts / n, known, n, None, alpha)
    others, m = counts_of(matched.arrays[1], "counts_q", labels)
    _same_outcomes(counts, others, "counts_q")
    if alpha == 0.0 and (seen & (others == 0)).any():
        first = int((seen & (others == 0)).argmax())
        which = place(first, labels)
        raise ValueError(
            f"counts_q[{which}] is 0, but counts_p[{which}] is {counts[first]:g}: the plug-in estimate is infinite, though "
            "q may not be 0 there; use smoothing=0.5, at which the bias from counting q needs no knowledge of q"
        )
    found = _corrected(counts / n, (others + alpha) / (m + alpha * others.size), n, m, alpha)
    _warn_if_unseen(float(np.sum(counts[others == 0])) / n, found.estimate.standard_error)
    return found


def _corrected(p: Array, q: Array, n: float, m: float | None, alpha: float) -> Plugin:
    """Return the estimate from shares p, q (k,) of n and m draws; m is None where q is known."""
    raw, seen = float(kl_divergence(p, q)), p > 0
    q = q.astype(np.float64)
    sparse = _warn_if_sparse(n * p[seen], None if m is None else m * q[seen])
    bias = (np.sum(seen) - 1.0) / (2.0 * n)
    log_ratios = np.log(p[seen]) - np.log(q[seen])
    variance = float(np.sum(p[seen] * (log_ratios - raw) ** 2)) / n
    pace = 1.0 / n
    if m is not None:
        total = float(np.sum(p[seen] / q[seen]))
        bias += (total - 1.0) / (2.0 * m) - alpha * (total - p.size) / m
        both = q > 0
        # sum p^2/q - 1, as a sum of squares
        variance += float(np.sum((p[both] - q[both]) ** 2 / q[both])) / m
        pace += 1.0 / m
    variance += (np.sum(seen) - 1.0) / 2.0 * pace**2
    estimate = Estimate(raw - float(bias), math.sqrt(variance))
    if bias > raw and (sparse or estimate < -_BELOW * estimate.standard_error):
        warnings.warn(
            f"the correction, {bias:.3g} nats, exceeds the divergence of the shares, {raw:.3g}: for {p.size} outcomes these are "
            f"too few counts, and the value, {estimate.value:.3g}, says nothing about D(p||q), which is never negative; count "
            "more draws, or merge rare outcomes",
            EstimateWarning,
            stacklevel=3,
        )
    return Plugin(raw, float(bias), estimate, round(n), None if m is None else round(m))


def _infinite(count: float, n: float, which: str) -> Plugin:
    warnings.warn(
        f"q[{which}] is 0, but counts_p[{which}] is {count:g}: D(p||q) is infinite",
        EstimateWarning,
        stacklevel=3,
    )
    return Plugin(math.inf, 0.0, Estimate(math.inf, math.nan), round(n), None)


def _warn_if_sparse(expected_p: Array, expected_q: Array | None) -> bool:
    """Warn where too many of the outcomes seen have a small expected count in either sample, and say whether they do."""
    small = expected_p < _SMALL if expected_q is None else np.minimum(expected_p, expected_q) < _SMALL
    sparse = bool(np.mean(small) > _MOST_SMALL)
    if sparse:
        warnings.warn(
            f"{np.sum(small)} of the {small.size} outcomes seen in p have an expected count below {_SMALL:g}: the bias and "
            "the standard error are of first order and need more; count more draws, or merge rare outcomes",
            EstimateWarning,
            stacklevel=4,
        )
    return sparse


def _warn_if_unseen(missed: float, error: float) -> None:
    """Warn where outcomes never counted in q carry a share of p at which an error of a nat in log q matters."""
    if missed > _MOST_UNSEEN * error:
        warnings.warn(
            f"outcomes never counted in q carry {missed:.2g} of p, and the standard error is {error:.2g}: how rare they are "
            "in q matters, and only the smoothing says it, so the interval may miss D(p||q); count more of q",
            EstimateWarning,
            stacklevel=3,
        )


def _known(q: Any, counts: Array, alpha: float) -> Array:
    """Return a given PMF (k,) in the precision it came in, by which its sum is judged."""
    known = as_real(q, "q")
    _same_outcomes(counts, known, "q")
    check_pmf(known, "q", -1)
    if alpha != 0.0:
        raise ValueError(f"smoothing is {alpha:g}, but a given q has no counts to smooth; leave smoothing out")
    return known


def _same_outcomes(counts: Array, other: Array, name: str) -> None:
    if counts.shape != other.shape:
        raise ValueError(
            f"counts_p has shape {counts.shape} but {name} has {other.shape}; give both the same k outcomes"
        )


def _smoothing(smoothing: Any) -> float:
    added = real_option(smoothing, "smoothing", "it is a number that is added to counts; use 0.5")
    if not 0.0 <= added < math.inf:
        raise ValueError(f"smoothing is {added}, but it is added to counts and must be finite, 0 or more; use 0.5")
    return added
