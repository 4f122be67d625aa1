"""Whole families of divergences: Rényi's, by an order, and Csiszár's f-divergences, by a convex function."""

from __future__ import annotations

from collections.abc import Callable
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
def renyi_divergence(p: Distribution, q: Distribution, alpha: float, *, base: float | None = None) -> float: ...
@overload
def renyi_divergence(
    p: Numbers, q: Numbers, alpha: float, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def renyi_divergence(
    p: PMFs, q: PMFs, alpha: float, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def renyi_divergence(
    p: PMFOrDistribution,
    q: PMFOrDistribution,
    alpha: float,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Rényi divergence of order alpha.

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs, or two distributions in at most three dimensions, as for `kl_divergence`.
    alpha : float
        The order. For PMFs it is from 0 to ``inf``; for distributions it is positive and finite. Order 1 is the
        Kullback–Leibler divergence.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        The log of the sum or integral of p^alpha q^(1 - alpha), over alpha - 1, of the shape that `kl_divergence` has.
        Never negative; between distributions, ``inf`` only where the supports prove it. PMFs take the limits too:
        -log q(p > 0) at order 0, D(p‖q) at 1, the log of the largest p/q at ``inf``.

    Raises
    ------
    TypeError
        As for `kl_divergence`.
    ValueError
        As for `kl_divergence`, and for an `alpha` that is NaN, below 0 or, for distributions, 0 or ``inf``.
    OverflowError
        If the value for two normals is finite but above the largest floating-point number.
    QuadratureError
        If numerical integration cannot vouch for its answer; so too where the integral diverges, for `alpha` above 1.

    Notes
    -----
    Defined by Rényi [1]_; limits and properties are in van Erven & Harremoës [2]_. Where the sum or integral is near 1,
    its difference from 1 is added up from terms that do not cancel; like that of `kl_divergence`, the value for PMFs
    leaves out the defect of the sums of `p` and `q`. Two normals have a closed form.

    References
    ----------
    .. [1] A. Rényi, "On measures of entropy and information", *Proceedings of the Fourth Berkeley Symposium on
       Mathematical Statistics and Probability* 1 (1961), 547-561.
    .. [2] T. van Erven and P. Harremoës, "Rényi divergence and Kullback–Leibler divergence", *IEEE Transactions on
       Information Theory* 60 (2014), 3797-3820.

    Examples
    --------
    >>> from kltools import renyi_divergence
    >>> renyi_divergence([0.5, 0.5], [0.25, 0.75], float("inf"), base=2)
    1.0
    >>> round(renyi_divergence([0.5, 0.5], [0.25, 0.75], 2), 12)
    0.287682072452

    >>> from scipy import stats
    >>> round(renyi_divergence(stats.norm(0, 1), stats.norm(1, 1), 2), 10)
    1.0
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("renyi_divergence", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.renyi_divergence(p, q, alpha, base=base)
    return pmfs.renyi_divergence(
        p,
        q,
        alpha,
        base=base,
        axis=axis,
        log=log,
        where=where,
        keepdims=keepdims,
        tolerance=tolerance,
        renormalise=renormalise,
    )


@overload
def f_divergence(
    p: Distribution, q: Distribution, f: Callable[[Array], Any], *, slope_at_infinity: float | None = None
) -> float: ...
@overload
def f_divergence(
    p: Numbers,
    q: Numbers,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    **options: Unpack[pmfs.OnePMFOptions],
) -> float: ...
@overload
def f_divergence(
    p: PMFs,
    q: PMFs,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    **options: Unpack[pmfs.PMFOptions],
) -> float | Array: ...
def f_divergence(
    p: PMFOrDistribution,
    q: PMFOrDistribution,
    f: Callable[[Array], Any],
    *,
    slope_at_infinity: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Csiszár's f-divergence of p from q, the mean of f(p/q) under q.

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs, or two distributions in at most three dimensions, as for `kl_divergence`.
    f : callable
        A convex function on the non-negative numbers with f(1) = 0. It takes an array of ratios p/q and returns an array
        of the same shape. Where it gives NaN at 0, its limit there is read off at 5e-324.
    slope_at_infinity : float, optional
        The limit of f(t)/t as t grows without bound (``inf`` is allowed): what a unit of p's mass counts where q = 0.
        Needed where p > 0 = q, and for PMFs where p/q exceeds the range of doubles.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        The sum or integral of q f(p/q), of the shape that `kl_divergence` has. Outcomes with p > 0 = q add p times
        `slope_at_infinity`, outcomes with p = q = 0 nothing.

    Raises
    ------
    TypeError
        As for `kl_divergence`, and for an `f` that cannot be called.
    ValueError
        As for `kl_divergence`; if f(1) is not 0, f gives NaN at a positive ratio or an array of another shape, or f or p/q
        is beyond the range of doubles on the way; if `slope_at_infinity` is needed and missing, or NaN.
    QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    Defined by Csiszár [1]_. Unlike `kl_divergence`, it is as accurate as `f` is near 1, and rounding can make it slightly
    negative: for D(p‖q) itself, and wherever p and q are close, pass f with a term c (t - 1) such that f is non-negative.

    References
    ----------
    .. [1] I. Csiszár, "Information-type measures of difference of probability distributions and indirect observations",
       *Studia Scientiarum Mathematicarum Hungarica* 2 (1967), 299-318.

    Examples
    --------
    The chi-squared divergence, and half the sum of abs(p - q):

    >>> from kltools import f_divergence
    >>> round(f_divergence([0.5, 0.5], [0.25, 0.75], lambda t: (t - 1) ** 2), 12)
    0.333333333333
    >>> f_divergence([0.5, 0.5], [1.0, 0.0], lambda t: abs(t - 1) / 2, slope_at_infinity=0.5)
    0.5

    >>> from scipy import stats
    >>> round(f_divergence(stats.norm(0, 1), stats.norm(1, 1), lambda t: abs(t - 1) / 2), 10)
    0.3829249225
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("f_divergence", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.f_divergence(p, q, f, slope_at_infinity=slope_at_infinity)
    return pmfs.f_divergence(
        p,
        q,
        f,
        slope_at_infinity=slope_at_infinity,
        axis=axis,
        log=log,
        where=where,
        keepdims=keepdims,
        tolerance=tolerance,
        renormalise=renormalise,
    )
