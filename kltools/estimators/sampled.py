"""D(p||q) of two distributions from samples that are drawn of p."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kltools.distributions import Mixture, is_distribution
from kltools.estimators.estimate import Estimate, mean_with_error


def sampled_kl(p: Any, q: Any, n: int = 100_000, *, random_state: int | np.random.Generator | None = None) -> Estimate:
    """Estimate of D(p||q) from samples drawn of p, for distributions that numerical integration does not reach.

    Parameters
    ----------
    p, q : distributions
        Frozen SciPy distributions or `kltools.Mixture`, in any number of dimensions; p must be able to draw samples.
    n : int, optional
        The number of samples, at least 2.
    random_state : int or numpy.random.Generator, optional
        The seed or the generator of the draws.

    Returns
    -------
    Estimate
        The mean of log(p/q) at the samples and its standard error, in nats: k1 of `monte_carlo_kl`, unbiased. Infinite, with
        standard error NaN, where q is 0 at a sample.

    Raises
    ------
    TypeError
        If p or q is no distribution, one is discrete and the other is not, p draws no samples, or n is no integer.
    ValueError
        If n is below 2, or a log density is no number at a sample.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools import Mixture
    >>> p, q = stats.multivariate_normal([0] * 6), stats.multivariate_normal([0.5] * 6)  # D(p||q) = 0.75
    >>> print(sampled_kl(p, q, 10_000, random_state=1))
    0.776 ± 0.012 nats
    """
    for name, one in (("p", p), ("q", q)):
        if not is_distribution(one):
            raise TypeError(f"{name} is {one!r}, not a distribution; give one of SciPy's, frozen, or a kltools.Mixture")
    if not hasattr(p, "rvs"):
        raise TypeError(f"p is {p!r}, which draws no samples; draw your own and give them to monte_carlo_kl")
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise TypeError(f"n is {n!r} of type {type(n).__name__}, but a number of samples is an integer; give one")
    if n < 2:
        raise ValueError(f"n is {n}, but a standard error needs at least 2 samples; draw more")
    log = "logpmf" if _is_discrete(p) else "logpdf"
    if _is_discrete(p) != _is_discrete(q):
        kinds = ["discrete" if _is_discrete(one) else "continuous" for one in (p, q)]
        raise TypeError(f"p is {kinds[0]} but q is {kinds[1]}; a divergence needs both to be densities or both PMFs")
    samples = np.asarray(p.rvs(size=int(n), random_state=np.random.default_rng(random_state)), dtype=np.float64)
    with np.errstate(all="ignore"):  # far out, squares overflow in SciPy's log densities
        laws = (
            Mixture([one], [1.0]) if hasattr(one, "cov_object") or hasattr(one, "shape_info") else one for one in (p, q)
        )
        log_p, log_q = (np.asarray(getattr(one, log)(samples), dtype=np.float64).ravel() for one in laws)
    if np.any(np.isneginf(log_q) & (log_p > -np.inf)):
        return Estimate(math.inf, math.nan)
    unusable = ~np.isfinite(log_p - log_q)
    if unusable.any():
        place = int(unusable.argmax())
        raise ValueError(
            f"log p and log q are {log_p[place]:g} and {log_q[place]:g} at {samples[place]}, drawn of p; give distributions "
            "whose log densities are finite there"
        )
    return mean_with_error(log_p - log_q)


def _is_discrete(one: Any) -> bool:
    return bool(getattr(one, "discrete", not hasattr(one, "logpdf")))
