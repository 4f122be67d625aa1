"""The population stability index, and a test of whether a population has drifted."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc, chdtri

from kltools.arguments import Array, real_option
from kltools.estimators.bins import Counted, binned, shares_of
from kltools.estimators.estimate import EstimateWarning
from kltools.estimators.samples import counting
from kltools.pmfs import jeffreys_divergence, normalize

#: Below this expected count in a bin the chi-squared law of the index is not to be relied on.
_SMALL = 5.0


def psi(reference: Counted, current: Counted, *, bins: Any = None, pseudocount: float = 0.0) -> float:
    """Population stability index: the Jeffreys divergence between the shares of two samples in the same bins.

    Parameters
    ----------
    reference, current : array_like of shape (k,), mapping or pandas Series; or samples
        Counts in k bins of two samples, or the shares of both; a mapping or Series is matched by its labels, in any order,
        and a label that one lacks has the count 0 there. With `bins`, the samples themselves, of shapes (n,) and (m,).
    bins : int or array_like, optional
        For samples: how many bins, at equal shares of `reference` (deciles for 10), or their edges, k + 1. A value at an
        edge is in the bin above; the outermost bins reach to infinity.
    pseudocount : float, optional
        What is added to each count of both samples in bins that either of them fills. Bins that both leave empty drop out.

    Returns
    -------
    float
        The sum over bins of (share - share') log(share/share'), in nats: the same whichever sample comes first, for the
        same bins.

    Raises
    ------
    ValueError
        For counts that are none, bins that do not match, and a bin that only one sample fills, without a
        pseudocount: the index is infinite there.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    A common rule of thumb calls 0.1 a moderate change and 0.25 a large one [1]_, whatever the sizes of the samples.
    With nothing changed the index is (k - 1)(1/n + 1/m) on average; see `drift_test`.

    References
    ----------
    .. [1] N. Siddiqi, *Credit Risk Scorecards*, Wiley, 2006.

    Examples
    --------
    >>> from kltools.estimators import psi
    >>> round(psi([20, 30, 50], [30, 30, 40]), 4)
    0.0629
    >>> round(psi({"a": 20, "b": 80}, {"b": 70, "a": 30}), 4)
    0.0539
    >>> round(psi([0.2, 0.3, 0.5], [0.3, 0.3, 0.4]), 4)
    0.0629
    """
    if bins is None and pseudocount == 0.0 and (shares := shares_of(reference, current)) is not None:
        return float(jeffreys_divergence(*shares))
    first, second, added = binned(reference, current, bins, pseudocount)
    return _index(first + added, second + added)


@dataclass(frozen=True)
class DriftTest:
    """The result of `drift_test`.

    Attributes
    ----------
    value : float
        The population stability index, in nats.
    threshold : float
        What the index exceeds in a share `level` of cases where nothing has changed.
    p_value : float
        The share of cases where nothing has changed in which the index is as large, or larger.
    level : float
        The share of false alarms.
    n, m : int
        The sizes of the samples.
    bins : int
        How many bins either sample fills.
    null : {"chi-squared", "permutation", "bootstrap"}
        From which law threshold and p-value are.

    Examples
    --------
    >>> found = drift_test([20, 30, 50], [30, 30, 40])
    >>> found.drifted, round(found.threshold, 3), round(found.p_value, 3)
    (False, 0.12, 0.208)
    """

    value: float
    threshold: float
    p_value: float
    level: float
    n: int
    m: int
    bins: int
    null: str

    @property
    def drifted(self) -> bool:
        """Whether the index exceeds the threshold."""
        return self.value > self.threshold

    def __str__(self) -> str:
        verdict = "more than chance explains" if self.drifted else "no more than chance explains"
        return (
            f"PSI {self.value:.3g}, threshold {self.threshold:.3g} at level {self.level:g}: {verdict} "
            f"(p = {self.p_value:.2g}; {self.bins} bins, n = {self.n:,}, m = {self.m:,}, {self.null})"
        )


def drift_test(
    reference: Counted,
    current: Counted,
    *,
    bins: Any = None,
    pseudocount: float = 0.0,
    level: float = 0.05,
    resamples: int = 0,
    bootstrap: bool = False,
    rng: int | np.random.Generator | None = 0,
) -> DriftTest:
    """Test whether two samples are from one population, by the population stability index.

    Parameters
    ----------
    reference, current, bins, pseudocount
        As for `psi`.
    level : float, optional
        The share of false alarms that is allowed, between 0 and 1.
    resamples : int, optional
        If above 0, the null law is that of so many random divisions of both samples together into two of their sizes
        (a permutation test), rather than chi-squared; 2,000 serve.
    bootstrap : bool, optional
        Whether both samples are instead drawn anew, with replacement, from the shares of both together.
    rng : int or Generator, optional
        The seed or generator of these divisions; 0 by default, so that a test gives one answer. None for another each time.

    Returns
    -------
    DriftTest
        Index, threshold, p-value and verdict; it prints as one line.

    Raises
    ------
    ValueError
        As for `psi`, for a level or a number of resamples out of range, and for a bootstrap without resamples.
    TypeError
        For input that is not real numbers, resamples that are no integer, or a bootstrap that is neither True nor False.

    Warns
    -----
    EstimateWarning
        Where the chi-squared law is asked for and a bin has an expected count below 5.

    Notes
    -----
    With nothing changed, n draws and m draws independent, and k bins that are not too rare, the index over
    1/n + 1/m is nearly chi-squared with k - 1 degrees of freedom [1]_, so the threshold is (1/n + 1/m) times its
    quantile. For 10 even bins and 100 draws a side that is 0.338; with a pseudocount of 1/2 it is exceeded in 4 % of
    cases, where the rule of thumb of 0.1 is exceeded in 80 %.

    A small p-value says that there is a difference, not that it matters: with a million cases a side the threshold is
    3.4e-5, and a drift that no one would act on exceeds it. The index itself says how large the change is.

    The index of a division or of draws is infinite where a bin is left to one sample alone and there is no pseudocount.

    References
    ----------
    .. [1] B. Yurdakul and J. Naranjo, "Statistical properties of the population stability index", *Journal of Risk
       Model Validation* 14 (2020).

    Examples
    --------
    >>> from kltools.estimators import drift_test
    >>> print(drift_test([20, 30, 50], [30, 30, 40]))
    PSI 0.0629, threshold 0.12 at level 0.05: no more than chance explains (p = 0.21; 3 bins, n = 100, m = 100, chi-squared)
    >>> drift_test([2000, 3000, 5000], [3000, 3000, 4000], resamples=200).drifted
    True
    """
    share = real_option(level, "level", "a level is a share of false alarms between 0 and 1; use 0.05")
    if not 0.0 < share < 1.0:
        raise ValueError(f"level is {share}, but a share of false alarms lies between 0 and 1; use 0.05")
    times = _times(resamples)
    if not isinstance(bootstrap, (bool, np.bool_)):
        raise TypeError(f"bootstrap is {bootstrap!r}, but it is True or False; give True to draw with replacement")
    if bootstrap and not times:
        raise ValueError(
            "bootstrap is True, but resamples is 0; say how often both samples are drawn, as in resamples=2000"
        )
    first, second, added = binned(reference, current, bins, pseudocount)
    n, m = (round(float(one.sum())) for one in (first, second))
    value = _index(first + added, second + added)
    if times:
        draw = _redrawn if bootstrap else _divisions
        drawn = draw(first + second, n, added, times, np.random.default_rng(rng))
        threshold = float(np.quantile(drawn, 1.0 - share, method="higher"))
        p_value = (1.0 + float(np.sum(drawn >= value * (1.0 - 1e-12)))) / (times + 1.0)
        return DriftTest(
            value, threshold, p_value, share, n, m, first.size, "bootstrap" if bootstrap else "permutation"
        )
    pace, freedom = 1.0 / n + 1.0 / m, first.size - 1
    least = float(np.min(first + second)) / (n + m) * min(n, m)
    if least < _SMALL:
        warnings.warn(
            f"a bin has an expected count of {least:.2g}: the chi-squared law needs {_SMALL:g} or more; give resamples=2000, or "
            "merge rare bins",
            EstimateWarning,
            stacklevel=2,
        )
    p_value = float(chdtrc(freedom, value / pace))
    return DriftTest(value, pace * float(chdtri(freedom, share)), p_value, share, n, m, first.size, "chi-squared")


def _index(first: Array, second: Array) -> float:
    """Return the index of counts (k,), none of them 0."""
    return float(jeffreys_divergence(normalize(first), normalize(second)))


def _divisions(pooled: Array, n: int, added: float, times: int, rng: np.random.Generator) -> Array:
    """Return the index of random divisions of pooled counts (k,) into n draws and the rest, (times,)."""
    first = rng.multivariate_hypergeometric(pooled.astype(np.int64), n, size=times, method="marginals") + added
    second = pooled + 2.0 * added - first
    return np.asarray(jeffreys_divergence(normalize(first), normalize(second)))


def _redrawn(pooled: Array, n: int, added: float, times: int, rng: np.random.Generator) -> Array:
    """Return the index of n draws and of the other samples' number of draws, all from the shares of pooled counts (k,)."""
    shares = np.asarray(normalize(pooled))
    first, second = (
        rng.multinomial(count, shares, size=times) + added for count in (n, round(float(pooled.sum())) - n)
    )
    return np.asarray(jeffreys_divergence(normalize(first), normalize(second)))


def _times(resamples: Any) -> int:
    times = counting(resamples, "resamples", "it counts random divisions", "2000")
    if isinstance(resamples, bool) or times < 0:
        raise ValueError(
            f"resamples is {resamples!r}, but it counts random divisions; give 0 or an integer such as 2000"
        )
    return times
