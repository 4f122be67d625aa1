"""k1, k2 and k3: their terms at 50 digits, what they average to, and what speaks against them."""

from __future__ import annotations

import contextlib
import math
import warnings

import mpmath
import numpy as np
import pytest
from scipy import stats

from kltools import Mixture, kl_divergence
from kltools.estimators import EstimateWarning, monte_carlo_kl
from kltools.estimators.pareto import tail_shape

P = stats.norm(0, 1)


def draws(n, seed=0):
    return np.random.default_rng(seed).standard_normal(n)


@contextlib.contextmanager
def counted(pattern):
    """Collect the warnings whose text holds `pattern`; nothing else is raised."""
    found = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield found
    found += [one for one in caught if pattern in str(one.message)]


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 0.3, 3.0])
def test_terms_against_fifty_digits(scale):
    log_p = draws(40, seed=3)
    log_q = log_p + scale * draws(40, seed=4)
    found = monte_carlo_kl(log_p, log_q)
    with mpmath.workdps(50):
        logs = [mpmath.mpf(float(a - b)) for a, b in zip(log_q, log_p)]
        terms = [[-x for x in logs], [x * x / 2 for x in logs], [mpmath.exp(x) - 1 - x for x in logs]]
        for estimate, column in zip((found.k1, found.k2, found.k3), terms):
            mean = mpmath.fsum(column) / 40
            error = mpmath.sqrt(mpmath.fsum([(t - mean) ** 2 for t in column]) / 39 / 40)
            # a sum of terms of both signs is exact to the size of its terms
            assert estimate.value == pytest.approx(float(mean), rel=1e-12, abs=1e-15 * scale)
            assert estimate.standard_error == pytest.approx(float(error), rel=1e-10)
    assert found.n == 40


def test_values_and_functions_agree_and_nothing_is_modified():
    x, q = draws(500), stats.norm(0.4, 1)
    before, values = x.copy(), (P.logpdf(x), q.logpdf(x))
    given = monte_carlo_kl(*values)
    assert monte_carlo_kl(P.logpdf, q.logpdf, x) == given
    assert monte_carlo_kl(P.logpdf, values[1], x) == given
    assert monte_carlo_kl(values[0], list(values[1]), list(x)) == given
    np.testing.assert_array_equal(x, before)


def test_a_function_that_writes_on_its_samples_cannot_reach_the_callers():
    x = draws(50)
    before = x.copy()

    def clumsy(values):
        values *= 2.0
        return P.logpdf(values / 2.0)

    assert monte_carlo_kl(clumsy, P.logpdf, x) == monte_carlo_kl(P.logpdf, P.logpdf, x)
    np.testing.assert_array_equal(x, before)


def test_several_dimensions_and_mixtures():
    p, q = stats.multivariate_normal([0, 0], [[1, 0.3], [0.3, 1]]), stats.multivariate_normal([0.3, 0.2])
    x = p.rvs(20_000, random_state=np.random.default_rng(5))
    found = monte_carlo_kl(p.logpdf, q.logpdf, x)
    for estimate in (found.k1, found.k3):
        assert abs(estimate.value - kl_divergence(p, q)) < 4 * estimate.standard_error
    mixture = Mixture([stats.norm(-0.5, 1), stats.norm(0.5, 1)], [0.5, 0.5])
    found = monte_carlo_kl(P.logpdf, mixture.logpdf, draws(20_000))
    assert abs(found.k3.value - kl_divergence(P, mixture)) < 4 * found.k3.standard_error < 2e-3


def test_p_equal_to_q_gives_zero_without_a_warning():
    found = monte_carlo_kl(P.logpdf, P.logpdf, draws(1000))
    for estimate in (found.k1, found.k2, found.k3):
        assert (estimate.value, estimate.standard_error) == (0.0, 0.0)
    values = P.logpdf(draws(1000))
    monte_carlo_kl(values, values - 1e-14)


def test_k3_is_never_negative_where_k1_is():
    seen_negative = False
    for seed in range(50):
        found = monte_carlo_kl(P.logpdf, stats.norm(0.1, 1).logpdf, draws(30, seed))
        assert found.k3.value > 0
        assert found.k2.value > 0
        seen_negative |= found.k1.value < 0
    assert seen_negative


@pytest.mark.parametrize("distance", [0.3, 1.0, 1.5])
def test_k2_is_biased_by_half_the_square_of_d(distance):
    """log r is N(-D, 2D) under p, so E k2 = (2D + D^2)/2."""
    divergence = distance**2 / 2
    x = draws(400_000, seed=7)
    with counted("nothing"):
        k2 = monte_carlo_kl(P.logpdf, stats.norm(distance, 1).logpdf, x).k2
    assert abs(k2.value - (divergence + divergence**2 / 2)) < 4 * k2.standard_error
    low, high = k2.interval()
    assert not low < divergence < high


