"""Closed forms of the common families against 50-digit formulas, near and far."""

from __future__ import annotations

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from kltools.distributions import kl_divergence
from tests.distributions.oracles import relative

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(autouse=True)
def sixty_digits():
    with mp.workdps(60):
        yield


def exact_normal(a, b, c, d):
    a, b, c, d = map(mp.mpf, (a, b, c, d))
    return mp.log(d / b) + (b**2 + (a - c) ** 2) / (2 * d**2) - mp.mpf(1) / 2


def exact_laplace(a, b, c, d):
    a, b, c, d = map(mp.mpf, (a, b, c, d))
    t = abs(a - c)
    return mp.log(d / b) + t / d + b / d * mp.exp(-t / b) - 1


def exact_cauchy(a, b, c, d):
    a, b, c, d = map(mp.mpf, (a, b, c, d))
    return mp.log(((b + d) ** 2 + (a - c) ** 2) / (4 * b * d))


def exact_gamma(a, s, b, t):
    a, s, b, t = map(mp.mpf, (a, s, b, t))
    return (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b) + b * mp.log(t / s) + a * (s / t - 1)


def exact_beta(a, b, c, d):
    a, b, c, d = map(mp.mpf, (a, b, c, d))
    log_p_over_q = mp.loggamma(c) + mp.loggamma(d) - mp.loggamma(c + d)
    log_p_over_q -= mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)
    return log_p_over_q + (a - c) * mp.digamma(a) + (b - d) * mp.digamma(b) + (c - a + d - b) * mp.digamma(a + b)


def exact_bernoulli(a, b):
    a, b = mp.mpf(a), mp.mpf(b)
    return a * mp.log(a / b) + (1 - a) * mp.log((1 - a) / (1 - b))


def exact_poisson(a, b):
    a, b = mp.mpf(a), mp.mpf(b)
    return a * mp.log(a / b) - a + b


#: Where digits cancel, mpmath's bits give a float's every digit. Where they do not, floats are right to nine units of the
#: last one, and with gamma functions to fourteen digits.
EVERY_DIGIT, IN_FLOATS, WITH_GAMMAS = 3e-16, 2e-15, 1e-14

#: Family: SciPy's distribution from two positive parameters, the exact divergence.
FOUR = {
    "normal": (stats.norm, exact_normal),
    "laplace": (stats.laplace, exact_laplace),
    "cauchy": (stats.cauchy, exact_cauchy),
    "gamma": (lambda a, s: stats.gamma(a, scale=s), exact_gamma),
    "beta": (stats.beta, exact_beta),
}


@pytest.mark.parametrize("family", FOUR)
@pytest.mark.parametrize("step", [10.0**-k for k in range(1, 13)])
def test_near_members_keep_their_digits(family, step):
    make, exact = FOUR[family]
    rng = np.random.default_rng(5)
    for _ in range(8):
        a, b = np.exp(rng.normal(0, 1.5, 2))
        c, d = a * (1 + step * rng.uniform(-1, 1)), b * (1 + step * rng.uniform(-1, 1))
        value = kl_divergence(make(a, b), make(c, d))
        assert relative(value, exact(float(a), float(b), float(c), float(d))) < EVERY_DIGIT


@pytest.mark.parametrize("family", FOUR)
def test_far_members(family):
    make, exact = FOUR[family]
    rng = np.random.default_rng(6)
    for _ in range(60):
        a, b, c, d = (float(x) for x in 10 ** rng.uniform(-4, 4, 4))
        enough = WITH_GAMMAS if family in ("gamma", "beta") else IN_FLOATS
        assert relative(kl_divergence(make(a, b), make(c, d)), exact(a, b, c, d)) < enough


@pytest.mark.parametrize("family", ["gamma", "beta"])
def test_large_shapes_near_and_far(family):
    make, exact = FOUR[family]
    for a, b, c, d in [
        (1e6, 2.0, 1.1e6, 2.0),
        (1e8, 1e8, 1e8 + 1, 1e8),
        (1e6, 3e6, 1e6 + 1e-3, 3e6),
        (1e-8, 1, 1, 1),
    ]:
        assert relative(kl_divergence(make(a, b), make(c, d)), exact(a, b, c, d)) < IN_FLOATS


@given(st.floats(1e-9, 1 - 1e-9), st.floats(-1, 1), st.sampled_from([1.0, 1e-3, 1e-7, 1e-12]))
@settings(deadline=None, max_examples=150)
def test_bernoulli_binomial_geometric(a, direction, step):
    b = a + step * direction * min(a, 1 - a) * 0.99
    assume(0 < b < 1)
    with mp.workdps(60):
        exact = exact_bernoulli(a, b)
        assert relative(kl_divergence(stats.bernoulli(a), stats.bernoulli(b)), exact) < IN_FLOATS
        assert relative(kl_divergence(stats.binom(7, a, 2), stats.binom(7, b, 2)), 7 * exact) < IN_FLOATS
        assert relative(kl_divergence(stats.geom(a), stats.geom(b)), exact / mp.mpf(a)) < IN_FLOATS
        assert relative(kl_divergence(stats.nbinom(3, a), stats.nbinom(3, b)), 3 * exact / mp.mpf(a)) < IN_FLOATS


@given(st.floats(1e-8, 1e8), st.floats(1e-12, 1e3))
@settings(deadline=None, max_examples=150)
def test_poisson_and_exponential(a, step):
    b = a * (1 + step)
    with mp.workdps(60):
        assert relative(kl_divergence(stats.poisson(a), stats.poisson(b)), exact_poisson(a, b)) < IN_FLOATS
        exact = exact_gamma(1, a, 1, b)
        assert relative(kl_divergence(stats.expon(0, a), stats.expon(0, b)), exact) < IN_FLOATS


