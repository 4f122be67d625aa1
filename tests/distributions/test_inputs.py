"""Mixtures, SciPy's newer objects, other families of divergences, and every error message."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kltools.distributions import (
    Mixture,
    cross_entropy,
    entropy,
    f_divergence,
    is_distribution,
    js_divergence,
    kl_divergence,
    kl_quadrature,
    renyi_divergence,
    total_variation,
)


def test_mixture_numbers():
    m = Mixture([stats.norm(-1, 0.5), stats.norm(2, 1)], [0.25, 0.75])
    x = np.linspace(-4, 5, 7)
    direct = 0.25 * stats.norm(-1, 0.5).pdf(x) + 0.75 * stats.norm(2, 1).pdf(x)
    np.testing.assert_allclose(m.pdf(x), direct, rtol=1e-14)
    np.testing.assert_allclose(m.logpdf(x), np.log(direct), rtol=1e-13)
    np.testing.assert_allclose(m.cdf(x), 0.25 * stats.norm(-1, 0.5).cdf(x) + 0.75 * stats.norm(2, 1).cdf(x))
    assert m.logpdf(1e3) == pytest.approx(math.log(0.75) + stats.norm(2, 1).logpdf(1e3))
    sample = m.rvs(20000, random_state=3)
    assert sample.shape == (20000,)
    assert sample.mean() == pytest.approx(m.mean(), abs=0.05)
    assert sample.var() == pytest.approx(m.var(), rel=0.05)
    assert np.array_equal(sample, m.rvs(20000, random_state=3))
    assert m.support() == (-math.inf, math.inf)
    assert Mixture([stats.uniform(), stats.uniform(4)], [0.5, 0.5]).support() == (0.0, 5.0)


def test_mixture_of_vectors():
    m = Mixture([stats.multivariate_normal([0, 0]), stats.multivariate_normal([2, 0])], [0.5, 0.5])
    np.testing.assert_allclose(m.mean(), [1, 0])
    np.testing.assert_allclose(m.cov(), [[2, 0], [0, 1]])
    assert m.rvs(5, random_state=0).shape == (5, 2)
    assert m.pdf([0.0, 0.0]) == pytest.approx((1 + math.exp(-2)) / (4 * math.pi))
    with pytest.raises(ValueError, match="cov"):
        m.var()
    with pytest.raises(ValueError, match="dimension"):
        m.cdf([0, 0])


def test_discrete_and_nested_mixtures():
    m = Mixture([stats.poisson(2), stats.binom(4, 0.5)], [0.5, 0.5])
    assert m.pmf(1) == pytest.approx(0.5 * stats.poisson(2).pmf(1) + 0.5 * stats.binom(4, 0.5).pmf(1))
    with pytest.raises(TypeError, match="logpmf"):
        m.pdf(1)
    nested = Mixture([Mixture([stats.norm(), stats.norm(3)], [0.5, 0.5]), stats.norm(6)], [0.5, 0.5])
    flat = Mixture([stats.norm(), stats.norm(3), stats.norm(6)], [0.25, 0.25, 0.5])
    assert nested.mean() == flat.mean() and nested.var() == pytest.approx(flat.var())
    assert kl_divergence(nested, flat) == 0.0
    assert "norm(loc=6, scale=1)" in repr(nested)


@given(st.floats(-5, 5), st.floats(0.1, 5), st.floats(-5, 5), st.floats(0.1, 5))
@settings(deadline=None, max_examples=40)
def test_a_mixture_of_one_is_its_component(a, b, c, d):
    p, q = stats.norm(a, b), stats.laplace(c, d)
    assert kl_divergence(Mixture([p], [1.0]), q) == kl_divergence(p, q)
    assert kl_divergence(q, Mixture([p, q], [1.0, 0.0])) == kl_divergence(q, p)
    twice = Mixture([p, p], [0.5, 0.5])
    assert kl_divergence(twice, q) == pytest.approx(kl_divergence(p, q), rel=1e-9)
    assert kl_divergence(twice, p) <= 1e-20


@given(st.floats(-3, 3), st.floats(0.2, 4), st.floats(0.5, 9), st.floats(0.05, 0.95))
@settings(deadline=None, max_examples=40)
def test_bounds_that_hold_for_all(m, s, df, w):
    p, q = stats.norm(m, s), Mixture([stats.norm(0, 1), stats.t(df)], [w, 1 - w])
    d, tv, js = kl_divergence(p, q), total_variation(p, q), js_divergence(p, q)
    assert d >= 2 * tv**2 - 1e-12
    assert 0 <= js <= min(math.log(2), tv * math.log(2) + 1e-12)
    assert js == pytest.approx(js_divergence(q, p), rel=1e-9, abs=1e-15)
    assert renyi_divergence(p, q, 0.5) <= d + 1e-10


def test_newer_objects_equal_frozen_ones():
    new, old = stats.Normal(mu=1.0, sigma=2.0), stats.norm(1, 2)
    assert kl_divergence(new, stats.norm(0, 1)) == kl_divergence(old, stats.norm(0, 1))
    assert kl_divergence(new, old) == 0.0
    assert kl_divergence(stats.Normal(), stats.Normal(mu=1, sigma=1)) == 0.5
    low, high = stats.Uniform(a=1.0, b=2.0), stats.Uniform(a=0.0, b=4.0)
    assert kl_divergence(low, high) == pytest.approx(math.log(4), rel=1e-15)
    assert kl_divergence(high, low) == math.inf
    moved = 2 * stats.Normal(mu=0.0, sigma=1.0) + 1
    assert kl_divergence(moved, stats.norm(0, 1)) == pytest.approx(kl_divergence(old, stats.norm(0, 1)), rel=1e-10)
    gamma = stats.make_distribution(stats.gamma)(a=2.0)
    assert kl_divergence(gamma, stats.gamma(3)) == pytest.approx(
        kl_divergence(stats.gamma(2), stats.gamma(3)), rel=1e-10
    )
    both = Mixture([new, old], [0.5, 0.5])
    assert both.mean() == pytest.approx(1.0) and both.var() == pytest.approx(4.0)
    assert both.rvs(10, random_state=1).shape == (10,)


def test_one_dimensional_vectors_are_scalars():
    assert kl_divergence(stats.multivariate_normal([1], [[4]]), stats.norm(1, 2)) == 0.0


def test_renyi():
    p, q = stats.norm(0, 1), stats.norm(1, 2)
    for alpha in (0.3, 0.5, 2.0):
        by_rule = renyi_divergence(Mixture([p, p], [0.5, 0.5]), q, alpha)
        assert renyi_divergence(p, q, alpha) == pytest.approx(by_rule, rel=1e-9)
    assert renyi_divergence(p, q, 1) == kl_divergence(p, q)
    assert renyi_divergence(stats.norm(0, 2), stats.norm(0, 1), 2) == math.inf
    assert renyi_divergence(stats.norm(), stats.norm(100), 0.5) == 2500.0
    assert renyi_divergence(stats.uniform(0, 1), stats.uniform(0.5, 1), 0.5) == pytest.approx(2 * math.log(2))
    assert renyi_divergence(stats.uniform(0, 1), stats.uniform(0.5, 1), 2) == math.inf
    assert renyi_divergence(stats.uniform(0, 1), stats.uniform(2, 1), 0.5) == math.inf
    near = renyi_divergence(stats.norm(), stats.norm(1e-8), 0.5)
    assert near == pytest.approx(0.25e-16, rel=1e-12)
    with pytest.raises(ValueError, match="alpha is -1"):
        renyi_divergence(p, q, -1)


def test_f_divergence():
    p, q = stats.norm(0, 1), stats.norm(1, 1)
    assert f_divergence(p, q, lambda t: (t - 1) ** 2) == pytest.approx(math.e - 1, rel=1e-9)
    shifted = stats.uniform(0, 1), stats.uniform(0.5, 1)
    tv = f_divergence(*shifted, lambda t: np.abs(t - 1) / 2, slope_at_infinity=0.5)
    assert tv == pytest.approx(0.5, rel=1e-12)
    assert f_divergence(*shifted, lambda t: (t - 1) ** 2, slope_at_infinity=math.inf) == math.inf
    assert f_divergence(stats.uniform(0, 1), stats.uniform(0, 2), lambda t: -np.log(t)) == math.inf
    with pytest.raises(ValueError, match="slope_at_infinity"):
        f_divergence(*shifted, lambda t: np.abs(t - 1) / 2)
    with pytest.raises(ValueError, match=r"f\(1\) is 1"):
        f_divergence(p, q, lambda t: t)


def test_is_distribution():
    yes = [
        stats.norm(),
        stats.Normal(),
        stats.poisson(1),
        stats.multivariate_normal([0]),
        Mixture([stats.norm()], [1]),
    ]
    assert all(is_distribution(d) for d in yes)
    assert not any(is_distribution(x) for x in ([0.5, 0.5], np.ones(2) / 2, stats.norm, None, "norm", stats.Normal))


@pytest.mark.parametrize(
    "p, q, error, words",
    [
        ([0.5, 0.5], stats.norm(), TypeError, r"p is \[0.5, 0.5\].*scipy.stats.norm"),
        (stats.norm(), stats.norm, TypeError, "q is .*not a distribution"),
        (stats.norm(), stats.poisson(1), TypeError, "p = norm.*continuous but q = poisson.*discrete"),
        (stats.norm(), stats.multivariate_normal([0, 0]), ValueError, "dimension 1 but q .* dimension 2"),
        (stats.norm(0, -1), stats.norm(), ValueError, "p is norm.*scale=-1"),
        (stats.norm(), stats.gamma(-2), ValueError, "q is gamma.*a=-2"),
        (stats.norm(math.nan, 1), stats.norm(), ValueError, "p is norm"),
        (stats.norm(math.inf, 1), stats.norm(), ValueError, "p is norm"),
    ],
)
def test_errors(p, q, error, words):
    for function in (kl_divergence, kl_quadrature, js_divergence, total_variation, cross_entropy):
        with pytest.raises(error, match=words):
            function(p, q)


@pytest.mark.parametrize(
    "p, q, words",
    [
        (stats.norm([0, 1], 1), stats.norm(), r"p is norm with loc of shape \(2,\)"),
        (stats.norm(), stats.gamma([1, 2]), r"q is gamma with a of shape \(2,\)"),
        (stats.norm(), stats.Normal(mu=[0, 1], sigma=1), r"q is .*shape \(2,\)"),
    ],
)
def test_quadrature_takes_one_pair(p, q, words):
    with pytest.raises(ValueError, match=words):
        kl_quadrature(p, q)


@pytest.mark.parametrize("base, error", [(1, ValueError), (0.5, ValueError), (math.nan, ValueError), ("e", TypeError)])
def test_base(base, error):
    with pytest.raises(error, match="base is"):
        kl_divergence(stats.norm(), stats.norm(1), base=base)
    with pytest.raises(error, match="base is"):
        entropy(stats.norm(), base=base)


@pytest.mark.parametrize(
    "components, weights, error, words",
    [
        ([], [], ValueError, "components is empty"),
        ([stats.norm()], [0.5, 0.5], ValueError, r"shape \(2,\), but there are 1"),
        ([stats.norm(), stats.norm(1)], [0.5, 0.6], ValueError, "weights sums to 1.1"),
        ([stats.norm(), stats.norm(1)], [1.5, -0.5], ValueError, r"weights\[1\] is -0.5"),
        ([stats.norm(), stats.norm(1)], [math.nan, 1], ValueError, r"weights\[0\] is nan"),
        ([stats.norm(), 3], [0.5, 0.5], TypeError, r"components\[1\] is 3"),
        ([stats.norm(), stats.poisson(1)], [0.5, 0.5], TypeError, "neither a density nor a PMF"),
        ([stats.norm(), stats.multivariate_normal([0, 0])], [0.5, 0.5], ValueError, "dimension 1 but .* 2"),
    ],
)
def test_mixture_errors(components, weights, error, words):
    with pytest.raises(error, match=words):
        Mixture(components, weights)


def test_newer_discrete_objects_equal_frozen_ones():
    binomial = stats.make_distribution(stats.binom)(n=3, p=0.4) if hasattr(stats, "Binomial") else stats.binom(3, 0.4)
    assert kl_divergence(binomial, stats.binom(3, 0.5)) == pytest.approx(
        kl_divergence(stats.binom(3, 0.4), stats.binom(3, 0.5)), rel=1e-12
    )
    with pytest.raises(TypeError, match="discrete"):
        kl_divergence(binomial, stats.norm())


@pytest.mark.parametrize("unknown", [stats.ortho_group(3), stats.random_correlation([0.5, 1.5])])
def test_vectors_without_a_rule_are_refused_by_name(unknown):
    name = type(unknown).__name__
    with pytest.raises(
        ValueError, match=f"p is a {name}, which has no closed form here and cannot be integrated; estimate"
    ):
        kl_divergence(unknown, unknown)
    assert is_distribution(unknown)