def test_k3_misses_what_q_has_outside_the_support_of_p():
    """p = U(0, 1), q = U(0, 2): D = log 2, Q = 1/2, so k3 is log 2 - 1/2 at every sample."""
    p, q = stats.uniform(0, 1), stats.uniform(0, 2)
    x = np.random.default_rng(8).uniform(0, 1, 200)
    with pytest.warns(EstimateWarning, match=r"the mean of q/p is 0.5, .*k3 is low by about 0.5 nats; use k1"):
        found = monte_carlo_kl(p.logpdf, q.logpdf, x)
    assert found.k1.value == pytest.approx(math.log(2))
    assert found.k3.value == pytest.approx(math.log(2) - 0.5)


def test_a_half_normal_p_misses_half_of_q():
    p, q = stats.halfnorm(), stats.norm(0.3, 1)
    x = np.abs(draws(4000, seed=9))
    with pytest.warns(EstimateWarning, match="q has mass outside p's support"):
        found = monte_carlo_kl(p.logpdf, q.logpdf, x)
    inside, divergence = q.sf(0), kl_divergence(p, q)
    assert abs(found.k1.value - divergence) < 4 * found.k1.standard_error
    assert abs(found.k3.value - (divergence - (1 - inside))) < 4 * found.k3.standard_error
    assert abs(found.k3.value - divergence) > 20 * found.k3.standard_error


def test_samples_outside_q_make_all_three_infinite():
    p, q = stats.uniform(0, 2), stats.uniform(0, 1)
    with pytest.warns(EstimateWarning, match=r"log_q is -inf at 2 of 4 samples from p: D\(p\|\|q\) is infinite"):
        found = monte_carlo_kl(p.logpdf, q.logpdf, [0.5, 1.5, 0.7, 1.9])
    for estimate in (found.k1, found.k2, found.k3):
        assert estimate.value == math.inf
        assert math.isnan(estimate.standard_error)


def test_overflow_of_k3_is_said():
    with pytest.warns(EstimateWarning, match="log_q - log_p is 800 at a sample from p, so k3 overflows"):
        found = monte_carlo_kl([0.0, -800.0], [-1.0, 0.0])
    assert found.k1.value == pytest.approx(-399.5)
    assert found.k3.value == math.inf


def rate(q, n, repeats, pattern, seed=1):
    with counted(pattern) as found:
        for x in np.random.default_rng(seed).standard_normal((repeats, n)):
            monte_carlo_kl(P.logpdf(x), q.logpdf(x))
    return len(found) / repeats


def test_how_often_the_tail_warns():
    assert rate(stats.norm(0.5, 1), 1000, 300, "a tail of shape") < 0.02
    assert rate(stats.norm(0.1, 1), 1000, 300, "a tail of shape") == 0
    assert rate(stats.norm(0, 0.7), 1000, 300, "a tail of shape") == 0
    assert rate(stats.norm(0.5, 1), 99, 300, "a tail of shape") == 0
    assert rate(stats.norm(0, 2), 2000, 300, "a tail of shape") > 0.85


def test_how_often_the_mean_of_the_ratio_warns():
    assert rate(stats.norm(0.5, 1), 1000, 300, "the mean of q/p") == 0
    assert rate(stats.norm(1, 1), 1000, 300, "the mean of q/p") < 0.02
    assert rate(stats.norm(4, 1), 1000, 300, "the mean of q/p") > 0.3
    assert rate(stats.norm(4, 1), 1000, 300, "a tail of shape") > 0.98


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.75, 1.2])
def test_tail_shape_of_pareto_numbers(shape):
    found = [tail_shape(shape * e) for e in np.random.default_rng(11).standard_exponential((200, 4000))]
    assert np.mean(found) == pytest.approx(shape, abs=0.03)


def test_tail_shape_as_published():
    """Zhang and Stephens (2009), their equations one number at a time, for the 94 largest of 1,000."""
    logs = 0.4 * draws(1000, seed=12)
    r = sorted(math.exp(x) for x in logs)
    x = [value - r[-95] for value in r[-94:]]
    n, m = 94, 30 + 9  # 30 and the root of n, rounded down

    def shape(theta):  # theirs has the opposite sign
        return -sum(math.log(1 - theta * one) for one in x) / n

    def log_likelihood(theta):
        return n * (math.log(theta / shape(theta)) + shape(theta) - 1)

    quartile = x[math.floor(n / 4 + 0.5) - 1]
    thetas = [1 / x[-1] + (1 - math.sqrt(m / (j - 0.5))) / (3 * quartile) for j in range(1, m + 1)]
    weights = [1 / sum(math.exp(log_likelihood(b) - log_likelihood(a)) for b in thetas) for a in thetas]
    best = sum(a * w for a, w in zip(thetas, weights))
    assert tail_shape(logs) == pytest.approx(-shape(best), rel=1e-9)


