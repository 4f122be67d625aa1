"""The shape of a heavy upper tail, from the largest values of a sample."""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array

#: A tail of fewer values says too little of its shape.
FEWEST = 20


def tail_shape(logs: Array) -> float:
    """Shape of the upper tail of positive numbers, by a generalised Pareto distribution.

    Parameters
    ----------
    logs : ndarray of shape (n,)
        The logarithms of the numbers.

    Returns
    -------
    float
        The estimated shape: above 1/2 for an infinite variance, above 1 for an infinite mean. NaN where the
        tail has fewer than 20 values above its threshold, as for n < 100 and for numbers that are all equal.

    Notes
    -----
    The tail is the largest min(0.2 n, 3 sqrt n) numbers, as in Pareto smoothed importance sampling [1]_. The
    fit to their excesses over the next smaller number is the weighted mean of Zhang and Stephens [2]_, which
    always exists and needs no search.

    References
    ----------
    .. [1] A. Vehtari, D. Simpson, A. Gelman, Y. Yao and J. Gabry, "Pareto smoothed importance sampling",
       *Journal of Machine Learning Research* 25 (2024), 1-58.
    .. [2] J. Zhang and M. A. Stephens, "A new and efficient estimation method for the generalized Pareto
       distribution", *Technometrics* 51 (2009), 316-325.

    Examples
    --------
    >>> import numpy as np
    >>> ranks = (np.arange(4000) + 0.5) / 4000
    >>> round(tail_shape(-0.75 * np.log(ranks)), 2)  # P(r > t) = t^(-1/0.75)
    0.74
    """
    count = int(min(0.2 * logs.size, 3.0 * math.sqrt(logs.size)))
    if count < FEWEST:
        return math.nan
    largest = np.sort(np.partition(logs, -count - 1)[-count - 1 :])
    # the shape does not depend on the unit, so the largest number is the unit and nothing overflows
    excesses = np.exp(largest[1:] - largest[-1]) - np.exp(largest[0] - largest[-1])
    excesses = excesses[excesses > 0]
    return _weighted_mean_shape(excesses) if excesses.size >= FEWEST else math.nan


def _weighted_mean_shape(excesses: Array) -> float:
    """Return the shape of Zhang and Stephens for sorted positive excesses."""
    n = excesses.size
    candidates = 30 + int(math.sqrt(n))
    places = np.arange(1, candidates + 1) - 0.5
    # theta is minus shape over scale; the prior's scale comes from the first quartile
    quartile = excesses[int(n / 4 + 0.5) - 1]
    theta = 1.0 / excesses[-1] + (1.0 - np.sqrt(candidates / places)) / (3.0 * quartile)
    shapes = np.mean(np.log1p(-theta[:, None] * excesses), axis=1)
    log_likelihood = n * (np.log(-theta / shapes) - shapes - 1.0)
    weights = np.exp(log_likelihood - np.max(log_likelihood))
    best = float(np.sum(theta * weights) / np.sum(weights))
    return float(np.mean(np.log1p(-best * excesses)))
