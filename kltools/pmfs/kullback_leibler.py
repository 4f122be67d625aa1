"""Kullback-Leibler divergence of probability mass functions, its terms, and its symmetric forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, Axis, in_units, log_of_base
from kltools.pmfs.options import EntryOptions, Options
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.preparation import prepare
from kltools.pmfs.summation.blocks import Terms, map_terms
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.kl_strategies import KlBlocks, KlRows, kl_of_short
from kltools.pmfs.terms import (
    jeffreys_terms,
    log_ratio_terms,
    log_slack_terms,
    of_logarithms,
    of_probabilities,
    slack_terms,
)

Key = TypeVar("Key")

KL = CheckedSum(of_probabilities(slack_terms), log_slack_terms, kl_of_short, KlRows(), KlBlocks())


def kl_divergence(
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
    """Kullback–Leibler divergence of PMFs; see `kltools.kl_divergence`."""
    scale = log_of_base(base)
    return in_units(KL.evaluate([p, q], ["p", "q"], Options(axis, log, where, keepdims, tolerance, renormalise)), scale)


def _entrywise(terms: Terms, log_terms: Terms, pair: list[Any], base: float | None, options: Options) -> Any:
    """Return ``terms(p, q)`` entry by entry, as p and q were given."""
    scale = log_of_base(base)
    prepared = prepare(pair, ["p", "q"], options)
    prepared.check()
    values = map_terms(log_terms if prepared.log else terms, prepared.rows)
    values /= scale
    return prepared.entries(values)


@overload
def kl_terms(
    p: Mapping[Key, Any], q: Any, *, base: float | None = None, **options: Unpack[EntryOptions]
) -> dict[Key, float]: ...
@overload
def kl_terms(p: ArrayLike, q: Any, *, base: float | None = None, **options: Unpack[EntryOptions]) -> Array: ...
def kl_terms(
    p: Any,
    q: Any,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> Any:
    """Terms p log(p/q) of the Kullback-Leibler divergence, outcome by outcome.

    Parameters
    ----------
    p, q, base, axis, log, where, tolerance, renormalise
        As for `kl_divergence`.

    Returns
    -------
    ndarray of float64, or dict, Series, DataFrame, DataArray
        The terms, of the broadcast shape: 0 where p = 0 or `where` leaves an outcome out, ``inf`` where p > 0 = q,
        negative where 0 < p < q. Where p or q has labels, so has what is returned, in an object of the same kind.

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
    options = Options(axis, log, where, False, tolerance, renormalise)
    return _entrywise(of_probabilities(log_ratio_terms), _LOG_RATIOS, [p, q], base, options)


@overload
def kl_slack(
    p: Mapping[Key, Any], q: Any, *, base: float | None = None, **options: Unpack[EntryOptions]
) -> dict[Key, float]: ...
@overload
def kl_slack(p: ArrayLike, q: Any, *, base: float | None = None, **options: Unpack[EntryOptions]) -> Array: ...
def kl_slack(
    p: Any,
    q: Any,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> Any:
    """Slack p log(p/q) - p + q of the inequality log c <= c - 1 at c = q/p, outcome by outcome.

    Parameters
    ----------
    p, q, base, axis, log, where, tolerance, renormalise
        As for `kl_divergence`.

    Returns
    -------
    ndarray of float64, or dict, Series, DataFrame, DataArray
        The slack of each outcome, of the broadcast shape; never negative, and its sum is
        `kl_divergence`. It is 0 where `where` leaves an outcome out, and labelled as for `kl_terms`.

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
    options = Options(axis, log, where, False, tolerance, renormalise)
    return _entrywise(of_probabilities(slack_terms), log_slack_terms, [p, q], base, options)


def jeffreys_divergence(
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
    """Jeffreys divergence of PMFs; see `kltools.jeffreys_divergence`."""
    scale = log_of_base(base)
    options = Options(axis, log, where, keepdims, tolerance, renormalise)
    return in_units(JEFFREYS.evaluate([p, q], ["p", "q"], options), scale)


def _jeffreys_terms(p: Array, q: Array) -> Array:
    """Return (p - q) log(p/q), 0 where both are 0; the same to the last bit for q and p."""
    return jeffreys_terms(ProbabilityPair(np.maximum(p, q), np.minimum(p, q)))


JEFFREYS = CheckedSum(_jeffreys_terms, of_logarithms(jeffreys_terms))
_LOG_RATIOS = of_logarithms(log_ratio_terms, endless=True)
