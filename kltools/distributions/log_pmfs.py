"""Log PMFs of SciPy's discrete families that keep their digits at any size of the counts.

log n! is n log n - n + r(n), with a remainder r that is small; so a log PMF is a sum of remainders, and of slacks
x log(x/m) - x + m of a count x and its mean m, none of which cancels (Loader 2000). Each function takes counts and the
shape parameters.

References
----------
T. J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971.
C. Loader, Fast and Accurate Computation of Binomial Probabilities, 2000.
N. L. Johnson, A. W. Kemp and S. Kotz, Univariate Discrete Distributions, 3rd ed., 2005.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import mpmath
import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from kltools.arguments import Array
from kltools.pmfs import ProbabilityPair, slack_terms

#: From here on Stirling's series is exact in doubles; below, factorials of integers are read from a table.
_SERIES_FROM = 8.0
#: B_2j/(2j (2j - 1)) for j = 1, 2, …: the coefficients of Stirling's series.
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400)


def _series(n: Array) -> Array:
    """Stirling's series, log Gamma(n) - (n - 1/2) log n + n - log(2 pi)/2, for n >= 8."""
    inverse = 1.0 / n
    total = np.zeros_like(inverse)
    for coefficient in reversed(_STIRLING):
        total = total * inverse * inverse + coefficient
    return total * inverse


@cache
def _small_remainders() -> Array:
    """log n! - n log n + n for n = 0, 1, …, 7."""
    with mpmath.workdps(40):
        rest = [mpmath.log(mpmath.factorial(n)) - n * mpmath.log(n) + n for n in range(1, int(_SERIES_FROM))]
        return np.array([0.0, *map(float, rest)])


def factorial_rest(n: ArrayLike) -> Array:
    """Return r(n) = log n! - n log n + n, for n >= 0."""
    n = np.asarray(n, dtype=float)
    large = n >= _SERIES_FROM
    safe = np.where(large, n, _SERIES_FROM)
    small = np.where(large, 0.0, n)
    whole = small == np.floor(small)
    listed = _small_remainders()[np.where(whole, small, 0.0).astype(int)]
    below = np.where(whole, listed, special.gammaln(small + 1.0) - special.xlogy(small, small) + small)
    return np.where(large, 0.5 * np.log(2.0 * math.pi * safe) + _series(safe), below)


def slack(x: ArrayLike, mean: ArrayLike) -> Array:
    """Return x log(x/mean) - x + mean."""
    x, mean = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(mean, dtype=float))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return slack_terms(ProbabilityPair(np.ascontiguousarray(x), np.ascontiguousarray(mean))).reshape(x.shape)


def ways(x: ArrayLike, rest: ArrayLike, p: ArrayLike, q: ArrayLike) -> Array:
    """Return log of Gamma(x + rest + 1)/(Gamma(x + 1) Gamma(rest + 1)) p^x q^rest for real numbers, q = 1 - p."""
    x, rest = np.asarray(x, dtype=float), np.asarray(rest, dtype=float)
    total = x + rest
    slacks = _slack_of_share(x, total, p) + _slack_of_share(rest, total, q)
    return factorial_rest(total) - factorial_rest(x) - factorial_rest(rest) - slacks


def _slack_of_share(x: Array, total: Array, share: ArrayLike) -> Array:
    """Return the slack of x and total * share, with what the product was rounded by to first order."""
    share = np.asarray(share, dtype=float)
    mean = total * share
    with np.errstate(invalid="ignore", divide="ignore"):
        moved = (1.0 - x / mean) * (_product_rounding(total, share, mean))
    return slack(x, mean) + np.where(np.isfinite(moved), moved, 0.0)


def _product_rounding(a: Array, b: Array, product: Array) -> Array:
    """Return a * b - product exactly, where product is a * b rounded (Dekker 1971)."""
    (high_a, low_a), (high_b, low_b) = _halves(a), _halves(b)
    return ((high_a * high_b - product) + high_a * low_b + low_a * high_b) + low_a * low_b


def _halves(x: Array) -> tuple[Array, Array]:
    """Return two numbers of at most 26 bits whose sum is x."""
    shifted = 134217729.0 * x
    high: Array = shifted - (shifted - x)
    return high, x - high


def waiting(k: Array, n: float, p: ArrayLike, q: ArrayLike) -> Array:
    """The log PMF of k failures before n successes: the last trial succeeds, as in n/(n + k) of all orders."""
    return np.log(n / (n + k)) + ways(n, k, p, q)


def poisson(k: Array, mu: float) -> Array:
    return -factorial_rest(k) - slack(k, mu)


def binom(k: Array, n: float, p: float) -> Array:
    return ways(k, n - k, p, 1.0 - p)


def nbinom(k: Array, n: float, p: float) -> Array:
    return waiting(k, n, p, 1.0 - p)


def geom(k: Array, p: float) -> Array:
    return math.log(p) + np.asarray(special.xlog1py(k - 1.0, -p), dtype=float)


def planck(k: Array, lambda_: float) -> Array:
    return math.log(-math.expm1(-lambda_)) - lambda_ * k


