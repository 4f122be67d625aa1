"""The terms of every divergence, outcome by outcome: each formula once, for PMFs, for their logarithms and for densities.

A formula takes a :class:`~kltools.pmfs.pairs.Pair` and is written in e = (q - p)/(q + p), which keeps its digits where
p and q are close: there every term but those of entropies is p + q times a function of e that is small to second order
(to first order, the total variation). With s = e the slack of log c <= c - 1 at c = q/p is

    p log(p/q) - p + q = (q - p) s [1 - (s - s^2) (1/3 + s^2/5 + s^4/7 + ...)],

since log(q/p) = 2 artanh(s); and the term of the Jensen-Shannon divergence is

    (p + q)/4 [(1 + e) log1p(e) + (1 - e) log1p(-e)] = (q - p) e/4 [1 + e^2/6 + e^4/15 + e^6/28 + ...].
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import SMALLEST_NORMAL, Array
from kltools.pmfs.convex_function import overflows, values_with_limit
from kltools.pmfs.pairs import TINY, LogPair, Pair, ProbabilityPair
from kltools.pmfs.summation.blocks import borrowed

#: Returns one term for each outcome of a pair.
Formula = Callable[[Pair], Array]

LOG_2, LOG_SMALLEST = math.log(2.0), math.log(SMALLEST_NORMAL)
SLOPE_CURE = "give the limit of f(t)/t as t grows, inf if there is none"
#: What to do where f cannot be evaluated.
OVERFLOW_CURE = "use kl_divergence or renyi_divergence where they are what you are after, or leave that outcome out"
#: Up to this e^2 the terms of Jensen and Shannon are summed as a series.
JS_SERIES_LIMIT = 0.01
#: Up to this e^2 they are written with artanh(e); beyond, with the logarithm of the ratio.
JS_ARTANH_LIMIT = 0.8


def slack_terms(pair: Pair, out: Array | None = None) -> Array:
    """Return p log(p/q) - p + q >= 0, the terms of D(p||q); infinite where p > 0 = q.

    Examples
    --------
    >>> slack_terms(ProbabilityPair(np.array([0.5, 0.5]), np.array([0.25, 0.75]))).round(6)
    array([0.096574, 0.047267])
    """
    return _near_or_far(pair, pair.slack_limit, _near_slacks, _far_slacks, out)


def _near_slacks(difference: Array, e: Array, z: Array, out: Array) -> None:
    """Put (q - p) e [1 - (e - z) (1/3 + z/5 + z^2/7 + ...)] for z = e^2 into `out`; z is changed."""
    length = slack_series_length(float(np.maximum.reduce(z, axis=None, initial=0.0)))
    out.fill(1.0 / (2 * length + 1))
    for k in range(length - 1, 0, -1):
        out *= z
        out += 1.0 / (2 * k + 1)
    z -= e
    out *= z
    out += 1.0
    out *= e
    out *= difference


def slack_series_length(largest: float) -> int:
    """Return how many terms in e^2 <= `largest` make the truncated series exact in doubles."""
    length = 1
    while math.sqrt(largest) * largest**length / (2 * length + 3) > 2e-17:
        length += 1
    return length


def _far_slacks(pair: Pair, places: NDArray[np.intp]) -> Array:
    """Return p log(p/q) - p + q by its parts, where they cancel little."""
    p, q, difference = (values.ravel()[places] for values in (pair.p, pair.q, pair.difference))
    terms = pair.far_log_ratio(places)
    terms *= p
    terms += difference
    np.putmask(terms, p == 0, q)
    return terms


def _near_or_far(
    pair: Pair,
    limit: float,
    near: Callable[[Array, Array, Array, Array], None],
    far: Callable[[Pair, NDArray[np.intp]], Array],
    out: Array | None,
) -> Array:
    """Return the terms by a series in z = e^2 where that is at most a limit, and by another formula elsewhere.

    Parameters
    ----------
    near
        Takes q - p, e and z, and puts the terms into its fourth argument.
    far
        Takes the pair and the places of the other outcomes in the flattened arrays, and returns their terms.
    out
        Where the terms go; a new array by default.
    """
    terms = np.empty(pair.p.shape) if out is None else out
    with borrowed(1, terms.shape) as (z,):
        np.multiply(pair.e, pair.e, out=z)
        places = np.flatnonzero(~(z <= limit))
        # With the far entries out of the way, the series is no longer than the near ones need.
        np.put(z, places, 0.0)
        near(pair.difference, pair.e, z, terms)
    if places.size:
        np.put(terms, places, far(pair, places))
    return terms


def log_ratio_terms(pair: Pair) -> Array:
    """Return p log(p/q), 0 where p = 0."""
    terms = pair.p * pair.log_p_over_q()
    np.putmask(terms, pair.p == 0, 0.0)
    return terms + 0.0


def jeffreys_terms(pair: Pair) -> Array:
    """Return (p - q) log(p/q), 0 where both are 0, infinite where one is; the same to the last bit for q and p."""
    logs = np.abs(pair.log_p_over_q())
    terms: Array = np.abs(pair.difference) * logs
    np.putmask(terms, np.isinf(logs), math.inf)
    return terms


def variation_terms(pair: Pair) -> Array:
    """Return |p - q|/2, the terms of the total variation."""
    return 0.5 * np.abs(pair.difference)


def js_terms(pair: Pair, out: Array | None = None) -> Array:
    """Return [p log(p/m) + q log(q/m)]/2 with m = (p + q)/2, never through m; the same to the last bit for q and p.

    Examples
    --------
    >>> js_terms(ProbabilityPair(np.array([0.5, 0.5]), np.array([0.25, 0.75]))).round(6)
    array([0.021237, 0.012585])
    """
    return _near_or_far(pair, JS_SERIES_LIMIT, _near_js, _far_js, out)


def _near_js(difference: Array, e: Array, z: Array, out: Array) -> None:
    """Put (q - p) e [1 + z/6 + z^2/15 + z^3/28 + ...]/4, with 1/((k + 1)(2k + 1)) before z^k, into `out`."""
    length = js_series_length(float(np.maximum.reduce(z, axis=None, initial=0.0)))
    out.fill(0.25 / ((length + 1) * (2 * length + 1)))
    for k in range(length - 1, -1, -1):
        out *= z
        out += 0.25 / ((k + 1) * (2 * k + 1))
    out *= difference
    out *= e


def js_series_length(largest: float) -> int:
    """Return how many terms in e^2 <= `largest` make the truncated series exact in doubles."""
    length = 0
    while largest ** (length + 1) / ((length + 2) * (2 * length + 3)) > 2e-17:
        length += 1
    return length


def _far_js(pair: Pair, places: NDArray[np.intp]) -> Array:
    """Return the terms without a series, from the smaller and the larger of p and q and r = low/high.

    They are (high - low) artanh(|e|)/2 + (p + q) log1p(-e^2)/4, which cancels by no more than a factor of 3; or as e
    nears 1 or -1 [low log r - (p + q) log1p(r) + (p + q) log 2]/2, which keeps its digits there.
    """
    p, q, difference, e = (values.ravel()[places] for values in (pair.p, pair.q, pair.difference, pair.e))
    difference, e = np.abs(difference), np.abs(e)
    low, high, both = np.minimum(p, q), np.maximum(p, q), p + q
    z = e * e
    near = 0.5 * (difference * np.arctanh(e)) + 0.25 * (both * np.log1p(-z))
    ratio = np.fmax(low / high, SMALLEST_NORMAL)
    terms = low * np.log(ratio)
    terms += both * (LOG_2 - np.log1p(ratio))
    terms *= 0.5
    np.putmask(terms, z <= JS_ARTANH_LIMIT, near)
    return terms


def power_terms(pair: Pair, other: float) -> Array:
    """Return p^(1 - other) q^other."""
    return pair.p_times_exp(-other * pair.log_p_over_q())


def renyi_slack_terms(order: float | Array, other: float | Array) -> Formula:
    """Return the formula of p^order q^other - order p - other q, whose sum is that of the powers less 1.

    Parameters
    ----------
    order
        1/2 or more. For a smaller one exchange p and q, and `order` with `other`, which cancels less.
    other
        1 - order, which keeps its digits where the order is close to 1.
    """
    if np.ndim(order) == 0 and order == other:
        return _hellinger_terms
    return lambda pair: _power_slacks(pair, order, other)


def _power_slacks(pair: Pair, order: float | Array, other: float | Array) -> Array:
    """Return p^order q^other - order p - other q for order + other = 1.

    With g = p^order q^other = p exp(x) and x = other log(q/p) it is (p log(p/g) - p + g) - other (p log(p/q) - p + q),
    a difference of slacks that does not cancel where p is near q.
    """
    x = -other * pair.log_p_over_q()
    near = np.abs(x) <= 1
    terms = pair.p_times_exp(x) - order * pair.p - other * pair.q
    x = np.where(near, x, 0.0)
    e, slacks = np.tanh(0.5 * x), np.empty(x.shape)
    _near_slacks(pair.p * np.expm1(x), e, e * e, slacks)
    np.putmask(terms, near, slacks - other * slack_terms(pair))
    return terms


def _hellinger_terms(pair: Pair) -> Array:
    """Return sqrt(p q) - (p + q)/2, the same to the last bit for q and p."""
    gap: Array = pair.difference / np.fmax(np.sqrt(pair.p) + np.sqrt(pair.q), TINY)
    return -0.5 * gap * gap


def csiszar_terms(
    pair: Pair, f: Callable[[Array], object], slope: float | None, negligible: NDArray[np.bool_] | None = None
) -> Array:
    """Return q f(p/q), with p times the slope of f at infinity where the ratio is infinite, and 0 where both are 0.

    Parameters
    ----------
    pair
        The outcomes.
    f
        The convex function, as the caller gives it.
    slope
        The limit of f(t)/t as t grows; None where the caller left it open.
    negligible
        Outcomes that count as 0 if f overflows there, gives NaN or is not known; by default none.

    Raises
    ------
    ValueError
        If f is NaN at a positive ratio, or the slope is needed and missing.
    """
    ratio = pair.p_over_q()
    endless = np.isinf(ratio) & (pair.p > 0)
    if negligible is not None and slope in (None, math.inf):
        endless &= ~negligible
    if slope is None and endless.any():
        value, at = float(pair.p[endless][0]), float(pair.q[endless][0])
        raise ValueError(f"slope_at_infinity is missing, but p = {value} where q = {at}; {SLOPE_CURE}")
    usable = np.isfinite(ratio)
    values = values_with_limit(f, ratio[usable])
    if negligible is not None:
        values[negligible[usable] & ~np.isfinite(values)] = 0.0
    elif (endless_f := np.isinf(values) & (ratio[usable] > 0)).any() and overflows(f, ratio[usable][endless_f]):
        at = float(ratio[usable][endless_f][0])
        raise ValueError(f"f overflows at p/q = {at}, so that q f(p/q) is not known; {OVERFLOW_CURE}")
    if np.isnan(values).any():
        at = float(ratio[usable][np.isnan(values)][0])
        raise ValueError(f"f is nan at {at}; f must be defined for every t >= 0")
    terms = np.zeros(pair.p.shape)
    terms[usable] = pair.times_q(values, usable)
    if slope is not None:
        terms[endless] = pair.p[endless] * slope
    return terms


def surprisal_terms(p: Array, log_q: Array) -> Array:
    """Return -p log q, 0 where p = 0: the terms of a cross-entropy, and with q = p of an entropy."""
    terms = log_q * p
    np.putmask(terms, p == 0, 0.0)
    return np.subtract(0.0, terms, out=terms)


def log_surprisal_terms(log_p: Array, log_q: Array) -> Array:
    """Return -p log q from log p and log q, 0 where p = 0; infinite where p > 0 = q, even where p underflows."""
    terms, small = surprisal_terms(np.exp(log_p), log_q), (log_p < LOG_SMALLEST) & (log_p > -math.inf)
    terms[small] = np.exp(log_p[small] + np.log(-log_q[small]))
    return terms


def of_probabilities(formula: Callable[..., Array]) -> Callable[..., Array]:
    """Return the terms of a formula as a function of blocks p and q, and of where they go if the formula is told that."""

    def terms(p: Array, q: Array, *out: Array) -> Array:
        with borrowed(2, p.shape) as into:
            return formula(ProbabilityPair(p, q, into=into), *out)

    return terms


def of_logarithms(formula: Callable[..., Array], *, endless: bool = False) -> Callable[..., Array]:
    """Return the terms of a formula as a function of blocks of log p and log q; `endless` ones are infinite at p > 0 = q."""

    def terms(log_p: Array, log_q: Array) -> Array:
        values = formula(LogPair(log_p, log_q))
        if endless:
            np.putmask(values, np.isneginf(log_q) & (log_p > -math.inf), math.inf)
        return values

    return terms


log_slack_terms = of_logarithms(slack_terms, endless=True)