def test_tail_shape_needs_a_tail():
    assert math.isnan(tail_shape(draws(99)))
    assert not math.isnan(tail_shape(draws(100)))
    assert math.isnan(tail_shape(np.zeros(1000)))
    assert math.isnan(tail_shape(np.repeat([0.0, 1.0], [995, 5])))
    assert tail_shape(draws(1000) - 1e6) == pytest.approx(tail_shape(draws(1000)), abs=1e-6)


@pytest.mark.parametrize(
    ("log_p", "log_q", "samples", "message"),
    [
        ([0, -math.inf], [0, 0], None, "log_p is -inf at sample 1, .*check that these are samples from p"),
        ([math.nan, 0], [0, 0], None, "log_p is nan at sample 0, .*check that these are samples from p"),
        ([0, 0, math.inf], [0, 0, 0], None, "log_p is inf at sample 2"),
        ([0, 0], [0, math.nan], None, "log_q is nan at sample 1, .*; check log_q there"),
        ([0, 0], [math.inf, 0], None, "log_q is inf at sample 0"),
        ([0], [0], None, "log_p has 1 value.* at least 2 samples; draw more"),
        ([], [], None, "log_p has 0 value"),
        ([0, 0], [0, 0, 0], None, "log_p has 2 values but log_q has 3; give both at the same samples"),
        ([[0, 0]], [0, 0], None, r"log_p has shape \(1, 2\) but log_q has \(2,\); give both at the same samples"),
        (0.0, [0, 0], None, r"log_p has shape \(\)"),
        ([0, 0], [0, 0], [1, 2, 3], r"log_p has shape \(2,\), but .* \(3,\), one for each sample"),
        (P.logpdf, P.logpdf, [[1], [2]], r"log_p returned shape \(2, 1\) for samples of shape \(2, 1\)"),
        (P.logpdf, P.logpdf, [[[1]]], r"samples has shape \(1, 1, 1\)"),
        (P.logpdf, P.logpdf, [[1, 2], [3]], "samples is not a rectangular array"),
        (stats.expon().logpdf, P.logpdf, [1, -1], "log_p is -inf at sample 1"),
    ],
)
def test_what_is_refused(log_p, log_q, samples, message):
    with pytest.raises(ValueError, match=message):
        monte_carlo_kl(log_p, log_q, samples)


def test_what_has_the_wrong_type():
    with pytest.raises(TypeError, match="log_q is a function, but samples is None; give the samples"):
        monte_carlo_kl([0, 0], P.logpdf)
    with pytest.raises(TypeError, match="log_p has dtype <U1, but log densities are real numbers"):
        monte_carlo_kl(["a", "b"], [0, 0])
    with pytest.raises(TypeError, match="samples has dtype bool, but samples are real numbers"):
        monte_carlo_kl(P.logpdf, P.logpdf, [True, False])


@pytest.mark.parametrize("n", [10, 30, 99, 100, 1000, 20_000])
@pytest.mark.parametrize("weight", [-700.0, -40.0, -8.0, 8.0, 40.0, 300.0])
def test_one_exploding_weight_among_many(n, weight):
    log_ratio = 0.1 * draws(n, seed=13) - 0.005
    log_ratio[n // 2] = weight
    with counted(f"sample {n // 2}, where log_q - log_p is {weight:g}, carries") as found:
        monte_carlo_kl(np.zeros(n), log_ratio)
    assert len(found) == 1
    named = "k1 and k3" if abs(weight) > 8 or n < 20_000 else "k3"
    assert f"the error of {named} is that of a few samples; check log_p and log_q there" in str(found[0].message)
    log_ratio[n // 2] = -0.005
    with counted("") as quiet:
        monte_carlo_kl(np.zeros(n), log_ratio)
    assert quiet == []


def test_one_exploding_response_among_many():
    log_ratio = 0.1 * draws(3200, seed=14).reshape(32, 100) - 0.005
    log_ratio[7] += 3.0
    with counted("the group of sample [7, 0] carries") as found:
        monte_carlo_kl(np.zeros((32, 100)), log_ratio)
    assert len(found) == 1


def test_samples_that_are_not_from_p():
    """Draws of q in place of p: k1 is -D(q||p), and the mean of q/p above 1."""
    p, q, x = P, stats.norm(1, 1), 1 + draws(2000, seed=15)
    with counted("k1 is -0.") as negative, counted("no density q makes it more than 1") as above:
        monte_carlo_kl(p.logpdf, q.logpdf, x)
    assert len(negative) == 1 or len(above) == 1
    with counted("D(p||q) is never negative: the samples are not from p") as negative:
        monte_carlo_kl(p.logpdf, q.logpdf, x)
    assert len(negative) == 1


def test_a_log_density_off_by_a_constant():
    x = draws(500, seed=16)
    with counted("the mean of q/p is 1.5, and no density q makes it more than 1") as found:
        monte_carlo_kl(P.logpdf, lambda x: P.logpdf(x) + math.log(1.5), x)
    assert len(found) == 1
