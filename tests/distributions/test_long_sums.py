"""Sums over more outcomes than can be visited: large means, long ranges, heavy tails; against 30 digits and closed forms."""

from __future__ import annotations

import math
import time
import warnings

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kltools import Mixture
from kltools.distributions import (
    QuadratureError,
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    renyi_divergence,
    total_variation,
)
from tests.distributions.oracles import relative


@pytest.fixture(autouse=True)
def no_warnings():
    with warnings.catch_warnings(), mp.workdps(40):
        warnings.simplefilter("error")
        yield


def poisson(mean):
    return lambda k: k * mp.log(mean) - mean - mp.loggamma(k + 1)


def binomial(n, x):
    x = mp.mpf(x)
    return lambda k: (
        mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(x) + (n - k) * mp.log(1 - x)
    )


def summed(log_p, log_q, start, stop, step):
    """D, JSD and H(p) over start, start + step, …: for laws this smooth, `step` times the sum over every step-th outcome."""
    total = {"kl": mp.mpf(0), "js": mp.mpf(0), "entropy": mp.mpf(0), "renyi": mp.mpf(0)}
    for k in range(int(start), int(stop), int(step)):
        a, b = log_p(k), log_q(k)
        p, q = mp.exp(a), mp.exp(b)
        middle = mp.log((p + q) / 2)
        total["kl"] += p * (a - b)
        total["js"] += (p * (a - middle) + q * (b - middle)) / 2
        total["entropy"] -= p * a
        total["renyi"] += mp.exp((a + b) / 2)
    found = {name: step * value for name, value in total.items()}
    return {**found, "renyi": -2 * mp.log(found["renyi"])}


SMOOTH = {
    "means of 1e4": (stats.poisson(1e4), stats.poisson(1.01e4), poisson(10**4), poisson(10100), 100, 1),
    "means of 1e7": (stats.poisson(1e7), stats.poisson(1.0001e7), poisson(10**7), poisson(10001000), 3162, 500),
    "means of 1e12": (
        stats.poisson(1e12),
        stats.poisson(1e12 + 1e6),
        poisson(10**12),
        poisson(10**12 + 10**6),
        10**6,
        150_000,
    ),
    "means of 1e15": (
        stats.poisson(1e15),
        stats.poisson(1e15 + 2**25),
        poisson(10**15),
        poisson(10**15 + 2**25),
        31_622_777,
        4_000_000,
    ),
    "1e9 trials": (
        stats.binom(10**9, 0.25),
        stats.binom(10**9, 0.25003),
        binomial(10**9, 0.25),
        binomial(10**9, 0.25003),
        13_693,
        1000,
    ),
}


@pytest.mark.parametrize("case", SMOOTH)
def test_large_means(case):
    p, q, log_p, log_q, width, step = SMOOTH[case]
    centre, other = int(p.mean()), int(q.mean())
    exact = summed(log_p, log_q, centre - 15 * width, other + 15 * width, step)
    tolerance = 1e-9 if case == "means of 1e15" else 1e-10  # neighbours differ in the last digits of a float
    assert relative(js_divergence(p, q), exact["js"]) < tolerance
    assert relative(kl_quadrature(p, q)[0], exact["kl"]) < tolerance
    assert relative(kl_divergence(p, q), exact["kl"]) < tolerance
    assert relative(entropy(p), exact["entropy"]) < tolerance
    assert relative(renyi_divergence(p, q, 0.5), exact["renyi"]) < tolerance
    value, error = kl_quadrature(p, q)
    assert abs(value - exact["kl"]) <= error


@pytest.mark.parametrize("mean", [1e6, 1e8, 1e12, 1e15])
def test_entropies_of_poisson_laws(mean):
    """By the asymptotic series of Evans, Boersma, Blachman and Jagers, SIAM Review 30, 1988."""
    m = mp.mpf(mean)
    exact = mp.log(2 * mp.pi * mp.e * m) / 2 - 1 / (12 * m) - 1 / (24 * m**2) - mp.mpf(19) / (360 * m**3)
    assert relative(entropy(stats.poisson(mean)), exact) < 1e-12


def test_crossing_laws_of_large_mean():
    """The total variation is the difference of the distribution functions where the PMFs cross."""
    for small, large in ((1e4, 1.01e4), (1e7, 1.0001e7), (1e10, 1.00001e10)):
        p, q = stats.poisson(small), stats.poisson(large)
        cross = math.floor((large - small) / math.log1p((large - small) / small))
        assert total_variation(p, q) == pytest.approx(p.cdf(cross) - q.cdf(cross), rel=1e-9)


