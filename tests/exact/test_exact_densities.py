"""Densities: supports, Jensen-Shannon integrals, densities of one's own, errors."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import mpmath
import numpy as np
import pytest
import sympy as sp

from kltools.exact import (
    Density,
    bernoulli,
    beta,
    binomial,
    cauchy,
    cross_entropy,
    entropy,
    exponential,
    gamma,
    geometric,
    js_divergence,
    kl_divergence,
    kl_integrand,
    laplace,
    multivariate_normal,
    normal,
    poisson,
    uniform,
)

x, y, mu = sp.symbols("x y mu", real=True)
a, b, sigma = sp.symbols("a b sigma", positive=True)
HALF = sp.Rational(1, 2)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (normal(0, 1), exponential(1)),
        (gamma(2, 1), beta(2, 2)),
        (cauchy(0, 1), normal(0, 1)),
        (cauchy(mu, sigma), laplace(0, a)),
        (uniform(0, 2), uniform(1, 3)),
        (poisson(a), geometric(b)),
        (poisson(a), binomial(5, HALF)),
        (binomial(5, a), binomial(4, a)),
        (bernoulli(HALF), bernoulli(1)),
        (geometric(HALF), geometric(1)),
    ],
)
def test_infinite(p: Density, q: Density) -> None:
    assert kl_divergence(p, q) == sp.oo
    assert cross_entropy(p, q) == sp.oo
    assert kl_integrand(p, q).has(sp.oo) or p.family == "cauchy"


def test_undecided_supports_say_when() -> None:
    low, high = sp.symbols("low high", real=True)
    divergence = kl_divergence(uniform(0, 1), uniform(low, high))
    assert divergence.subs({low: -1, high: 2}) == sp.log(3)
    assert divergence.subs({low: 0, high: HALF}) == sp.oo
    assert kl_divergence(uniform(0, a), uniform(0, a + 1)) == sp.log((a + 1) / a)
    n = sp.Symbol("n", integer=True, positive=True)
    trials = kl_divergence(binomial(n, HALF), bernoulli(sp.Rational(1, 4)))
    assert trials.subs(n, 2) == sp.oo
    assert float(sp.N(trials.subs(n, 1).doit())) == pytest.approx(0.5 * np.log(4 / 3), rel=1e-14)


def test_degenerate_coins() -> None:
    assert kl_divergence(bernoulli(1), bernoulli(a)) == -sp.log(a)
    assert kl_divergence(bernoulli(0), bernoulli(0)) == 0
    assert kl_divergence(geometric(1), geometric(HALF)) == sp.log(2)
    assert entropy(bernoulli(1)) == 0
    assert js_divergence(bernoulli(0), bernoulli(1)) == sp.log(2)


def test_js_of_finite_pmfs_is_evaluated() -> None:
    p, q = binomial(2, HALF), Density(sp.Rational(1, 3), sp.Symbol("k"), sp.FiniteSet(0, 1, 2))
    table = [HALF / 2, HALF, HALF / 2], [sp.Rational(1, 3)] * 3
    assert js_divergence(p, q) == js_divergence(*table)
    assert kl_divergence(p, q) == kl_divergence(*table)


def test_js_integral_of_normals() -> None:
    p, q = normal(0, 1), normal(1, 2)
    js = js_divergence(p, q)
    assert isinstance(js, sp.Integral)
    middle = sp.log((p.expression + q.expression) / 2)
    assert middle in js.function.atoms(sp.log)

    def term(t: mpmath.mpf) -> mpmath.mpf:
        f, g = mpmath.npdf(t, 0, 1), mpmath.npdf(t, 1, 2)
        return (f * mpmath.log(2 * f / (f + g)) + g * mpmath.log(2 * g / (f + g))) / 2

    expected = mpmath.quad(term, [-30, -5, 0, 5, 30])
    integrand = sp.lambdify(x, js.function, "mpmath")
    assert abs(mpmath.quad(integrand, [-30, -5, 0, 5, 30]) - expected) < 1e-13
    assert js_divergence(p, p) == 0
    assert js_divergence(p, q, base=2) == js / sp.log(2)


def test_js_cuts_the_union_of_supports() -> None:
    assert js_divergence(uniform(0, 1), uniform(2, 3)) == sp.log(2)
    found = js_divergence(uniform(0, 2), uniform(1, 3)).doit()
    assert sp.simplify(sp.expand_log(found - sp.log(2) / 2)) == 0
    low, high = sp.symbols("low high", real=True)
    general = js_divergence(uniform(0, 2), uniform(low, high)).subs({low: 1, high: 3})
    integrand = sp.lambdify(x, general.function, "mpmath")
    assert general.limits == ((x, 0, 3),)
    assert float(mpmath.quad(integrand, [0, 1, 2, 3])) == pytest.approx(np.log(2) / 2, rel=1e-13)
    mixed = js_divergence(exponential(1), normal(0, 1))
    assert len(mixed.atoms(sp.Integral)) == 2
    counts = js_divergence(poisson(2), geometric(HALF))
    ks = np.arange(1, 120)
    p = sp.lambdify(sp.Symbol("k"), sp.Integer(2) ** sp.Symbol("k"), "mpmath")
    f = np.array([float(p(int(k)) * mpmath.exp(-2) / mpmath.factorial(int(k))) for k in ks])
    g = 0.5**ks
    middle = (f + g) / 2
    expected = (np.sum(f * np.log(f / middle) + g * np.log(g / middle)) + np.exp(-2) * np.log(2)) / 2
    (tail,) = counts.atoms(sp.Sum)
    k = tail.limits[0][0]
    term = sp.lambdify(k, tail.function, "mpmath")
    head = float(counts - tail)
    assert head + float(mpmath.fsum(term(int(j)) for j in ks)) == pytest.approx(expected, rel=1e-12)


def test_a_density_of_ones_own() -> None:
    triangle = Density(2 * x, x, sp.Interval(0, 1))
    assert kl_divergence(triangle, uniform(0, 1)) == sp.log(2) - HALF
    assert entropy(triangle) == HALF - sp.log(2)
    assert sp.simplify(kl_divergence(triangle, beta(2, 1))) == 0
    die = Density(sp.Rational(1, 6), sp.Symbol("k"), sp.Range(1, 7))
    assert entropy(die) == sp.log(2) + sp.log(3)
    with pytest.raises(ValueError, match="p sums to 5/6"):
        entropy(Density(sp.Rational(1, 6), sp.Symbol("k"), sp.Range(1, 6)))


def test_what_sympy_cannot_do_stays_an_integral() -> None:
    divergence = kl_divergence(normal(mu, sigma), cauchy(0, 1))
    assert isinstance(divergence, sp.Integral)
    assert isinstance(entropy(poisson(a)), sp.Sum)


def test_variables_are_brought_together() -> None:
    q = normal(mu, sigma, x=y)
    assert kl_divergence(normal(0, 1), q) == kl_divergence(normal(0, 1), normal(mu, sigma))
    assert kl_integrand(normal(0, 1), q) == kl_integrand(normal(0, 1), normal(mu, sigma))
    moved = kl_integrand(normal(0, 1), normal(x, 1, x=y))
    assert moved.free_symbols == {x, y}
    with pytest.raises(ValueError, match="give both the same variable"):
        kl_divergence(normal(y, 1), normal(x, 1, x=y))


def test_integrand_in_log_space() -> None:
    p, q = normal(0, 1), normal(mu, sigma)
    assert kl_integrand(p, q) == p.expression * (p.log_expression - q.log_expression)
    far = sp.lambdify(x, kl_integrand(normal(0, 1), normal(0, sp.Rational(1, 50))), "numpy")
    assert np.isfinite(far(np.linspace(-6, 6, 25))).all()
    counts = sp.lambdify(sp.Symbol("k", integer=True, nonnegative=True), poisson(300).log_expression, "scipy")
    assert np.isfinite(counts(np.array([0.0, 400.0]))).all()


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        normal(0, 1).family = "laplace"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: normal(0, -1), ValueError, "sigma is -1, but it must be above 0"),
        (lambda: normal(0.5, 1), TypeError, "mu is 0.5.*not exact.*Fraction"),
        (lambda: normal(0, -sigma), ValueError, "sigma is -sigma"),
        (lambda: normal(x, 1), ValueError, "also the variable.*another variable"),
        (lambda: uniform(1, 1), ValueError, "low is 1 and high is 1"),
        (lambda: bernoulli(sp.Rational(3, 2)), ValueError, "prob is 3/2.*probability"),
        (lambda: geometric(0), ValueError, "prob is 0"),
        (lambda: binomial(sp.Symbol("n"), a), ValueError, "n is n, but it must be an integer"),
        (lambda: gamma(0, 1), ValueError, "shape is 0"),
        (lambda: multivariate_normal([0, 0], [[1, 2], [2, 1]]), ValueError, "order 2 is -3"),
        (lambda: multivariate_normal([0, 0], [[1, 1], [0, 1]]), ValueError, "symmetric"),
        (lambda: multivariate_normal([0], sp.eye(2)), ValueError, r"shape \(2, 2\).*\(1, 1\)"),
        (lambda: multivariate_normal([0, 0.5], sp.eye(2)), TypeError, r"mean\[1\] is 0.5"),
        (lambda: Density(x, x, sp.Interval(0, 1), "nobody"), ValueError, "family is 'nobody'"),
        (lambda: Density(x, x, sp.S.Rationals), ValueError, "support is Rationals"),
        (lambda: Density(x, "x", sp.S.Reals), TypeError, "variable is 'x'"),
        (lambda: kl_divergence(normal(0, 1), poisson(1)), ValueError, "p is a density and q is a PMF"),
        (
            lambda: kl_divergence(normal(0, 1), multivariate_normal([0, 0], sp.eye(2))),
            ValueError,
            "p has 1 variables and q has 2",
        ),
    ],
)
def test_errors(build: Callable[[], object], error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        build()
