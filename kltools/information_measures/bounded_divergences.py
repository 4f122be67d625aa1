"""Divergences that are symmetric and bounded: Jensen and Shannon's, its square root, and total variation."""

from __future__ import annotations

from typing import Any, Unpack, overload

from kltools import pmfs
from kltools.arguments import Array, Axis
from kltools.information_measures.pmf_or_distribution import (
    Distribution,
    Numbers,
    PMFOrDistribution,
    PMFs,
    check_distributions,
    meant_as_distribution,
)


@overload
def js_divergence(p: Distribution, q: Distribution, *, base: float | None = None) -> float: ...
@overload
def js_divergence(
    p: Numbers, q: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def js_divergence(
    p: PMFs, q: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def js_divergence(
    p: PMFOrDistribution,
    q: PMFOrDistribution,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Jensen–Shannon divergence, the mean divergence of p and q from their midpoint.

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs, or two distributions in at most three dimensions, as for `kl_divergence`.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        [D(p‖m) + D(q‖m)]/2 with m = (p + q)/2, of the shape that `kl_divergence` has. From 0 to log 2; of PMFs, the same
        to the last bit when `p` and `q` change places.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    Defined by Lin [1]_. With e = (q - p)/(p + q), the sum or integral of
    (p + q)/4 [(1 + e) log(1 + e) + (1 - e) log(1 - e)]; m is never formed, so a small divergence keeps its digits.

    References
    ----------
    .. [1] J. Lin, "Divergence measures based on the Shannon entropy", *IEEE Transactions on Information Theory* 37
       (1991), 145-151.

    Examples
    --------
    >>> from kltools import js_divergence
    >>> js_divergence([1.0, 0.0], [0.0, 1.0], base=2)
    1.0

    >>> from scipy import stats
    >>> js_divergence(stats.uniform(0, 1), stats.uniform(2, 1), base=2)
    1.0
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("js_divergence", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.js_divergence(p, q, base=base)
    return pmfs.js_divergence(
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


@overload
def js_distance(p: Distribution, q: Distribution, *, base: float | None = None) -> float: ...
@overload
def js_distance(
    p: Numbers, q: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def js_distance(
    p: PMFs, q: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def js_distance(
    p: PMFOrDistribution,
    q: PMFOrDistribution,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Jensen–Shannon distance, the square root of the Jensen–Shannon divergence.

    Parameters
    ----------
    p, q : array_like, or distributions
        As for `js_divergence`.
    base : float, optional
        The base of the divergence's logarithm, above 1; by default its unit is the nat.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        The square root of `js_divergence`; from 0 to the square root of log 2.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    It satisfies the triangle inequality, so it is a metric [1]_.

    References
    ----------
    .. [1] D. M. Endres and J. E. Schindelin, "A new metric for probability distributions", *IEEE Transactions on
       Information Theory* 49 (2003), 1858-1860.

    Examples
    --------
    >>> from kltools import js_distance
    >>> js_distance([1.0, 0.0], [0.0, 1.0], base=2)
    1.0

    >>> from scipy import stats
    >>> round(js_distance(stats.norm(0, 1), stats.norm(1, 2)), 10)
    0.3580153252
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("js_distance", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.js_distance(p, q, base=base)
    return pmfs.js_distance(
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


@overload
def total_variation(p: Distribution, q: Distribution) -> float: ...
@overload
def total_variation(p: Numbers, q: Numbers, **options: Unpack[pmfs.OnePMFOptions]) -> float: ...
@overload
def total_variation(p: PMFs, q: PMFs, **options: Unpack[pmfs.PMFOptions]) -> float | Array: ...
def total_variation(
    p: PMFOrDistribution,
    q: PMFOrDistribution,
    *,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Total variation distance, the largest difference in probability of any event.

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs, or two distributions in at most three dimensions, as for `kl_divergence`.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        Half the sum or integral of abs(p - q), of the shape that `kl_divergence` has; from 0 to 1.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    Levin & Peres [1]_, section 4.1.

    References
    ----------
    .. [1] D. A. Levin and Y. Peres, *Markov Chains and Mixing Times*, 2nd ed., American Mathematical Society, 2017.

    Examples
    --------
    >>> from kltools import total_variation
    >>> total_variation([0.5, 0.5], [0.25, 0.75])
    0.25

    >>> from scipy import stats
    >>> round(total_variation(stats.norm(0, 1), stats.norm(1, 1)), 10)
    0.3829249225
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("total_variation", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.total_variation(p, q)
    return pmfs.total_variation(
        p, q, axis=axis, log=log, where=where, keepdims=keepdims, tolerance=tolerance, renormalise=renormalise
    )