@pytest.mark.parametrize("scale", [1e-3, 1e-6, 1e-9, 1e-12])
def test_geometric_laws_of_any_mean(scale):
    a, b = mp.mpf(scale), mp.mpf(3 * scale)
    p, q = stats.geom(scale), stats.geom(3 * scale)
    exact = mp.log(a / b) + (1 / a - 1) * (mp.log1p(-a) - mp.log1p(-b))
    assert relative(kl_quadrature(p, q)[0], exact) < 1e-10
    assert relative(kl_divergence(p, q), exact) < 1e-15
    cross = mp.floor(1 + mp.log(b / a) / (mp.log1p(-a) - mp.log1p(-b)))
    variation = mp.exp(cross * mp.log1p(-a)) - mp.exp(cross * mp.log1p(-b))
    assert relative(total_variation(p, q), variation) < 1e-10
    affinity = mp.sqrt(a * b) / (1 - mp.exp((mp.log1p(-a) + mp.log1p(-b)) / 2))
    assert relative(renyi_divergence(p, q, 0.5), -2 * mp.log(affinity)) < 1e-10


def test_long_ranges():
    n, m = 10**12, 1_250_000_000_000
    p, q = stats.randint(0, n), stats.randint(-5, m)
    whole = m + 5
    assert relative(kl_divergence(p, q), mp.log(mp.mpf(whole) / n)) < 1e-15
    assert kl_divergence(q, p) == math.inf
    assert relative(total_variation(p, q), 1 - mp.mpf(n) / whole) < 1e-11
    assert relative(renyi_divergence(p, q, 0.5), mp.log(mp.mpf(whole) / n)) < 1e-11
    a, b = mp.mpf(1) / n, mp.mpf(1) / whole
    middle = (a + b) / 2
    js = (mp.log(a / middle) + n * b * mp.log(b / middle) + (whole - n) * b * mp.log(2)) / 2
    assert relative(js_divergence(p, q), js) < 1e-11
    assert relative(cross_entropy(p, q), mp.log(whole)) < 1e-14
    short = stats.randint(0, 10**6), stats.randint(0, 10**6 + 7)
    assert relative(kl_quadrature(*short)[0], mp.log(mp.mpf(10**6 + 7) / 10**6)) < 1e-9


@pytest.mark.parametrize(("a", "b"), [(1.2, 1.3), (1.5, 4.0), (2.5, 3.0), (3.0, 1.1), (1.01, 1.02), (30.0, 31.0)])
def test_zipf(a, b):
    first, second = mp.mpf(a), mp.mpf(b)
    mean_log = -mp.zeta(first, 1, 1) / mp.zeta(first)
    exact = mp.log(mp.zeta(second) / mp.zeta(first)) + (second - first) * mean_log
    assert relative(kl_divergence(stats.zipf(a), stats.zipf(b)), exact) < 1e-14
    if a > 1.1:
        assert relative(kl_quadrature(stats.zipf(a), stats.zipf(b))[0], exact) < 1e-8
        assert (
            relative(entropy(Mixture([stats.zipf(a)] * 2, [0.5, 0.5])), mp.log(mp.zeta(first)) + first * mean_log)
            < 1e-8
        )


@pytest.mark.parametrize("p", [stats.zipf(1.3), stats.zipf(2.5), stats.geom(1e-9), stats.poisson(1e12)])
def test_a_law_with_a_long_tail_is_at_no_distance_from_itself(p):
    assert total_variation(p, p) == js_divergence(p, p) == kl_divergence(p, p) == renyi_divergence(p, p, 0.5) == 0.0


def test_zipf_from_a_geometric_law_and_back():
    a, x = mp.mpf(3.5), mp.mpf(0.3)
    log_zeta, mean_log = mp.log(mp.zeta(a)), -mp.zeta(a, 1, 1) / mp.zeta(a)
    exact = -log_zeta - a * mean_log - mp.log(x) - (mp.zeta(a - 1) / mp.zeta(a) - 1) * mp.log(1 - x)
    assert relative(kl_divergence(stats.zipf(3.5), stats.geom(0.3)), exact) < 1e-10
    assert kl_divergence(stats.zipf(2.0), stats.geom(0.3)) == math.inf
    logs = mp.nsum(lambda k: x * (1 - x) ** (k - 1) * mp.log(k), [1, mp.inf], method="d")
    back = mp.log(x) + (1 / x - 1) * mp.log(1 - x) + log_zeta + a * logs
    assert relative(kl_divergence(stats.geom(0.3), stats.zipf(3.5)), back) < 1e-12


def chance(weights):
    whole = mp.fsum(weights)
    return [one / whole for one in weights]


def test_truncated_laws():
    for shapes in ((0.1, 7, 0.3, 9), (1e-9, 5, 2.0, 5), (3.0, 40, 1e-3, 41)):
        x, n, y, m = shapes
        p = chance([mp.exp(-mp.mpf(x) * k) for k in range(n)])
        q = chance([mp.exp(-mp.mpf(y) * k) for k in range(m)])
        exact = mp.fsum(a * mp.log(a / b) for a, b in zip(p, q))
        assert relative(kl_divergence(stats.boltzmann(x, n), stats.boltzmann(y, m)), exact) < 1e-14
        assert relative(entropy(stats.boltzmann(x, n)), -mp.fsum(a * mp.log(a) for a in p)) < 1e-14
    assert kl_divergence(stats.boltzmann(0.1, 9), stats.boltzmann(0.1, 7)) == math.inf
    for a, b in ((1.0, 0.5), (0.0, 2.5), (1.5, 0.9)):
        p, q = (chance([mp.mpf(k) ** -mp.mpf(s) for k in range(1, 101)]) for s in (a, b))
        exact = mp.fsum(u * mp.log(u / v) for u, v in zip(p, q))
        assert relative(kl_divergence(stats.zipfian(a, 100), stats.zipfian(b, 100)), exact) < 1e-12


