"""Closed forms of densities against mpmath's quadrature and sums of independent densities."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from mpmath import mp

from kltools import exact

TOLERANCE = mpmath.mpf(10) ** -30
Function = Callable[..., mpmath.mpf]

# The densities once more, in mpmath alone.
ORACLES: dict[str, Function] = {
    "normal": lambda x, m, s: mp.npdf(x, m, s),
    "laplace": lambda x, m, s: mp.exp(-abs(x - m) / s) / (2 * s),
    "cauchy": lambda x, m, s: 1 / (mp.pi * s * (1 + ((x - m) / s) ** 2)),
    "exponential": lambda x, r: r * mp.exp(-r * x),
    "gamma": lambda x, a, r: r**a * x ** (a - 1) * mp.exp(-r * x) / mp.gamma(a),
    "beta": lambda x, a, b: x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b),
    "uniform": lambda x, low, high: 1 / (high - low),
    "bernoulli": lambda k, a: a if k else 1 - a,
    "binomial": lambda k, n, a: mp.binomial(n, k) * a**k * (1 - a) ** (n - k),
    "poisson": lambda k, m: mp.exp(-m) * m**k / mp.factorial(k),
    "geometric": lambda k, a: a * (1 - a) ** (k - 1),
}
KINDS = {
    "normal": ("real", "scale"),
    "laplace": ("real", "scale"),
    "cauchy": ("real", "scale"),
    "exponential": ("scale",),
    "gamma": ("shape", "scale"),
    "beta": ("shape", "shape"),
    "uniform": ("low", "high"),
    "bernoulli": ("prob",),
    "binomial": ("count", "prob"),
    "poisson": ("scale",),
    "geometric": ("prob",),
}
CLOSED_PAIRS = [
    *((family, family) for family in KINDS),
    ("exponential", "gamma"),
    ("gamma", "exponential"),
    ("normal", "laplace"),
    ("laplace", "normal"),
    ("exponential", "normal"),
    ("gamma", "normal"),
    ("beta", "normal"),
    ("uniform", "normal"),
    ("beta", "exponential"),
    ("beta", "gamma"),
    ("uniform", "exponential"),
    ("uniform", "gamma"),
    ("uniform", "laplace"),
    ("uniform", "cauchy"),
    ("bernoulli", "binomial"),
    ("bernoulli", "poisson"),
]


@pytest.fixture(autouse=True)
def fifty_digits() -> Iterator[None]:
    with mpmath.workdps(50):
        yield


def draw(kind: str, source: random.Random) -> Fraction:
    if kind == "real":
        return Fraction(source.randint(-12, 12), 5)
    if kind == "prob":
        return Fraction(source.randint(1, 12), 13)
    if kind == "shape":
        return Fraction(source.randint(9, 24), 7)
    if kind == "low":
        return Fraction(source.randint(1, 9), 10)
    if kind == "high":
        return Fraction(source.randint(11, 30), 10)
    return Fraction(6) if kind == "count" else Fraction(source.randint(3, 20), 6)


def symbols(family: str, suffix: str) -> list[sp.Symbol]:
    assumptions: dict[str, dict[str, bool]] = {
        "real": {"real": True},
        "low": {"real": True},
        "high": {"real": True},
        "count": {"integer": True, "positive": True},
    }
    kinds = KINDS[family]
    return [sp.Symbol(f"v{i}{suffix}", **assumptions.get(kind, {"positive": True})) for i, kind in enumerate(kinds)]


def pair_parameters(first: str, second: str, seed: str) -> tuple[list[Fraction], list[Fraction]]:
    source = random.Random(seed)
    p = [draw(kind, source) for kind in KINDS[first]]
    q = [draw(kind, source) for kind in KINDS[second]]
    if first == second == "uniform":
        q = [p[0] - q[0], p[1] + q[1]]
    return p, q


def numbers(values: list[Fraction]) -> list[mpmath.mpf]:
    return [mp.mpf(v.numerator) / v.denominator for v in values]


def total(function: Function, family: str, p: list[Fraction], kinks: list[Fraction]) -> mpmath.mpf:
    """Integrate or sum over the support of the family, breaking at kinks."""
    if family in ("bernoulli", "binomial"):
        return mp.fsum(function(k) for k in range(int(p[0]) + 1 if family == "binomial" else 2))
    if family in ("poisson", "geometric"):
        first, last = (1, 2200) if family == "geometric" else (0, 160)
        return mp.fsum(function(k) for k in range(first, last))
    ends: dict[str, list[Any]] = {"uniform": p, "beta": [0, 1], "gamma": [0, mp.inf], "exponential": [0, mp.inf]}
    low, high = ends.get(family, [-mp.inf, mp.inf])
    # The tails beyond 300 of the exponential kind are below 1e-60 for these parameters.
    near: list[Any] = [*range(-300, -20, 40), *range(-20, 21, 4), *range(60, 301, 40)]
    if family == "cauchy":
        near = [-mp.inf, -40, *range(-8, 9, 2), 40, mp.inf]
    low_end, high_end = max(number(low), near[0]), min(number(high), near[-1])
    inner = sorted({number(v) for v in [*near, *kinks] if low_end < number(v) < high_end})
    return mp.quad(function, [low_end, *inner, high_end])


def number(value: Any) -> mpmath.mpf:
    return mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mp.mpf(value)


def log_ratio_mean(first: str, second: str, p: list[Fraction], q: list[Fraction]) -> mpmath.mpf:
    v, w = numbers(p), numbers(q)

    def term(x: mpmath.mpf) -> mpmath.mpf:
        weight = ORACLES[first](x, *v)
        return weight * mp.log(weight / ORACLES[second](x, *w)) if weight else mp.mpf(0)

    kinks = [values[0] for family, values in ((first, p), (second, q)) if family == "laplace"]
    return total(term, first, p, kinks)


def evaluate(expression: sp.Expr, values: dict[sp.Symbol, Fraction]) -> mpmath.mpf:
    exact_values = {symbol: sp.Rational(v.numerator, v.denominator) for symbol, v in values.items()}
    return mpmath.mpmathify(sp.N(expression.subs(exact_values), 45))


@pytest.mark.parametrize(("first", "second"), CLOSED_PAIRS)
def test_kl_closed_form(first: str, second: str) -> None:
    s, t = symbols(first, "p"), symbols(second, "q")
    if first == second == "binomial":
        t[0] = s[0]
    symbolic = exact.kl_divergence(getattr(exact, first)(*s), getattr(exact, second)(*t))
    assert not symbolic.has(sp.Integral, sp.Sum)
    p, q = pair_parameters(first, second, f"{first}/{second}")
    numeric = exact.kl_divergence(getattr(exact, first)(*p), getattr(exact, second)(*q))
    cross = exact.cross_entropy(getattr(exact, first)(*p), getattr(exact, second)(*q))
    expected = log_ratio_mean(first, second, p, q)
    assert expected > 0
    # Quadrature gives cauchy's slow tail fewer digits than the rest.
    tolerance = mp.mpf(10) ** -20 if first == "cauchy" else TOLERANCE
    assert abs(evaluate(symbolic, dict(zip([*s, *t], [*p, *q], strict=True))) - expected) < tolerance
    assert abs(evaluate(numeric, {}) - expected) < tolerance
    entropy = evaluate(exact.entropy(getattr(exact, first)(*p)), {})
    assert abs(evaluate(cross, {}) - entropy - expected) < tolerance


@pytest.mark.parametrize("family", KINDS)
def test_entropy(family: str) -> None:
    p, _ = pair_parameters(family, family, f"entropy {family}")
    found = exact.entropy(getattr(exact, family)(*p))
    v = numbers(p)

    def term(x: mpmath.mpf) -> mpmath.mpf:
        weight = ORACLES[family](x, *v)
        return -weight * mp.log(weight) if weight else mp.mpf(0)

    expected = total(term, family, p, p[:1] if family == "laplace" else [])
    tolerance = mp.mpf(10) ** -20 if family == "cauchy" else TOLERANCE
    assert abs(evaluate(found, {}) - expected) < tolerance


@pytest.mark.parametrize("family", KINDS)
def test_density_and_its_log(family: str) -> None:
    p, _ = pair_parameters(family, family, f"density {family}")
    density = getattr(exact, family)(*p)
    choices: dict[str, list[Any]] = {"uniform": [1], "beta": [Fraction(1, 3)], "bernoulli": [0, 1]}
    for point in choices.get(family, [1, 2, 4]):
        expected = ORACLES[family](number(Fraction(point)), *numbers(p))
        value = evaluate(density.expression, {density.variable: Fraction(point)})
        log = evaluate(density.log_expression, {density.variable: Fraction(point)})
        assert abs(value / expected - 1) < TOLERANCE
        assert abs(log - mp.log(expected)) < TOLERANCE


def test_sympy_integrates_to_the_same() -> None:
    x, mu = sp.Symbol("x", real=True), sp.Symbol("mu", real=True)
    sigma, r = sp.symbols("sigma r", positive=True)
    p, q = exact.normal(0, 1), exact.normal(mu, sigma)
    integral = sp.integrate(sp.expand(exact.kl_integrand(p, q)), (x, -sp.oo, sp.oo))
    assert sp.simplify(integral - exact.kl_divergence(p, q)) == 0
    tidy = sp.log(sigma) + (1 + mu**2) / (2 * sigma**2) - sp.Rational(1, 2)
    assert exact.kl_divergence(p, q) == tidy
    y = sp.Symbol("y", positive=True)
    p, q = exact.exponential(2), exact.exponential(r)
    integral = sp.integrate(sp.expand(exact.kl_integrand(p, q).subs(x, y)), (y, 0, sp.oo))
    assert sp.simplify(integral - exact.kl_divergence(p, q)) == 0


SMOOTH = ["normal", "laplace", "cauchy", "exponential", "gamma", "beta", "poisson", "geometric"]


@pytest.mark.parametrize("family", SMOOTH)
def test_zero_and_flat_at_equal_parameters(family: str) -> None:
    s, t = symbols(family, "p"), symbols(family, "q")
    divergence = exact.kl_divergence(getattr(exact, family)(*s), getattr(exact, family)(*t))
    p, _ = pair_parameters(family, family, f"flat {family}")
    values = [sp.Rational(v.numerator, v.denominator) for v in [*p, *p]]
    same = dict(zip([*s, *t], values, strict=True))
    assert abs(sp.N(divergence.subs(same), 30)) < sp.Float("1e-25")
    for symbol in t:
        assert abs(sp.N(sp.diff(divergence, symbol).subs(same), 30)) < sp.Float("1e-25")
    assert exact.kl_divergence(getattr(exact, family)(*p), getattr(exact, family)(*p)) == 0


def test_multivariate_normal() -> None:
    m1, c1 = [Fraction(1, 2), -1], sp.Matrix([[2, sp.Rational(1, 3)], [sp.Rational(1, 3), 1]])
    m2, c2 = [0, Fraction(1, 5)], sp.Matrix([[1, sp.Rational(-1, 4)], [sp.Rational(-1, 4), 3]])
    p, q = exact.multivariate_normal(m1, c1), exact.multivariate_normal(m2, c2)
    # The mean of log(p/q) under p, by 20 x 20 Gauss-Hermite nodes: exact for a quadratic.
    nodes, weights = np.polynomial.hermite_e.hermegauss(20)
    root = np.linalg.cholesky(np.array(c1, dtype=float))
    z = np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)
    w = np.outer(weights, weights).ravel() / (2 * np.pi)
    points = z @ root.T + np.array([0.5, -1.0])
    log_ratio = sp.lambdify(p.variables, p.log_expression - q.log_expression, "numpy")
    assert float(exact.kl_divergence(p, q)) == pytest.approx(w @ log_ratio(*points.T), rel=1e-12)
    log_q = sp.lambdify(p.variables, q.log_expression, "numpy")
    assert float(exact.cross_entropy(p, q)) == pytest.approx(-w @ log_q(*points.T), rel=1e-12)


def test_multivariate_normal_with_symbols_on_the_diagonal() -> None:
    s, t = sp.symbols("s t", positive=True)
    mu = sp.Symbol("mu", real=True)
    p = exact.multivariate_normal([0, 0], sp.eye(2))
    q = exact.multivariate_normal([mu, 0], sp.diag(s**2, t**2))
    apart = exact.kl_divergence(exact.normal(0, 1), exact.normal(mu, s)) + exact.kl_divergence(
        exact.normal(0, 1), exact.normal(0, t)
    )
    assert sp.simplify(sp.expand_log(exact.kl_divergence(p, q) - apart)) == 0
    assert exact.kl_divergence(q, q) == 0


def test_closed_forms_become_numpy_functions() -> None:
    s, t = symbols("gamma", "p"), symbols("gamma", "q")
    divergence = exact.kl_divergence(exact.gamma(*s), exact.gamma(*t))
    function = sp.lambdify([*s, *t], divergence, ["scipy", "numpy"])
    values = function(np.array([1.0, 2.0]), 1.0, 2.0, 3.0)
    assert values[1] == pytest.approx(2 * (3 - 1) - 2 * np.log(3), rel=1e-14)
    assert "psi" in sp.latex(divergence) or "polygamma" in sp.latex(divergence)
