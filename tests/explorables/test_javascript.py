"""Printed functions, run in V8, against mpmath; and what the printer refuses."""

from __future__ import annotations

import math
import random

import mpmath
import pytest
import sympy as sp

from kltools.explorables.extremes import Largest, Smallest
from kltools.explorables.javascript import CannotPrint, Function
from kltools.explorables.logspace import LogSumExp
from tests.explorables.v8 import Engine

x, y = sp.symbols("x y", real=True)
a = sp.Symbol("a", positive=True)
k = sp.Symbol("k", integer=True)
data = sp.IndexedBase("data")
DATA = {"data": [0.75, -2.0, 5.5, 0.1]}
ARGUMENTS = [x, y, a]
PRINTABLE = [
    x + y - 2 * a,
    x * y / a,
    x**2 + y**3 - a**4 + x**5,
    (x + 1) ** 2 / (a + 1) ** 3,
    x**-2 + a**-y,
    sp.sqrt(a) + a ** sp.Rational(7, 3) + 1 / sp.sqrt(a + 1),
    sp.exp(x) - sp.exp(-y * a) + sp.E**2,
    sp.log(a) + sp.log(a + 2, 2),
    sp.log(sp.exp(x) + sp.exp(y * 3) + a),
    LogSumExp(x, y, a, 2),
    sp.Abs(x - y) + sp.sign(x) * sp.sign(y),
    sp.Min(x, y, 1) - sp.Max(x * y, a, -1),
    Smallest(x, y, 1) - Largest(x * y, a, -1),
    sp.floor(3 * x) + sp.ceiling(2 * y),
    sp.sin(x) * sp.cos(y) + sp.tan(x / 2),
    sp.sinh(x) - sp.cosh(y) * sp.tanh(a) + sp.atan(x * y),
    sp.Rational(22, 7) * x + sp.Float("0.1", 40) * y + sp.Integer(10) ** 25,
    sp.pi * x + sp.EulerGamma + sp.GoldenRatio * y + sp.Catalan,
    sp.Piecewise((x, x > y), (y**2, sp.And(x > 0, a < 2)), (a, True)),
    sp.Piecewise((x, sp.Or(x > 1, sp.Not(sp.Or(y > 0, a > 1)))), (sp.Integer(3), True)),
    sp.Piecewise((x, sp.Xor(x > 0, y > 0)), (sp.Piecewise((a, y < 0), (0, True)), True)),
    sp.Piecewise((x, sp.ITE(x > 0, y > 0, a > 1)), (1, sp.Ne(x, y)), (2, True)),
    sp.Sum(a**k * k, (k, 0, 5)) + sp.Sum(sp.exp(-k * x), (k, 1, 3)) * y,
    sp.Sum(data[k] * x**2 + sp.log(a), (k, 0, 3)) + data[2],
    sp.Sum(sp.Piecewise((x, k > 1), (y, True)), (k, 0, 3)),
]


def evaluated(expression: sp.Expr, states: list[list[float]], **options: int) -> list[float]:
    """An expression's values by the printed function."""
    function = Function("demo", ARGUMENTS, DATA, **options)
    (name,) = function.scalars([sp.sympify(expression)])
    return Engine(f"const f={function.text(f'return {name}')};").value(f"{states}.map(f)")


def expected(expression: sp.Expr, state: list[float]) -> mpmath.mpf:
    """The same by mpmath at 40 digits."""
    plain = expression.replace(LogSumExp, lambda *terms: sp.log(sp.Add(*map(sp.exp, terms))))
    plain = plain.replace(Largest, sp.Max).replace(Smallest, sp.Min).doit()
    plain = plain.subs({data[place]: sp.Float(value, 40) for place, value in enumerate(DATA["data"])})
    with mpmath.workdps(40):
        return mpmath.mpmathify(sp.lambdify(ARGUMENTS, plain, "mpmath")(*map(mpmath.mpf, state)))


def random_states(count: int = 25) -> list[list[float]]:
    choice = random.Random(7)
    return [[choice.uniform(-2, 2), choice.uniform(-2, 2), choice.uniform(0.1, 3)] for _ in range(count)]


@pytest.mark.parametrize("expression", PRINTABLE, ids=lambda one: str(one)[:40])
def test_printed_function_agrees_with_mpmath(expression: sp.Expr) -> None:
    states = random_states()
    for state, found in zip(states, evaluated(expression, states), strict=True):
        truth = float(expected(expression, state))
        assert math.isclose(found, truth, rel_tol=1e-13, abs_tol=2e-13), (state, found, truth)


def test_common_parts_are_computed_once() -> None:
    function = Function("demo", ARGUMENTS)
    names = function.scalars([sp.exp(x * y) + 1, sp.exp(x * y) * a])
    assert function.text(f"return[{','.join(names)}]").count("Math.exp") == 1


@pytest.mark.parametrize(
    ("integrand", "ends"),
    [
        (sp.exp(-(k**2)) * a, (-12, 12)),
        (sp.exp(-((k - x) ** 2) * a) * sp.log(1 + sp.exp(k)), (-40, 40)),
        (sp.exp(-(k**2) / 2) * (k - y) ** 2, (-15, 15)),
    ],
)
def test_integral_against_quadrature(integrand: sp.Expr, ends: tuple[int, int]) -> None:
    variable = sp.Symbol("u", real=True)
    integrand = integrand.subs(k, variable)
    states = random_states(6)
    body = sp.lambdify([variable, *ARGUMENTS], integrand, "mpmath")
    for state, found in zip(states, evaluated(sp.Integral(integrand, (variable, *ends)), states), strict=True):
        cuts = mpmath.linspace(*ends, 17)
        truth = mpmath.quad(lambda u, state=state: body(u, *state), cuts)
        assert math.isclose(found, truth, rel_tol=1e-13), (state, found, truth)


