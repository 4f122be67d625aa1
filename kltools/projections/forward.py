"""The forward direction: argmin_q D(p||q) over Gaussians keeps moments."""

from __future__ import annotations

from typing import Any

import numpy as np

from kltools.arguments import Array
from kltools.distributions import Component, FlatMixture
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


def _moments(target: FlatMixture) -> tuple[Array, Array]:
    """Return the mean (n,) and covariance (n, n): within the components plus between their means."""
    pairs = [_component_moments(c, target.label) for c in target.components]
    mean = np.sum([w * m for w, (m, _) in zip(target.weights, pairs, strict=True)], axis=0)
    spread = [w * (s + np.outer(m - mean, m - mean)) for w, (m, s) in zip(target.weights, pairs, strict=True)]
    return mean, np.sum(spread, axis=0)


def _component_moments(component: Component, label: str) -> tuple[Array, Array]:
    source, parameters = component.source, component.parameters
    if component.family == "multivariate_t":
        df = parameters["df"]
        stretch = df / (df - 2.0) if 2.0 < df < np.inf else 1.0 if df == np.inf else np.inf
        with np.errstate(invalid="ignore"):
            mean, spread = parameters["mean"], parameters["cov"] * stretch
    elif component.family == "multivariate_normal":
        mean, spread = parameters["mean"], parameters["cov"]
    else:
        with np.errstate(all="ignore"):
            mean = source.mean()
            offered = next(name for name in ("cov", "var", "variance") if hasattr(source, name))
            spread = getattr(source, offered)()
    mean = np.atleast_1d(np.asarray(mean, dtype=float))
    spread = np.atleast_2d(np.asarray(spread, dtype=float))
    for name, value in (("mean", mean), ("variance", spread)):
        if not np.all(np.isfinite(value)):
            raise ValueError(
                f"p = {label} has an infinite or undefined {name} (of {component.label}), so no Gaussian has "
                "its moments; truncate p, or where its density is positive everywhere use "
                "information_projection"
            )
    return mean, spread
