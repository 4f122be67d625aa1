"""Kullback-Leibler divergence of probability mass functions, its terms, and its symmetric forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, axis_from_end, in_units, log_of_base
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.summation.blocks import Terms, map_terms, sum_terms
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.kl_strategies import KlBlocks, KlRows, kl_of_short
from kltools.pmfs.terms import jeffreys_terms, log_ratio_terms, log_slack_terms, of_probabilities, slack_terms
from kltools.pmfs.validation import check_log_pmfs, check_pmfs

KL = CheckedSum(of_probabilities(slack_terms), kl_of_short, KlRows(), KlBlocks())


def kl_divergence(
    p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1, log: bool = False
) -> float | Array:
    """Kullback–Leibler divergence of PMFs; see `kltools.kl_divergence`."""
    scale = log_of_base(base)
    if log:
        return in_units(sum_terms(log_slack_terms, check_log_pmfs([p, q], ["p", "q"], axis)), scale)
    return in_units(KL.evaluate([p, q], ["p", "q"], axis), scale)


def _entrywise(terms: Terms, p: ArrayLike, q: ArrayLike, base: float | None, axis: int) -> Array:
    """Return ``terms(p, q)`` entry by entry, with the PMF axis where the caller has it."""
    scale = log_of_base(base)
    rows = check_pmfs([p, q], ["p", "q"], axis)
    values = map_terms(terms, rows)
    values /= scale
    return np.moveaxis(values, -1, axis_from_end(axis, values.ndim))


def kl_terms(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> Array:
    """Terms p log(p/q) of the Kullback-Leibler divergence, outcome by outcome.

    Parameters
    ----------
    p, q, base, axis
        As for `kl_divergence`.

    Returns
    -------
    ndarray of float64
        The terms, of the broadcast shape: 0 where p = 0, ``inf`` where p > 0 = q, negative where
        0 < p < q.

    Raises
    ------
    ValueError, TypeError
        As for `kl_divergence`.

    Notes
    -----
    log(p/q) is 2 artanh((p - q)/(p + q)) where p and q are close, which loses no digits there.
    The sum of the terms is D(p||q) [1]_ up to the defect of the sums of `p` and `q`.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006,
       section 2.3.

    Examples
    --------
    >>> from kltools.pmfs.kullback_leibler import kl_terms
    >>> kl_terms([0.5, 0.5, 0.0], [0.25, 0.5, 0.25], base=2)
    array([0.5, 0. , 0. ])
    """
    return _entrywise(of_probabilities(log_ratio_terms), p, q, base, axis)


def kl_slack(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> Array:
    """Slack p log(p/q) - p + q of the inequality log c <= c - 1 at c = q/p, outcome by outcome.

    Parameters
    ----------
    p, q, base, axis
        As for `kl_divergence`.

    Returns
    -------
    ndarray of float64
        The slack of each outcome, of the broadcast shape; never negative, and its sum is
        `kl_divergence`.

    Raises
    ------
    ValueError, TypeError
        As for `kl_divergence`.

    Notes
    -----
    The slack is the Bregman divergence of x log x - x, outcome by outcome [1]_. With
    s = (q - p)/(q + p) it is (q - p) s [1 - (s - s^2)(1/3 + s^2/5 + s^4/7 + ...)], which is
    summed for small s; the relative error of each term is about 1e-15.

    References
    ----------
    .. [1] L. M. Bregman, "The relaxation method of finding the common point of convex sets and
       its application to the solution of problems in convex programming", *USSR Computational
       Mathematics and Mathematical Physics* 7 (1967), 200-217.

    Examples
    --------
    >>> from kltools.pmfs.kullback_leibler import kl_slack
    >>> kl_slack([0.5, 0.5], [0.25, 0.75]).round(6)
    array([0.096574, 0.047267])
    """
    return _entrywise(of_probabilities(slack_terms), p, q, base, axis)


def jeffreys_divergence(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Jeffreys divergence of PMFs; see `kltools.jeffreys_divergence`."""
    scale = log_of_base(base)
    return in_units(CheckedSum(_jeffreys_terms).evaluate([p, q], ["p", "q"], axis), scale)


def _jeffreys_terms(p: Array, q: Array) -> Array:
    """Return (p - q) log(p/q), 0 where both are 0; the same to the last bit for q and p."""
    return jeffreys_terms(ProbabilityPair(np.maximum(p, q), np.minimum(p, q)))
