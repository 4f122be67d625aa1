"""The forward direction: argmin_q D(p||q) over Gaussians keeps moments."""

from __future__ import annotations

from typing import Any

import numpy as np

from kltools.distributions import FlatMixture, Moments, component_moments, mixture_moments
from kltools.projections.projection import Projection, projection
from kltools.projections.target import checked_target, full_rank


def moment_projection(p: Any, family: str = "normal") -> Projection:
    """Gaussian q that minimises D(p||q): the one that has p's moments.

    Parameters
    ----------
    p : distribution
        What `kltools.kl_divergence` takes: a frozen SciPy distribution, one of SciPy's newer objects or a
        `Mixture`, continuous, with finite variance.
    family : {"normal", "factorised", "full"}
        "normal" in one dimension. In n dimensions, "factorised" for independent coordinates (it keeps
        p's means and variances) and "full" for any covariance (it keeps p's covariance matrix too).

    Returns
    -------
    Projection
        The one global minimum, with D(p||q) in nats and no path.

    Raises
    ------
    TypeError
        If p is not a distribution, or is discrete.
    ValueError
        If the mean or the variance of p is infinite or undefined, the covariance matrix is singular, or
        the family does not fit p's dimension.
    QuadratureError
        If D(p||q) has no closed form and numerical integration cannot vouch for it.

    Notes
    -----
    D(p||q) is E_p[-log q] plus what does not depend on q, and E_p[-log q] depends on p through the
    moments that log q is made of. Setting its derivatives to zero equates the moments of q and p.

    References
    ----------
    C. M. Bishop, Pattern Recognition and Machine Learning, 2006, sections 10.1.2 and 10.7.
    I. Csiszár and F. Matúš, Information projections revisited, IEEE Trans. Inf. Theory 49, 2003.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.distributions import Mixture
    >>> moment_projection(Mixture([stats.norm(-2, 1), stats.norm(2, 1)], [0.5, 0.5]))
    Projection(forward, normal: mean=0, variance=5, divergence=0.171999)
    """
    target = checked_target(p, family)
    mean, covariance = _moments(target)
    if not full_rank(covariance):
        raise ValueError(
            f"p = {target.label} has a singular covariance matrix, so no Gaussian density has its moments; "
            "write p in coordinates of the subspace that it fills"
        )
    if family == "factorised":
        covariance = np.diag(np.diag(covariance))
    return projection(p, "forward", family, mean, covariance)


def _moments(target: FlatMixture) -> Moments:
    """Return the mean (n,) and covariance (n, n) of p, or raise where a component has none."""
    parts = [component_moments(component) for component in target.components]
    for component, moments in zip(target.components, parts, strict=True):
        for name, value in zip(("mean", "variance"), moments, strict=True):
            if not np.all(np.isfinite(value)):
                raise ValueError(
                    f"p = {target.label} has an infinite or undefined {name} (of {component.label}), so no Gaussian "
                    "has its moments; truncate p, or where its density is positive everywhere use "
                    "information_projection"
                )
    return mixture_moments(target.weights, parts)
