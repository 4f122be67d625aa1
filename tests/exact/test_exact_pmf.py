"""PMFs of exact and symbolic numbers: worked values, conventions, errors, properties."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from kltools.exact import (
    bernoulli,
    cross_entropy,
    entropy,
    js_divergence,
    kl_divergence,
    kl_integrand,
    normal,
)

HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
WORKED_P, WORKED_Q = [HALF, HALF / 2, HALF / 2], [THIRD, THIRD, THIRD]
a, b = sp.symbols("a b", positive=True)

weights = st.lists(st.integers(0, 50), min_size=4, max_size=4).filter(any)


def pmf(counts: list[int]) -> list[Fraction]:
    return [Fraction(c, sum(counts)) for c in counts]


def oracle(p: list[Fraction], q: list[Fraction]) -> mpmath.mpf:
    with mpmath.workdps(50):
        total = mpmath.mpf(0)
        for x, y in zip(p, q, strict=True):
            if x and not y:
                return mpmath.inf
            if x:
                ratio = mpmath.mpf((x / y).numerator) / (x / y).denominator
                total += mpmath.mpf(x.numerator) / x.denominator * mpmath.log(ratio)
        return total


def agrees(value: sp.Expr, expected: mpmath.mpf) -> bool:
    with mpmath.workdps(50):
        return abs(mpmath.mpmathify(sp.N(value, 50)) - expected) < mpmath.mpf(10) ** -45


def test_two_point_masses() -> None:
    p, q = {0: 1}, {1: 1}
    assert kl_divergence(p, q) == sp.oo
    assert kl_divergence(q, p) == sp.oo
    assert cross_entropy(p, q) == sp.oo
    assert js_divergence(p, q) == sp.log(2)
    assert js_divergence(p, q, base=4) == HALF


def test_worked_example() -> None:
    assert kl_divergence(WORKED_P, WORKED_Q) == sp.log(3) - sp.Rational(3, 2) * sp.log(2)
    assert kl_divergence(WORKED_Q, WORKED_P) == sp.Rational(5, 3) * sp.log(2) - sp.log(3)
    assert entropy(WORKED_P) == sp.Rational(3, 2) * sp.log(2)
    assert entropy(WORKED_P, base=2) == sp.Rational(3, 2)
    assert cross_entropy(WORKED_P, WORKED_Q) == sp.log(3)
    assert kl_divergence(WORKED_P, WORKED_Q, base=2) == sp.log(3) / sp.log(2) - sp.Rational(3, 2)


def test_outcomes_are_matched_by_key() -> None:
    p = {"rain": HALF, "sun": HALF}
    q = {"sun": Fraction(1, 4), "rain": Fraction(3, 4)}
    assert kl_divergence(p, q) == kl_divergence([HALF, HALF], [Fraction(3, 4), Fraction(1, 4)])
    assert kl_divergence({0: 1}, [1, 0, 0]) == 0
    assert kl_divergence([1, 0], [HALF, HALF]) == sp.log(2)


def test_numpy_integers_and_matrices_are_exact() -> None:
    counts: Any = np.array([1, 0])
    assert kl_divergence(counts, sp.Matrix([HALF, HALF])) == sp.log(2)


@settings(deadline=None, max_examples=60)
@given(weights, weights)
def test_against_fifty_digits(first: list[int], second: list[int]) -> None:
    p, q = pmf(first), pmf(second)
    middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    kl, expected = kl_divergence(p, q), oracle(p, q)
    if expected == mpmath.inf:
        assert kl == sp.oo
    else:
        assert agrees(kl, expected)
        assert sp.expand(cross_entropy(p, q) - entropy(p) - kl) == 0
    js = js_divergence(p, q)
    with mpmath.workdps(50):
        expected_js = (oracle(p, middle) + oracle(q, middle)) / 2
    assert agrees(js, expected_js)
    assert js == js_divergence(q, p)
    assert (kl == 0) == (p == q) == (js == 0)


def test_large_numbers_are_not_factored_for_ever() -> None:
    big = int(sp.nextprime(10**40)) * int(sp.nextprime(10**41))
    p, q = [Fraction(1, big), 1 - Fraction(1, big)], [HALF, HALF]
    expected = oracle(p, [Fraction(1, 2)] * 2)
    assert agrees(kl_divergence(p, q), expected)


def test_symbolic_coins() -> None:
    expected = a * sp.log(a / b) + (1 - a) * sp.log((1 - a) / (1 - b))
    for found in (
        kl_divergence([a, 1 - a], [b, 1 - b]),
        kl_divergence({1: a, 0: 1 - a}, {1: b, 0: 1 - b}),
        kl_divergence(bernoulli(a), bernoulli(b)),
    ):
        assert sp.simplify(found - expected) == 0
    assert sp.simplify(sp.diff(expected, b) - (b - a) / (b * (1 - b))) == 0
    assert sp.diff(kl_divergence([a, 1 - a], [b, 1 - b]), b).subs(b, a).simplify() == 0


def test_equal_probabilities_written_differently() -> None:
    assert kl_divergence([a, 1 - a], [a, (1 - a**2) / (1 + a)]) == 0
    root = sp.sqrt(2) - 1
    assert kl_divergence([root, 1 - root], [1 / (1 + sp.sqrt(2)), 2 - sp.sqrt(2)]) == 0


def test_symbolic_zero_is_treated_as_positive() -> None:
    c = sp.Symbol("c", nonnegative=True)
    assert kl_divergence([1, 0], [1 - c, c]).equals(-sp.log(1 - c))
    assert kl_divergence([1 - c, c], [1, 0]) == sp.oo


@pytest.mark.parametrize(
    ("p", "q", "error", "message"),
    [
        ([0.5, 0.5], [HALF, HALF], TypeError, r"p\[0\] is 0.5.*Fraction.*kltools.kl_divergence"),
        ([HALF, HALF], {"x": sp.Float(1)}, TypeError, r"q\['x'\] is 1.0.*not exact"),
        ([HALF, HALF], [HALF, True], TypeError, r"q\[1\] is True of type bool"),
        ("ab", [1], TypeError, "p is 'ab' of type str.*give a dict"),
        ({HALF}, [1], TypeError, "of type set"),
        ([], [1], ValueError, "p has no outcomes"),
        ([2, -1], [1, 0], ValueError, r"p\[1\] is -1, but a probability cannot be negative"),
        ([HALF, THIRD], [1, 0], ValueError, "p sums to 5/6.*exactly 1"),
        ([1, 0], [a, b], ValueError, "q sums to a \\+ b, which cannot be shown to be 1.*1 minus"),
        ([1, 0], [1, 0, 0], ValueError, "p has 2 outcomes and q has 3"),
        ([1, 0], [sp.oo, 0], ValueError, r"q\[0\] is oo, but it must be finite"),
        ([1, 0], [sp.I, 1 - sp.I], ValueError, r"q\[0\] is I, but it must be real"),
        (sp.eye(2), [1, 0], ValueError, r"p has shape \(2, 2\)"),
        (normal(0, 1), [1, 0], TypeError, "p is a Density and q is not"),
        ([1, 0], normal(0, 1), TypeError, "q is a Density and p is not"),
    ],
)
def test_errors(p: Any, q: Any, error: type, message: str) -> None:
    for quantity in (kl_divergence, js_divergence, cross_entropy):
        with pytest.raises(error) as caught:
            quantity(p, q)
        assert re.search(message, str(caught.value)), caught.value


def test_constant_defect_of_symbols_is_named() -> None:
    with pytest.raises(ValueError, match="p sums to 3/2"):
        entropy([a, sp.Rational(3, 2) - a])


@pytest.mark.parametrize(("base", "error"), [(1, ValueError), (HALF, ValueError), (2.0, TypeError)])
def test_bases(base: object, error: type) -> None:
    with pytest.raises(error, match="base is"):
        entropy([HALF, HALF], base=base)


def test_integrand_takes_densities() -> None:
    with pytest.raises(TypeError, match="q is .* takes two kltools.exact.Density"):
        kl_integrand(normal(0, 1), [1, 0])  # type: ignore[arg-type]
