"""Shannon's entropy, and cross-entropy."""

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
def entropy(p: Distribution, *, base: float | None = None) -> float: ...
@overload
def entropy(p: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]) -> float: ...
@overload
def entropy(p: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]) -> float | Array: ...
def entropy(
    p: PMFOrDistribution,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Shannon entropy H(p), the mean of -log p under p.

    Parameters
    ----------
    p : array_like, or distribution
        PMFs along `axis`, or one distribution, as for `kl_divergence`.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis, log, where, keepdims, tolerance, renormalise : optional
        As for `kl_divergence`; for PMFs alone.

    Returns
    -------
    float or ndarray of float64
        The entropy: a float for one PMF or a distribution, an array of the shape of `p` without `axis` for a batch of
        PMFs. Never negative where outcomes are discrete; the differential entropy of a continuous distribution may be.

    Raises
    ------
    TypeError, ValueError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    The sum [1]_ or integral (Cover & Thomas [2]_, section 8.1) of -p log p, with 0 log 0 = 0; SciPy's formula for a
    distribution where it has one.

    References
    ----------
    .. [1] C. E. Shannon, "A mathematical theory of communication", *Bell System Technical Journal* 27 (1948), 379-423.
    .. [2] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools import entropy
    >>> entropy([0.5, 0.25, 0.25], base=2)
    1.5

    >>> from scipy import stats
    >>> entropy(stats.bernoulli(0.5), base=2)
    1.0
    >>> round(entropy(stats.uniform(0, 0.5), base=2), 10)
    -1.0
    """
    if meant_as_distribution(p):
        check_distributions("entropy", p, p, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.entropy(p, base=base)
    return pmfs.entropy(
        p, base=base, axis=axis, log=log, where=where, keepdims=keepdims, tolerance=tolerance, renormalise=renormalise
    )


@overload
def cross_entropy(p: Distribution, q: Distribution, *, base: float | None = None) -> float: ...
@overload
def cross_entropy(
    p: Numbers, q: Numbers, *, base: float | None = None, **options: Unpack[pmfs.OnePMFOptions]
) -> float: ...
@overload
def cross_entropy(
    p: PMFs, q: PMFs, *, base: float | None = None, **options: Unpack[pmfs.PMFOptions]
) -> float | Array: ...
def cross_entropy(
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
    """Cross-entropy of p relative to q, the mean of -log q under p.

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
        The cross-entropy, of the shape that `kl_divergence` has; ``inf`` where D(p‖q) is. Between continuous
        distributions it may be negative.

    Raises
    ------
    TypeError, ValueError, OverflowError, QuadratureError
        As for `kl_divergence`.

    Notes
    -----
    It is H(p) + D(p‖q) (Murphy [1]_, section 6.1), and for distributions it is computed so; for PMFs, as the sum of
    -p log q. To find D(p‖q), do not subtract: `kl_divergence` keeps the digits that the difference loses.

    References
    ----------
    .. [1] K. P. Murphy, *Probabilistic Machine Learning: An Introduction*, MIT Press, 2022.

    Examples
    --------
    >>> from kltools import cross_entropy
    >>> round(cross_entropy([0.5, 0.5], [0.25, 0.75], base=4), 10)
    0.6037593748

    >>> from scipy import stats
    >>> round(cross_entropy(stats.norm(0, 1), stats.norm(1, 1)), 10)
    1.9189385332
    """
    if meant_as_distribution(p) or meant_as_distribution(q):
        check_distributions("cross_entropy", p, q, pmfs.Options(axis, log, where, keepdims, tolerance, renormalise))
        from kltools import distributions

        return distributions.cross_entropy(p, q, base=base)
    return pmfs.cross_entropy(
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
