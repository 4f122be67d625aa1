"""The Kullback–Leibler divergence, which is also called relative entropy, and Jeffreys' sum of both directions."""

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
def kl_divergence(p: Distribution, q: Distribution, *, base: float | None = None) -> float: ...
@overload
def kl_divergence(
    p: Numbers, q: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def kl_divergence(
    p: PMFs, q: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def kl_divergence(
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
    """Kullback–Leibler divergence D(p‖q), the relative entropy of p with respect to q.

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs along `axis`, whose other axes broadcast: arrays, sequences, or what has labels, which are a dict from
        outcome to probability, a Series or DataFrame of pandas, a DataArray of xarray. Labelled ones are matched by label,
        in any order; an outcome that one lacks has probability 0 there. Beside an array, they go by position. Or two
        distributions with as many coordinates each, both
        continuous or both discrete: frozen SciPy distributions of numbers, vectors or matrices,
        SciPy's newer objects, tables ``scipy.stats.rv_discrete(values=...)``, histograms ``scipy.stats.rv_histogram``,
        kernel density estimates ``scipy.stats.gaussian_kde``, functions by `Density`, or `Mixture`. A von Mises distribution
        lives on the circle, cut at pi. A normal distribution with a singular covariance lives on its subspace. Arrays of
        parameters, as in ``stats.norm([0, 1], 1)``, broadcast, and stand for as many distributions, taken one by one.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis : int, tuple of ints or None, optional
        The axis of the broadcast shape along which the outcomes of PMFs run; the last by default. Several axes hold one
        PMF together, None means all. Distributions take neither it nor any option below.
    log : bool, optional
        Whether PMFs are given by the natural logarithms of their probabilities, ``-inf`` for 0.
    where : array_like of bool, optional
        Which outcomes count, as NumPy's reductions take it: it broadcasts to the shape of the PMFs. The others are left out,
        whatever stands there; the rest must be a PMF. By default all count.
    keepdims : bool, optional
        Whether the result keeps the axes of outcomes, with length 1.
    tolerance : float, optional
        How far the sum of each PMF may be from 1, from 0 to below 1. By default 1e-8, and 1e-5 for float32 and narrower
        input. The value is that of the numbers as given.
    renormalise : bool, optional
        Whether each PMF is divided by its sum first (logits given with `log`, less their logsumexp), whatever that is; with
        `tolerance`, only a sum as near to 1 as that says.

    Returns
    -------
    float or ndarray of float64
        The divergence, never negative: a float for one-dimensional PMFs and for single distributions, an array of the
        broadcast shape without `axis` for batches of PMFs, and of that of the parameters for many distributions. It is
        ``inf`` where some p > 0 = q; between distributions, only where the supports or the tails prove it.

    Raises
    ------
    TypeError
        For PMFs that are not real numbers, something that is no distribution, a PMF and a distribution, a continuous
        distribution and a discrete one, or an option of PMFs given for distributions.
    ValueError
        For a bad option. For a PMF with a NaN, infinite or negative entry, a number too small for a double, or with a sum
        that is not 1 to within `tolerance`; for shapes or labels that do not match, a label that stands twice, or no
        outcome. For distributions whose
        dimensions differ, whose parameters are invalid or do not broadcast, and for a pair with neither a closed form nor a
        numerical rule; the rules end at three dimensions. For a covariance matrix whose rounding hides whether it is singular.
    OverflowError
        If a closed form is finite but above the largest floating-point number.
    QuadratureError
        If there is no closed form and numerical integration cannot vouch for its answer.

    Notes
    -----
    For PMFs, the value is the sum of p log(p/q) - p + q over the doubles given, with 0 log 0 = 0. For exact PMFs that is
    the sum of p log(p/q) [1]_; on doubles, whose sums are not exactly 1, it leaves out the defect of the sums, and each
    of its terms is non-negative. Each term is computed without cancellation, so small divergences keep their digits, and
    from logarithms also where a probability is too small for a double.

    Along other axes than the outcomes', labels must be the same, in any order; the result is in the order of the first
    labelled argument. Dimensions of xarray are matched by name.

    For distributions, it is a closed form where chapter 11 lists one, evaluated with as many bits as it cancels, or in
    floats where those keep fourteen digits. Other
    pairs integrate or sum the same p log(p/q) - p + q: by adaptive Gauss–Kronrod panels in one dimension, by product
    rules in two and three, outcome by outcome where they are discrete. With densities in place of PMFs, the divergence is
    that of Cover & Thomas [2]_, section 8.5.

    References
    ----------
    .. [1] S. Kullback and R. A. Leibler, "On information and sufficiency", *Annals of Mathematical Statistics* 22 (1951),
       79-86.
    .. [2] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools import kl_divergence
    >>> round(kl_divergence([0.5, 0.5], [0.25, 0.75]), 12)
    0.143841036226
    >>> kl_divergence([0.5, 0.5], [1.0, 0.0])
    inf
    >>> kl_divergence([[1.0, 0.0], [0.5, 0.5]], [0.5, 0.5], base=2)
    array([1., 0.])

    PMFs with labels, logits, and a mask:

    >>> kl_divergence({"heads": 1.0}, {"tails": 0.5, "heads": 0.5}, base=2)
    1.0
    >>> round(kl_divergence([0.0, 0.0], [5.0, 4.0], log=True, renormalise=True), 12)
    0.120114506958
    >>> kl_divergence([1.0, 0.0, float("nan")], [0.5, 0.5, 0.5], where=[True, True, False], base=2)
    1.0

    >>> from scipy import stats
    >>> round(kl_divergence(stats.norm(0, 1), stats.norm(1, 2)), 10)
    0.4431471806
    >>> kl_divergence(stats.cauchy(0, 1), stats.norm(0, 1))
    inf
    >>> kl_divergence(stats.norm([0, 1, 2], 1), stats.norm(0, 1))
    array([0. , 0.5, 2. ])
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("kl_divergence", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.kl_divergence(p, q, base=base)
    return pmfs.kl_divergence(
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
def jeffreys_divergence(p: Distribution, q: Distribution, *, base: float | None = None) -> float: ...
@overload
def jeffreys_divergence(
    p: Numbers, q: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def jeffreys_divergence(
    p: PMFs, q: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def jeffreys_divergence(
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
    """Jeffreys divergence, D(p‖q) + D(q‖p).

    Parameters
    ----------
    p, q : array_like, or distributions
        Two PMFs, or two distributions, as for `kl_divergence`.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        The sum of both directions, of the shape that `kl_divergence` has; ``inf`` where either direction is.

    Raises
    ------
    TypeError, ValueError, OverflowError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    For PMFs, the sum of (q - p) log(q/p), the invariant of Jeffreys [1]_, whose terms are all non-negative. For
    distributions, `kl_divergence` in one direction and in the other.

    References
    ----------
    .. [1] H. Jeffreys, "An invariant form for the prior probability in estimation problems", *Proceedings of the Royal
       Society A* 186 (1946), 453-461.

    Examples
    --------
    >>> from kltools import jeffreys_divergence
    >>> round(jeffreys_divergence([0.5, 0.5], [0.25, 0.75]), 12)
    0.274653072167

    >>> from scipy import stats
    >>> jeffreys_divergence(stats.norm(0, 1), stats.norm(2, 1))
    4.0
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions(
            "jeffreys_divergence", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise)
        )
        from kltools import distributions

        return distributions.jeffreys_divergence(p, q, base=base)
    return pmfs.jeffreys_divergence(
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