def test_a_long_truncated_zipf_law():
    """Powers of 1, 2, …, 1e9 by Hurwitz's zeta function, whose slope in a is the sum of the logarithms."""
    n = 10**9

    def harmonic(a):
        return mp.zeta(a) - mp.zeta(a, n + 1)

    a, b = mp.mpf(0.9), mp.mpf(1.5)
    mean_log = -mp.diff(harmonic, a) / harmonic(a)
    exact = mp.log(harmonic(b) / harmonic(a)) + (b - a) * mean_log
    assert relative(kl_divergence(stats.zipfian(0.9, n), stats.zipfian(1.5, n)), exact) < 1e-9


def test_modes_far_apart():
    """Between the two there are 1e9 outcomes that neither reaches."""
    p = Mixture([stats.poisson(2), stats.poisson(1e9)], [0.5, 0.5])
    q = Mixture([stats.poisson(3), stats.poisson(1e9 + 1e4)], [0.25, 0.75])
    parts = [kl_divergence(stats.poisson(a), stats.poisson(b)) for a, b in ((2, 3), (1e9, 1e9 + 1e4))]
    expected = sum(parts) / 2 + kl_divergence(stats.bernoulli(0.5), stats.bernoulli(0.25))
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-9)


FAMILIES = {
    "hypergeom": stats.hypergeom(20, 7, 12), "nhypergeom": stats.nhypergeom(20, 7, 12), "binom": stats.binom(7, 0.5),
    "betabinom": stats.betabinom(7, 1.5, 2), "bernoulli": stats.bernoulli(0.3), "randint": stats.randint(0, 8),
    "boltzmann": stats.boltzmann(0.3, 8), "poisson": stats.poisson(2), "nbinom": stats.nbinom(2.5, 0.4),
    "planck": stats.planck(0.7), "betanbinom": stats.betanbinom(3, 9, 2), "geom": stats.geom(0.4),
    "logser": stats.logser(0.6), "zipf": stats.zipf(5), "zipfian": stats.zipfian(1.5, 8), "yulesimon": stats.yulesimon(6),
    "skellam": stats.skellam(2, 3), "dlaplace": stats.dlaplace(0.8), "fisher": stats.nchypergeom_fisher(20, 7, 12, 0.5),
    "wallenius": stats.nchypergeom_wallenius(20, 7, 12, 0.5),
}  # fmt: skip


@pytest.mark.parametrize("p", FAMILIES)
def test_every_two_families(p):
    """Against sums of SciPy's own PMFs over 40,000 outcomes; the heaviest tail leaves 1e-20 out."""
    outcomes = np.arange(-300.0, 40_000.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SciPy's own PMFs far out
        masses = {name: np.nan_to_num(law.pmf(outcomes)) for name, law in FAMILIES.items()}
        logs = {name: law.logpmf(outcomes) for name, law in FAMILIES.items()}
    one = masses[p]
    for q, law in FAMILIES.items():
        other = masses[q]
        variation = np.sum(np.abs(one - other)) / 2
        assert total_variation(FAMILIES[p], law) == pytest.approx(variation, rel=1e-8, abs=1e-12)
        assert js_divergence(FAMILIES[p], law) <= math.log(2) * (total_variation(FAMILIES[p], law) + 1e-12)
        overlap = np.sum(np.sqrt(one * other))
        assert renyi_divergence(FAMILIES[p], law, 0.5) == pytest.approx(-2 * math.log(overlap), rel=1e-7, abs=1e-12)
        try:
            value = kl_divergence(FAMILIES[p], law)
        except QuadratureError:
            pytest.fail(f"D of {p} from {q} is refused")
        seen = (one > 0) & np.isfinite(logs[q])
        if math.isfinite(value) and np.sum(one[~seen]) < 1e-16:  # SciPy's underflow before the tail ends
            terms = one[seen] * (np.log(one[seen]) - logs[q][seen])
            assert value == pytest.approx(np.sum(terms), rel=1e-7, abs=1e-12)
        elif value == math.inf:
            assert np.any(one[~seen] > 0) or p in ("zipf", "yulesimon")


def test_a_sum_takes_a_bounded_time():
    laws = [
        stats.poisson(1e14),
        stats.randint(0, 10**15),
        stats.geom(1e-13),
        stats.zipf(1.3),
        stats.zipfian(1.1, 10**12),
    ]
    start = time.perf_counter()
    for p in laws:
        for q in laws:
            js_divergence(p, q)
    assert time.perf_counter() - start < 60
