"""Formulas with as many bits as they cancel: what settles, what never rises out of the rounding, what no float holds."""

from __future__ import annotations

import math

import mpmath
import pytest

from kltools.distributions.precision import evaluate_to_double


@pytest.mark.parametrize("x", [0.5, 1e-3, 1e-20, 1e-100, 1e-300])
def test_a_slack_that_cancels_settles_to_its_last_digit(x):
    found = evaluate_to_double(lambda: mpmath.mpf(x) - mpmath.log1p(mpmath.mpf(x)))
    with mpmath.workdps(700):
        exact = mpmath.mpf(x) - mpmath.log1p(mpmath.mpf(x))
    assert found == float(exact)


def test_what_is_0_at_every_precision_is_0():
    assert evaluate_to_double(lambda: mpmath.mpf(0)) == 0.0
    assert evaluate_to_double(lambda: mpmath.log(mpmath.mpf(3)) - mpmath.log(mpmath.mpf(6)) + mpmath.log(2)) == 0.0


def test_a_division_by_what_vanishes_at_few_digits_is_tried_with_more():
    tiny = 1e-300
    found = evaluate_to_double(lambda: 1 / (1 - (1 - mpmath.mpf(tiny))))
    assert found == pytest.approx(1e300, rel=1e-15)


def test_what_no_float_holds_is_infinite():
    assert evaluate_to_double(lambda: mpmath.mpf(10) ** 400) == math.inf
