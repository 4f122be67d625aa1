"""D(p||q) of two distributions by draws from p, where no closed form and no quadrature reaches it."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from kltools.arguments import Array
from kltools.distributions import Mixture, flatten
from kltools.estimators.average_doubts import impossible, rests_on_few
from kltools.estimators.estimate import Estimate, EstimateWarning, mean_with_error
from kltools.estimators.log_ratios import log_ratios
from kltools.estimators.samples import counting

#: So many numbers are drawn at a time.
_BLOCK = 1_000_000


def sampled_kl(p: Any, q: Any, *, size: int = 100_000, rng: int | np.random.Generator | None = None) -> Estimate:
    """Monte Carlo estimate of D(p||q) for two distributions, by the mean of log p/q over draws from p.

    Parameters
    ----------
    p, q : distributions
        SciPy's frozen distributions, its newer objects or a `Mixture`, of any dimension; both continuous or both discrete.
        p is drawn from, of q only the log density is taken.
    size : int, optional
        How many draws, at least 2. The error falls as its root.
    rng : int or Generator, optional
        The seed or the generator of the draws; a fresh one by default.

    Returns
    -------
    Estimate
        The mean of log p - log q, in nats, which is unbiased, with its standard error. Where a draw lies outside q's
        support, D(p||q) is infinite, and so is the value, with the standard error NaN.

    Raises
    ------
    ValueError
        For dimensions that differ, fewer than 2 draws, or a log density that is NaN.
    TypeError
        For what is no distribution, one that is discrete beside one that is not, or a size that is no integer.

    Warns
    -----
    EstimateWarning
        Where a draw lies outside q's support; where one or two draws carry the variance; where the mean is below 0 by more
        than 4 standard errors, so that a log density is not that of what was drawn.

    Notes
    -----
    For the estimate k1 of [1]_ and what it assumes see `monte_carlo_kl`. An infinite D(p||q) whose cause lies where p has
    little mass goes unseen.

    References
    ----------
    .. [1] J. Schulman, "Approximating KL divergence", 2020, http://joschu.net/blog/kl-approx.html.

    Examples
    --------
    >>> import numpy as np
    >>> from scipy import stats
    >>> from kltools import Mixture
    >>> from kltools.estimators import sampled_kl
    >>> centres = np.eye(5)  # five normals in five dimensions
    >>> p = Mixture([stats.multivariate_normal(c) for c in centres], [0.2] * 5)
    >>> sampled_kl(p, stats.multivariate_normal(np.zeros(5)), size=10_000, rng=1)
    Estimate(0.1286 ± 0.0054 nats)
    """
    flat_p, flat_q = flatten(p, "p"), flatten(q, "q")
    if flat_p.discrete != flat_q.discrete:
        raise TypeError("p and q are not both continuous or both discrete; give two densities or two PMFs")
    if flat_p.dimension != flat_q.dimension:
        raise ValueError(
            f"p has dimension {flat_p.dimension} but q has {flat_q.dimension}; give both the same dimension"
        )
    n, generator = _size(size), np.random.default_rng(rng)
    name, layout = "logpmf" if flat_p.discrete else "logpdf", flat_p.components[0].family
    step, parts = max(1, _BLOCK // flat_p.dimension), []
    for start in range(0, n, step):
        drawn = _draw(p, min(step, n - start), generator)
        parts.append([_log_density(one, name, drawn, layout) for one in (p, q)])
    log_p, log_q = (np.concatenate(column) for column in zip(*parts))
    ratios = log_ratios(log_p, log_q, None, None, None)
    outside = int(np.isneginf(ratios.values).sum())
    if outside:
        warnings.warn(
            f"{outside} of {n} draws from p lie outside the support of q: D(p||q) is infinite",
            EstimateWarning,
            stacklevel=2,
        )
        return Estimate(math.inf, math.nan)
    estimate = mean_with_error(-ratios.values)
    for doubt in [*rests_on_few({"k1": -ratios.values}, ratios), *impossible(estimate)]:
        warnings.warn(doubt, EstimateWarning, stacklevel=2)
    return estimate


def _draw(p: Any, n: int, generator: np.random.Generator) -> Array:
    """Return n draws, the first axis over draws."""
    if hasattr(p, "sample"):  # SciPy's newer objects
        return np.asarray(p.sample(n, rng=generator), dtype=np.float64)
    if not hasattr(p, "rvs"):
        raise TypeError(f"p is {p!r}, which cannot draw samples; give a distribution with rvs, or use monte_carlo_kl")
    drawn = np.asarray(p.rvs(size=n, random_state=generator), dtype=np.float64)
    return drawn if n > 1 else drawn.reshape(1, *(drawn.shape if drawn.size > 1 else ()))


def _log_density(one: Any, name: str, drawn: Array, family: str | None) -> Array:
    """Return the log density at draws, in the layout that SciPy's family wants them."""
    if family in ("dirichlet", "wishart", "invwishart"):  # these want the draws along the last axis
        drawn = np.moveaxis(drawn, 0, -1)
    if hasattr(one, "cov_object") or hasattr(one, "shape_info"):  # a mixture of one keeps the digits of unlike units
        one = Mixture([one], [1.0])
    with np.errstate(all="ignore"):  # far out, squares overflow in SciPy's log densities
        return np.asarray(getattr(one, name)(drawn), dtype=np.float64).reshape(-1)


def _size(size: Any) -> int:
    n = counting(size, "size", "it counts draws", "100_000")
    if isinstance(size, bool) or n < 2:
        raise ValueError(
            f"size is {size!r}, but a standard error needs 2 draws or more; give an integer such as 100_000"
        )
    return n