def boltzmann(k: Array, lambda_: float, n: float) -> Array:
    return math.log(math.expm1(-lambda_) / math.expm1(-lambda_ * n)) - lambda_ * k


def dlaplace(k: Array, a: float) -> Array:
    return math.log(math.tanh(a / 2.0)) - a * np.abs(k)


def logser(k: Array, p: float) -> Array:
    return k * math.log(p) - np.log(k) - math.log(-math.log1p(-p))


def randint(k: Array, low: float, high: float) -> Array:
    return np.full(np.shape(k), -math.log(high - low))


def zipf(k: Array, a: float) -> Array:
    return -a * np.log(k) - math.log1p(float(special.zetac(a)))


@cache
def _log_harmonic(a: float, n: float) -> float:
    """The logarithm of 1 + 2^-a + … + n^-a."""
    with mpmath.workdps(30):
        if a == 1.0:
            return float(mpmath.log(mpmath.harmonic(n)))
        if n <= 64:
            return float(mpmath.log(mpmath.fsum(mpmath.mpf(i) ** -a for i in range(1, int(n) + 1))))
        return float(mpmath.log(mpmath.zeta(a) - mpmath.zeta(a, n + 1)))


def zipfian(k: Array, a: float, n: float) -> Array:
    return -a * np.log(k) - _log_harmonic(a, n)


def yulesimon(k: Array, alpha: float) -> Array:
    """alpha B(k, alpha + 1), and 1/(k B(k, alpha + 1)) is a binomial coefficient of real numbers."""
    p, q = alpha / (k + alpha), k / (k + alpha)
    return math.log(alpha) - np.log(k) - ways(alpha, k, p, q) - alpha * np.log1p(k / alpha) - k * np.log1p(alpha / k)


def betabinom(k: Array, n: float, a: float, b: float) -> Array:
    """Two negative binomial counts, with a and with b successes, given that their sum is n."""
    p, q = (a + b) / (a + b + n), n / (a + b + n)
    return waiting(k, a, p, q) + waiting(n - k, b, p, q) - waiting(np.asarray(n), a + b, p, q)


def nhypergeom(k: Array, M: float, n: float, r: float) -> Array:
    """The same with whole numbers of successes."""
    return betabinom(k, n, r, M - n - r + 1.0)


def hypergeom(k: Array, M: float, n: float, N: float) -> Array:
    """Two binomial counts, of n and of M - n trials, given that their sum is N."""
    p, q = N / M, (M - N) / M
    return ways(k, n - k, p, q) + ways(N - k, (M - n) - (N - k), p, q) - ways(N, M - N, p, q)


def betanbinom(k: Array, n: float, a: float, b: float) -> Array:
    """A negative binomial count, and a ratio of beta functions as one of binomial probabilities of the same p."""
    total = a + b + n + k
    p, q = (a + n) / total, (b + k) / total
    ratio = ways(a, b, p, q) - ways(a + n, b + k, p, q)
    return waiting(k, n, p, q) + ratio + math.log(a * b / (a + b)) - np.log((a + n) * q)


def skellam(k: Array, mu1: float, mu2: float) -> Array:
    order, size = np.abs(k), 2.0 * math.sqrt(mu1 * mu2)
    scaled = special.ive(order, size)
    with np.errstate(divide="ignore"):
        logs = np.where(scaled > 1e-290, np.log(scaled), _log_of_small_bessel(order, size))
    return logs - (math.sqrt(mu1) - math.sqrt(mu2)) ** 2 + 0.5 * k * math.log(mu1 / mu2)


def _log_of_small_bessel(order: Array, size: float) -> Array:
    """Return log of I_order(size) exp(-size) by Debye's expansion, for orders so large that it underflows."""
    order = np.maximum(order, 1.0)
    root = np.hypot(order, size)
    t = order / root
    s = t * t
    terms = (
        t * (3 - 5 * s) / 24,
        s * (81 - 462 * s + 385 * s**2) / 1152,
        t * s * (30375 - 369603 * s + 765765 * s**2 - 425425 * s**3) / 414720,
    )
    expansion = 1.0 + sum(term / order ** (j + 1) for j, term in enumerate(terms))
    exponent = root - size - order * np.arcsinh(order / size)
    return exponent - 0.5 * np.log(2.0 * math.pi * root) + np.log(expansion)


LOG_PMFS: Mapping[str, Callable[..., Any]] = {
    "bernoulli": lambda k, p: binom(k, 1.0, p),
    "betabinom": betabinom,
    "betanbinom": betanbinom,
    "binom": binom,
    "boltzmann": boltzmann,
    "dlaplace": dlaplace,
    "geom": geom,
    "hypergeom": hypergeom,
    "logser": logser,
    "nbinom": nbinom,
    "nhypergeom": nhypergeom,
    "planck": planck,
    "poisson": poisson,
    "randint": randint,
    "skellam": skellam,
    "yulesimon": yulesimon,
    "zipf": zipf,
    "zipfian": zipfian,
}
"""SciPy's name of a family to its log PMF, a function of counts in the support and of the shape parameters."""