def random_covariance(rng, d):
    a = rng.normal(size=(d, d))
    return a @ a.T + 0.1 * np.eye(d)


def exact_multivariate(m, s, n, t):
    d = len(m)
    m, s, n, t = (mp.matrix(np.asarray(x).tolist()) for x in (m, s, n, t))
    inverse, shift = t**-1, n - m
    trace = sum((inverse * s)[i, i] for i in range(d))
    return (trace + (shift.T * inverse * shift)[0] - d + mp.log(mp.det(t) / mp.det(s))) / 2


@pytest.mark.parametrize("d", [2, 3, 6])
@pytest.mark.parametrize("step", [3.0, 1e-2, 1e-5, 1e-9])
def test_multivariate_normal(d, step):
    rng = np.random.default_rng(d)
    s = random_covariance(rng, d)
    m = rng.normal(size=d)
    t = s + step * random_covariance(rng, d)
    n = m + step * rng.normal(size=d)
    p, q = stats.multivariate_normal(m, s), stats.multivariate_normal(n, t)
    # The given matrix is conditioned like its inverse times the change, not like 1e-16.
    assert relative(kl_divergence(p, q), exact_multivariate(m, s, n, t)) < 1e-12


def test_dirichlet_is_beta_in_two_dimensions():
    p, q = stats.dirichlet([2.0, 3.5]), stats.dirichlet([1.0, 4.0])
    assert kl_divergence(p, q) == pytest.approx(float(exact_beta(2, 3.5, 1, 4)), rel=1e-14)


def test_uniform_inside_uniform():
    assert kl_divergence(stats.uniform(1, 2), stats.uniform(0, 4)) == pytest.approx(math.log(2), rel=1e-15)
    assert kl_divergence(stats.uniform(0.1, 0.2), stats.uniform(0, 0.3)) == pytest.approx(math.log(1.5), rel=1e-14)
    wider = 1 + 1e-12
    exact = mp.log(mp.mpf(wider))
    assert relative(kl_divergence(stats.uniform(0, 1), stats.uniform(0, wider)), exact) < 1e-15


def test_order_and_starts_of_exponentials():
    p, q = stats.expon(0, 1), stats.expon(0, 3)
    forward = mp.quad(lambda x: mp.exp(-x) * (-x + mp.log(3) + x / 3), [0, mp.inf])
    backward = mp.quad(lambda x: mp.exp(-x / 3) / 3 * (-x / 3 - mp.log(3) + x), [0, 10, 100, mp.inf])
    assert relative(kl_divergence(p, q), forward) < 1e-15
    assert relative(kl_divergence(q, p), backward) < 1e-15
    late = mp.quad(lambda x: mp.exp(-x) * (-x + mp.log(3) + (x + 2) / 3), [0, mp.inf])
    assert relative(kl_divergence(stats.expon(2, 1), q), late) < 1e-15
    assert kl_divergence(q, stats.expon(2, 1)) == math.inf


def test_later_geometric_start():
    p, q = stats.geom(0.3, loc=2), stats.geom(0.4)
    exact = mp.nsum(
        lambda j: (
            mp.mpf(0.3)
            * (1 - mp.mpf(0.3)) ** j
            * mp.log(mp.mpf(0.3) * (1 - mp.mpf(0.3)) ** j / (mp.mpf(0.4) * (1 - mp.mpf(0.4)) ** (j + 2)))
        ),
        [0, mp.inf],
    )
    assert relative(kl_divergence(p, q), exact) < 1e-15


def test_arcsine_is_a_beta_distribution():
    p, q = stats.arcsine(1, 2), stats.beta(2, 3, 1, 2)
    assert relative(kl_divergence(p, q), exact_beta(0.5, 0.5, 2.0, 3.0)) < IN_FLOATS
    assert kl_divergence(p, stats.beta(0.5, 0.5, 1, 2)) == 0


def test_vectors_of_length_1_are_numbers():
    wide, narrow = stats.multivariate_t([1.0], [[4.0]], df=3), stats.multivariate_normal([1.0], [[4.0]])
    assert kl_divergence(wide, stats.t(3, 1, 2)) == kl_divergence(narrow, stats.norm(1, 2)) == 0
    assert kl_divergence(narrow, wide) == kl_divergence(stats.norm(1, 2), stats.t(3, 1, 2)) > 0.01
    for place, name in enumerate("pq"):
        pair = [narrow, narrow]
        pair[place] = stats.multivariate_t([math.inf], [[4.0]], df=3)
        with pytest.raises(ValueError, match=f"^{name} is t\\(df=3, loc=inf, scale=2\\), whose parameters are outside"):
            kl_divergence(*pair)


def test_overflow_is_an_error_not_infinity():
    with pytest.raises(OverflowError, match="rescale"):
        kl_divergence(stats.norm(0, 1e200), stats.norm(0, 1e-200))
    assert kl_divergence(stats.norm(0, 1e-200), stats.norm(0, 1e100)) == pytest.approx(300 * math.log(10) - 0.5)
    assert kl_divergence(stats.cauchy(0, 1e-200), stats.cauchy(1e100, 1e-200)) == pytest.approx(
        600 * math.log(10) - math.log(4)
    )


def test_bits():
    p, q = stats.norm(0, 1), stats.norm(1, 1)
    assert kl_divergence(p, q, base=2) == 0.5 / math.log(2)
