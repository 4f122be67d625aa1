"""A float's bound on its own rounding is never below the error, and the bits that it asks for are enough."""

import math
from itertools import pairwise

import mpmath as mp
import numpy as np
import pytest
import sympy as sp
from scipy import stats

from kltools import kl_divergence
from kltools.distributions import running_error
from kltools.distributions.closed_form_pair import closed_form_pairs
from kltools.distributions.running_error import Rounded, compiled, in_floats

PAIRS = [
    pair
    for pair in closed_form_pairs()
    if pair.expression != sp.oo and not pair.expression.has(sp.MatrixSymbol) and pair._compiled.rounded is not None
]


def drawn(name: str, rng: np.random.Generator) -> float:
    """A parameter of this name, over four orders of magnitude where it is positive."""
    if name == "loc":
        return float(rng.normal(0, 2))
    if name == "p":
        return float(rng.uniform())
    return float(rng.integers(1, 50)) if name == "n" else float(10 ** rng.uniform(-2, 2))


def error(rounded: Rounded, exact) -> mp.mpf:
    return abs(mp.mpf(rounded.value) - exact)


def test_there_are_pairs_to_try():
    assert {"norm", "gamma", "beta", "weibull_min", "poisson"} <= {pair.p_name for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.p_name}-{pair.q_name}-{pair.condition}")
def test_no_formula_is_further_off_than_its_bound(pair):
    rng = np.random.default_rng(20)
    places, function, rounded, enough, _ = pair._compiled
    for _ in range(25):
        values = [drawn(name, rng) for _, name in places]
        try:
            found = rounded(*map(Rounded, values))
        except (ArithmeticError, ValueError):
            continue
        if not isinstance(found, Rounded):
            continue
        with mp.workprec(400):
            exact = function(*map(mp.mpf, values))
            assert error(found, exact) <= found.error
        in_doubles, bits = in_floats(rounded, values, enough, 60)
        assert in_doubles is None or abs(in_doubles - exact) <= min(enough, 1e-14) * exact
        if bits is not None:
            with mp.workprec(bits):
                value = function(*map(mp.mpf, values))
            assert abs(value - exact) <= exact * mp.mpf(2) ** -59


@pytest.mark.parametrize(
    "function, exact",
    [
        (running_error.log, mp.log),
        (running_error.exp, mp.exp),
        (running_error.sqrt, mp.sqrt),
        (running_error.FUNCTIONS["lgamma"], mp.loggamma),
        (running_error.FUNCTIONS["gamma"], mp.gamma),
        (lambda x: running_error.FUNCTIONS["polygamma"](0, x), mp.digamma),
    ],
)
def test_a_function_of_a_rounded_number_bounds_what_it_inherits(function, exact):
    rng = np.random.default_rng(21)
    for x in (*10 ** rng.uniform(-3, 2, 60), *rng.uniform(0.9, 2.1, 60)):
        x = float(x)
        for share in (0.0, 1e-15, 1e-9):
            with mp.workprec(300):
                truth = exact(mp.mpf(x) * (1 + mp.mpf(share)))
                assert error(function(Rounded(x, share * x)), truth) <= function(Rounded(x, share * x)).error


def test_each_operation_bounds_its_rounding():
    rng = np.random.default_rng(22)
    for one, two in pairwise(rng.normal(size=200)):
        x, y = Rounded(float(one)), Rounded(float(two))
        with mp.workprec(300):
            a, b = mp.mpf(x.value), mp.mpf(y.value)
            for found, exact in (
                (x + y, a + b),
                (x - y, a - b),
                (x * y, a * b),
                (x / y, a / b),
                (1 - x, 1 - a),
                (2.5 / y, mp.mpf(2.5) / b),
                (x**2, a**2),
                (abs(x) ** 1.5, abs(a) ** mp.mpf(1.5)),
                (-x, -a),
            ):
                assert error(found, exact) <= found.error


@pytest.mark.parametrize(
    "formula, values",
    [
        (lambda x, y: x * y, [1e-200, 1e-200]),  # underflows
        (lambda x, y: x / y, [1e200, 1e-200]),  # overflows
        (lambda x, y: x / y, [1.0, 0.0]),
        (lambda x, y: running_error.log(x - y), [1.0, 1.0]),
        (lambda x, y: running_error.exp(x * y), [800.0, 1.0]),
        (lambda x, y: running_error.sqrt(x - y), [1.0, 2.0]),
        (lambda x, y: x**y, [1.0, 2.0]),  # a power that is itself a parameter
        (lambda x, y: (x + y) - x, [1.0, 1e-16]),  # cancels altogether
        (lambda x, y: running_error.FUNCTIONS["polygamma"](1, x), [1.0, 1.0]),
        (lambda x, y: running_error.FUNCTIONS["lgamma"]((x + y) - x), [1.0, 1e-12]),
        (lambda x, y: running_error.FUNCTIONS["lgamma"](x), [1e300, 1.0]),
        (lambda x, y: x - y, [1.0, 2.0]),  # no divergence is negative
    ],
)
def test_what_cannot_be_bounded_is_left_to_trying(formula, values):
    assert in_floats(formula, values, 1e-15, 60) == (None, None)


def test_a_formula_with_other_functions_is_not_compiled():
    x = sp.Symbol("x", positive=True)
    assert compiled([x], sp.besseli(0, x)) is None
    assert compiled([x], sp.Piecewise((x, x > 1), (1, True))) is None
    assert compiled([x], sp.log(x)) is not None


def test_a_number_in_a_formula_may_have_been_rounded():
    assert running_error.lift(3).error == 0 < running_error.lift(1 / 3).error


def test_what_cancels_takes_more_bits():
    asked = [in_floats(lambda x, y: running_error.log(x / y), [1.0 + 2.0**-k, 1.0], 0, 60)[1] for k in (1, 11, 21, 31)]
    assert np.diff(asked).tolist() == pytest.approx([10, 10, 10], abs=1)


@pytest.mark.parametrize("step", [1.0, 1e-3, 1e-7, 1e-12])
def test_every_digit_is_right_where_digits_cancel(step):
    p, q = stats.norm(0, 1), stats.norm(step, 1)
    assert math.isclose(kl_divergence(p, q), step**2 / 2, rel_tol=3e-16)


def test_floats_are_taken_where_they_are_right_to_nine_units_in_the_last_place():
    halves = [2.0, 1.0]
    value, _ = in_floats(lambda x, y: running_error.log(x / y), halves, 1e-15, 60)
    assert value == math.log(2)
    assert in_floats(lambda x, y: running_error.log(x / y), halves, 1e-17, 60)[0] is None
