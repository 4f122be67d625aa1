"""Logarithms rewritten in log space: the same numbers, and finite where the plain form is not."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kltools.explorables.logspace import LogSumExp, to_log_space

x, y = sp.symbols("x y", real=True)
a, b = sp.symbols("a b", positive=True)
SYMBOLS = (x, y, a, b)

leaves = st.sampled_from([x, y, a, b, sp.Integer(2), sp.Rational(1, 3), sp.pi])
polynomials = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        inner.map(lambda one: -one),
    ),
    max_leaves=4,
)
positives = st.recursive(
    st.one_of(polynomials.map(sp.exp), st.sampled_from([a, b, sp.Integer(3), sp.Rational(1, 7)])),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] / pair[1]),
        st.tuples(inner, st.sampled_from([2, -1, 3, sp.Rational(1, 2)])).map(lambda pair: pair[0] ** pair[1]),
        st.tuples(inner, polynomials).map(lambda pair: pair[0] * pair[1] ** 2),
        st.tuples(inner, inner).map(lambda pair: sp.Piecewise((pair[0], x > 0), (pair[1], True))),
    ),
    max_leaves=5,
)
places = st.tuples(*[st.integers(-15, 15)] * 2, *[st.integers(1, 20)] * 2).map(lambda whole: [n / 10 for n in whole])


def number(expression: sp.Expr, values: list[float]) -> mpmath.mpf:
    """An expression at a state, by mpmath at 50 digits."""
    plain = sp.sympify(expression).replace(LogSumExp, lambda *terms: sp.log(sp.Add(*map(sp.exp, terms))))
    with mpmath.workdps(50):
        return mpmath.mpmathify(sp.lambdify(SYMBOLS, plain, "mpmath")(*map(mpmath.mpf, values)))


@settings(deadline=None, max_examples=80)
@given(positives, places)
@example(1 / (a * x**2), [0.0, 0.0, 0.1, 0.1])
def test_rewriting_changes_no_value(positive: sp.Expr, values: list[float]) -> None:
    try:
        original = number(positive, values)
    except ZeroDivisionError:
        return  # it has no value there
    if original <= 0 or mpmath.isinf(original):
        return  # outside the logarithm's domain
    with mpmath.workdps(50):
        expected = mpmath.log(original)
        assert abs(number(to_log_space(sp.log(positive)), values) - expected) < 1e-30 * (1 + abs(expected))


@pytest.mark.parametrize(
    ("argument", "values", "expected"),
    [
        ((x - 1) ** 2, [0, 0, 1, 1], 0.0),
        (x**2 * sp.exp(y), [-2, 3, 1, 1], 2 * math.log(2) + 3),
        (x * y, [-2, -3, 1, 1], math.log(6)),
        (-x, [-2, 0, 1, 1], math.log(2)),
        (-3 * x * sp.exp(y), [-2, 4, 1, 1], math.log(6) + 4),
        (-x * sp.Piecewise((y, x > 0), (sp.exp(y), True)), [-2, 4, 1, 1], math.log(2) + 4),
    ],
)
def test_factors_that_may_be_negative(argument: sp.Expr, values: list[float], expected: float) -> None:
    assert math.isclose(number(to_log_space(sp.log(argument)), values), expected, rel_tol=1e-14)


def test_log_of_a_branch_that_is_zero() -> None:
    pmf = sp.Piecewise((sp.exp(-a), x > 0), (0, True))
    assert to_log_space(sp.log(pmf)) == sp.Piecewise((-a, x > 0), (-sp.oo, True))


def test_log_ratio_of_normals_is_finite_where_both_underflow() -> None:
    ratio = sp.log(sp.exp(-(x**2)) / sp.exp(-((x - a) ** 2)))
    assert to_log_space(ratio).subs({x: 60, a: 1}) == -119
    mixed = sp.log((sp.exp(-(x**2)) + sp.exp(-((x - a) ** 2))) / (2 * sp.exp(-(x**2))), evaluate=False)
    naive = sp.lambdify([x, a], mixed, "numpy")
    shifted = sp.lambdify([x, a], to_log_space(mixed), [{"LogSumExp": np.logaddexp}, "numpy"])
    with np.errstate(all="ignore"):
        assert math.isnan(naive(60.0, 1.0))
    assert math.isclose(shifted(60.0, 1.0), 119 - math.log(2), rel_tol=1e-14)


def test_derivative_of_log_sum_exp_is_a_share() -> None:
    total = LogSumExp(x, 2 * x, a * y)
    plain = sp.log(sp.exp(x) + sp.exp(2 * x) + sp.exp(a * y))
    values = [0.3, -0.7, 1.1, 1]
    for symbol in (x, y, a):
        with mpmath.workdps(50):
            assert abs(number(total.diff(symbol), values) - number(plain.diff(symbol), values)) < 1e-40
    assert sum(number(total.fdiff(place), values) for place in (1, 2, 3)) == pytest.approx(1, rel=1e-15)


def test_equal_terms_and_a_single_term() -> None:
    assert LogSumExp(x) == x
    assert number(LogSumExp(x, x), [2.5, 0, 1, 1]) == pytest.approx(2.5 + math.log(2), rel=1e-15)
    assert LogSumExp(x, x).rewrite(sp.log) == sp.log(2 * sp.exp(x))


def test_logarithms_inside_other_functions_are_rewritten() -> None:
    assert to_log_space(sp.sin(sp.log(a * sp.exp(x)) ** 2)) == sp.sin((x + sp.log(a)) ** 2)
    inner = to_log_space(sp.log(sp.log(sp.exp(x) + 1) + sp.exp(y)))
    assert inner.has(LogSumExp(0, x))


def test_what_has_no_logarithm_stays() -> None:
    assert to_log_space(x**2 + 3) == x**2 + 3
    assert to_log_space(3) == 3