def test_integral_to_a_moving_end_is_a_trapezoid_rule() -> None:
    variable = sp.Symbol("u", real=True)
    (found,) = evaluated(sp.Integral(variable**2, (variable, 0, a)), [[0, 0, 1.5]], nodes=10)
    nodes = [0.15 * place for place in range(11)]
    trapezoid = 0.15 * (sum(node**2 for node in nodes) - 1.5**2 / 2)
    assert math.isclose(found, trapezoid, rel_tol=1e-14)


def test_infinities_and_nan() -> None:
    branches = sp.Piecewise((sp.oo, x > 1), (-sp.oo, x < -1), (sp.nan, True))
    up, down, neither = evaluated(branches, [[2, 0, 1], [-2, 0, 1], [0, 0, 1]])
    assert (up, down, math.isnan(neither)) == (math.inf, -math.inf, True)


@pytest.mark.parametrize(
    ("terms", "value"),
    [
        ("-Infinity,-Infinity", -math.inf),
        ("Infinity,1", math.inf),
        ("-Infinity,3", 3.0),
        ("1000,1000", 1000 + math.log(2)),
        ("-1e4,-1e4-800", -1e4),
    ],
)
def test_log_sum_exp_helper(terms: str, value: float) -> None:
    assert Engine().value(f"LSE({terms})") == pytest.approx(value, rel=1e-15)
    assert math.isnan(Engine().value("LSE(NaN,1)"))


def test_arrays_tabulate_over_an_even_grid() -> None:
    function = Function("demo", [a])
    grid, one, other = function.arrays(x, (-1, 2, 7), [a * x**2, sp.log(a) + 0 * x])
    xs, ones, others = Engine(f"const f={function.text(f'return[{grid},{one},{other}]')};").value("f([3])")
    assert xs == pytest.approx([-1, -0.5, 0, 0.5, 1, 1.5, 2], abs=1e-15)
    assert ones == pytest.approx([3 * place**2 for place in xs], rel=1e-14)
    assert others == pytest.approx([math.log(3)] * 7, rel=1e-14)


@pytest.mark.parametrize("name", ["i", "s", "t0", "c0", "h1", "a0", "var", "new", "default"])
def test_no_name_of_a_control_collides(name: str) -> None:
    """The printer's own names, and JavaScript's reserved words, may be controls."""
    symbol, other = sp.Symbol(name, real=True), sp.Symbol("u", real=True)
    function = Function("demo", [symbol])
    total = sp.Sum(symbol * k, (k, 1, 3)) + sp.Integral(symbol + 0 * other, (other, 0, 1)) + sp.exp(symbol) ** 2
    (value,) = function.scalars([total])
    _, curve = function.arrays(x, (0, 1, 3), [symbol + x])
    found = Engine(f"const f={function.text(f'return[{value},...{curve}]')};").value("f([2])")
    assert found == pytest.approx([12 + 2 + math.exp(4), 2, 2.5, 3], rel=1e-12)


f = sp.Function("f")
REFUSED = [
    (sp.erf(x), "erf"),
    (sp.gamma(a), "gamma"),
    (sp.loggamma(a), "loggamma"),
    (sp.factorial(k).subs(k, sp.ceiling(a)), "factorial"),
    (sp.I * x, "I"),
    (sp.zoo + 0, "zoo"),
    (sp.Derivative(f(x), x), "Derivative"),
    (f(x), "f"),
    (sp.Mod(x, 2), "Mod"),
    (sp.Heaviside(x), "Heaviside"),
    (sp.Product(k * x, (k, 1, 3)), "Product"),
    (sp.Sum(sp.erf(x * k), (k, 1, 3)), "erf"),
    (sp.Integral(sp.exp(-(y**2)), (y, 0, sp.oo)), "finite ends"),
    (sp.Sum(a**k, (k, -sp.oo, 0)), "finite ends"),
    (sp.Integral(sp.exp(-(y**2)), y), "both ends"),
    (sp.Sum(sp.Integral(x * y * k, (y, 0, 1)), (k, 1, 3)), "closed form"),
    (sp.Sum(x * y * k, (y, 0, 1), (k, 1, 3)), "one variable"),
    (sp.Symbol("unknown") + x, "no control sets it"),
    (sp.Sum(x, (k, 1, sp.Symbol("top"))), "no control sets it"),
    (sp.IndexedBase("absent")[1], "no control sets it"),
    (data[1, 2], "one index"),
    (sp.Piecewise((x, x > 0)), "last branch"),
]


@pytest.mark.parametrize(("expression", "words"), REFUSED, ids=lambda one: str(one)[:30])
def test_what_has_no_javascript_is_refused_by_name(expression: sp.Expr, words: str) -> None:
    function = Function("demo", ARGUMENTS, DATA)
    with pytest.raises(CannotPrint, match="scene 'demo'") as caught:
        function.scalars([expression])
    assert words in str(caught.value)
    assert str(expression) in str(caught.value)


def test_a_loop_in_a_curve_cannot_depend_on_its_variable() -> None:
    function = Function("demo", [a])
    with pytest.raises(CannotPrint, match="x in .* cannot depend on the curve's variable"):
        function.arrays(x, (0, 1, 5), [sp.Sum(x**k, (k, 0, 3))])
