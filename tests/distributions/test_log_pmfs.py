"""Log PMFs of SciPy's discrete families against 50-digit formulas, at counts of any size."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kltools.distributions.log_pmfs import LOG_PMFS

pytestmark = pytest.mark.filterwarnings("error")


def log_choose(n, k):
    return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def power(x, k):
    """log(x^k), 0 for k = 0."""
    return k * mp.log(x) if k else mp.mpf(0)


EXACT = {
    "bernoulli": lambda k, p: power(p, k) + power(1 - p, 1 - k),
    "betabinom": lambda k, n, a, b: log_choose(n, k) + log_beta(k + a, n - k + b) - log_beta(a, b),
    "betanbinom": lambda k, n, a, b: log_choose(n + k - 1, k) + log_beta(a + n, b + k) - log_beta(a, b),
    "binom": lambda k, n, p: log_choose(n, k) + power(p, k) + power(1 - p, n - k),
    "boltzmann": lambda k, x, n: mp.log((1 - mp.exp(-x)) / (1 - mp.exp(-x * n))) - x * k,
    "dlaplace": lambda k, a: mp.log(mp.tanh(a / 2)) - a * abs(k),
    "geom": lambda k, p: mp.log(p) + power(1 - p, k - 1),
    "hypergeom": lambda k, m, n, draws: log_choose(n, k) + log_choose(m - n, draws - k) - log_choose(m, draws),
    "logser": lambda k, p: power(p, k) - mp.log(k) - mp.log(-mp.log(1 - p)),
    "nbinom": lambda k, n, p: log_choose(n + k - 1, k) + power(p, n) + power(1 - p, k),
    "nhypergeom": lambda k, m, n, r: log_choose(k + r - 1, k) + log_choose(m - r - k, n - k) - log_choose(m, n),
    "planck": lambda k, x: mp.log(1 - mp.exp(-x)) - x * k,
    "poisson": lambda k, mu: power(mu, k) - mu - mp.loggamma(k + 1),
    "randint": lambda k, low, high: -mp.log(high - low),
    "skellam": lambda k, a, b: -(a + b) + k * mp.log(a / b) / 2 + mp.log(mp.besseli(abs(k), 2 * mp.sqrt(a * b))),
    "yulesimon": lambda k, a: mp.log(a) + log_beta(k, a + 1),
    "zipf": lambda k, a: -a * mp.log(k) - mp.log(mp.zeta(a)),
    "zipfian": lambda k, a, n: -a * mp.log(k) - mp.log(mp.fsum(mp.mpf(i) ** -a for i in range(1, int(n) + 1))),
}
CASES = [
    ("bernoulli", (1e-18,), [0, 1]),
    ("betabinom", (20, 0.5, 2.5), [0, 1, 10, 20]),
    ("betabinom", (10**9, 1e9, 3e9), [250_000_000, 250_050_000]),
    ("betabinom", (10**9, 0.5, 1), [0, 1, 300_000_000, 10**9]),
    ("betabinom", (10, 1e-9, 1e9), [0, 1, 10]),
    ("betanbinom", (5, 2, 3), [0, 1, 10, 10**9, 10**15]),
    ("betanbinom", (10**9, 1, 1), [0, 1, 10**9]),
    ("betanbinom", (1e6, 1e9, 1e9), [10**6, 1_003_000]),
    ("betanbinom", (3, 0.1, 1e-9), [0, 1, 100]),
    ("binom", (10, 0.3), [0, 1, 5, 9, 10]),
    ("binom", (1e9, 1e-6), [0, 900, 1000, 1300]),
    ("binom", (1e9, 0.5), [499_990_000, 500_000_000]),
    ("binom", (5, 1e-18), [0, 1, 5]),
    ("binom", (7, 1 - 2**-53), [0, 6, 7]),
    ("boltzmann", (0.01, 50), [0, 49]),
    ("boltzmann", (1e-9, 10**6), [0, 999_999]),
    ("dlaplace", (1e-6,), [0, -5, 10**6]),
    ("geom", (1e-9,), [1, 2, 10**9, 10**11]),
    ("geom", (0.9,), [1, 3, 30]),
    ("hypergeom", (20, 7, 12), [0, 3, 7]),
    ("hypergeom", (10**9, 10**6, 10**5), [0, 90, 100, 130]),
    ("logser", (1 - 1e-9,), [1, 10, 10**9]),
    ("logser", (1e-10,), [1, 3]),
    ("nbinom", (2.5, 0.3), [0, 1, 7, 60, 500]),
    ("nbinom", (1e9, 0.4), [0, 10**9, 1_499_980_000]),
    ("nbinom", (1e-10, 0.1), [0, 1, 9, 100]),
    ("nbinom", (3, 1e-9), [0, 10, 10**9, 3 * 10**9, 10**11]),
    ("nhypergeom", (20, 7, 12), [0, 3, 7]),
    ("nhypergeom", (10**9, 10**6, 10**5), [0, 90, 100, 130]),
    ("planck", (1e-8,), [0, 5, 10**9]),
    ("poisson", (1.3,), [0, 1, 5, 20, 300]),
    ("poisson", (1e9,), [999_970_000, 10**9, 1_000_100_000]),
    ("poisson", (1e-12,), [0, 1, 3]),
    ("randint", (-5, 10**12), [7]),
    ("yulesimon", (0.3,), [1, 2, 50, 10**9, 10**16]),
    ("yulesimon", (500.0,), [1, 3, 100, 10**9]),
    ("zipf", (1.01,), [1, 7, 10**12]),
    ("zipf", (60.0,), [1, 2]),
    ("zipfian", (0.9, 500), [1, 500]),
    ("zipfian", (1.0, 300), [1, 300]),
    ("zipfian", (0.0, 100), [1, 100]),
    ("zipfian", (2.5, 40), [3, 40]),
]


@pytest.mark.parametrize(("family", "shapes", "counts"), CASES)
def test_log_pmfs_keep_their_digits(family, shapes, counts):
    found = LOG_PMFS[family](np.array(counts, dtype=float), *map(float, shapes))
    with mp.workdps(50):
        for count, value in zip(counts, found):
            exact = EXACT[family](mp.mpf(count), *(mp.mpf(float(one)) for one in shapes))
            assert abs(mp.mpf(float(value)) - exact) <= 2e-15 * (1 + abs(exact))


@pytest.mark.parametrize("counts", [[0, -2, 10, 60, 400]])
def test_differences_of_poisson_counts(counts):
    """Its Bessel function is SciPy's, and Debye's expansion where that underflows."""
    found = LOG_PMFS["skellam"](np.array(counts, dtype=float), 3.0, 4.0)
    with mp.workdps(50):
        for count, value in zip(counts, found):
            exact = EXACT["skellam"](mp.mpf(count), mp.mpf(3), mp.mpf(4))
            assert abs(mp.mpf(float(value)) - exact) <= 1e-13 * (1 + abs(exact))


def test_every_family_is_tried():
    assert {family for family, *_ in CASES} | {"skellam"} == set(LOG_PMFS)


@pytest.mark.parametrize("family", sorted(LOG_PMFS))
def test_they_take_the_parameters_in_scipys_order(family):
    shapes = {"betabinom": (7, 2, 3), "betanbinom": (4, 2, 3), "boltzmann": (0.3, 6), "hypergeom": (20, 7, 12)}
    shapes |= {"nhypergeom": (20, 7, 12), "randint": (1, 9), "skellam": (2, 3), "zipfian": (1.5, 8), "binom": (6, 0.3)}
    shapes |= {"nbinom": (3, 0.3), "zipf": (2.5,), "yulesimon": (2.5,), "poisson": (2.5,)}
    given = shapes.get(family, (0.4,))
    counts = np.arange(1.0, 2.0 if family == "bernoulli" else 5.0)
    scipy = getattr(stats, family)(*given).logpmf(counts)
    np.testing.assert_allclose(LOG_PMFS[family](counts, *map(float, given)), scipy, rtol=1e-9)
