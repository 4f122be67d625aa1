"""What an estimate says of itself."""

from __future__ import annotations

import copy
import json
import math
import pickle
import statistics

import mpmath
import numpy as np
import pytest

from kltools.estimators import Estimate, EstimateWarning


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_interval_holds_the_normal_share(level):
    low, high = Estimate(2.0, 0.25).interval(level)
    share = mpmath.ncdf((high - 2) / 0.25) - mpmath.ncdf((low - 2) / 0.25)
    assert float(share) == pytest.approx(level, rel=1e-12)
    assert (low + high) / 2 == pytest.approx(2.0)


@pytest.mark.parametrize("level", [0, 1, 95, -0.1, math.nan])
def test_levels_outside_0_and_1(level):
    with pytest.raises(ValueError, match=r"level is .* between 0 and 1; use 0.95"):
        Estimate(1.0, 0.1).interval(level)


@pytest.mark.parametrize("level", ["95", True, None])
def test_levels_that_are_no_numbers(level):
    with pytest.raises(TypeError, match="level is .* use 0.95 for 95 %"):
        Estimate(1.0, 0.1).interval(level)


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (0.12345, 0.0114, "0.123 ± 0.011 nats"),
        (12.3456, 0.5, "12.35 ± 0.50 nats"),
        (1234.5, 100.0, "1234 ± 1e+02 nats"),
        (1.5e-12, 2e-13, "1.5e-12 ± 2e-13 nats"),
        (0.25, 0.0, "0.25 ± 0 nats"),
        (math.inf, math.nan, "inf ± nan nats"),
    ],
)
def test_text(value, error, text):
    assert str(Estimate(value, error)) == text
    assert repr(Estimate(value, error)) == f"Estimate({text})"


def test_no_interval_where_there_is_no_standard_error():
    assert all(math.isnan(end) for end in Estimate(math.inf, math.nan).interval())


def test_estimates_are_frozen_and_the_warning_is_a_user_warning():
    with pytest.raises(AttributeError):
        Estimate(1.0, 0.1).value = 2.0
    assert issubclass(EstimateWarning, UserWarning)


NUMBER = Estimate(0.1312, 0.0114)


def test_an_estimate_is_a_number_wherever_numbers_are_taken():
    assert type(float(NUMBER)) is float
    assert float(NUMBER) == NUMBER.value == 0.1312
    assert (f"{NUMBER:.3f}", f"{NUMBER}") == ("0.131", "0.131 ± 0.011 nats")
    assert math.isclose(NUMBER, 0.1312)
    assert round(NUMBER, 2) == 0.13
    assert json.loads(json.dumps({"kl": NUMBER})) == {"kl": 0.1312}
    assert np.asarray(NUMBER).dtype == np.asarray([NUMBER, NUMBER]).dtype == np.float64
    assert np.mean([NUMBER, Estimate(0.1, 0.2)]) == pytest.approx(0.1156)
    assert statistics.fmean([NUMBER, 0.0]) == pytest.approx(0.0656)
    assert pytest.approx(0.1312) == NUMBER


def test_arithmetic_is_that_of_the_value_and_has_no_error():
    for result in (
        NUMBER - 0.1,
        0.1 - NUMBER,
        2 * NUMBER,
        NUMBER / 2,
        -NUMBER,
        abs(NUMBER),
        NUMBER + NUMBER,
        NUMBER**2,
    ):
        assert type(result) is float
    assert NUMBER - 0.1 == 0.1312 - 0.1
    assert np.float64(1.0) - NUMBER == 1.0 - 0.1312


def test_order_and_equality():
    assert 0.1 < NUMBER < 0.2
    assert sorted([NUMBER, 0.5, Estimate(0.01, 3.0)]) == [Estimate(0.01, 3.0), NUMBER, 0.5]
    assert NUMBER == 0.1312
    assert NUMBER != Estimate(0.1312, 0.5)
    assert 0.1312 == NUMBER == Estimate(0.1312, 0.0114)
    assert NUMBER != Estimate(0.1312, 0.0114, 9)
    assert len({NUMBER, 0.1312, Estimate(0.1312, 0.0114)}) == 1
    assert math.isinf(Estimate(math.inf, math.nan))


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_copies_are_the_same_estimate(again):
    for one in (NUMBER, Estimate(2.0, 0.1, 7)):
        assert again(one) == one
        assert again(one).interval() == one.interval()


def test_few_groups_have_wider_intervals_by_students_t():
    low, high = Estimate(1.0, 0.1, 4).interval()
    with mpmath.workdps(30):
        x = mpmath.mpf(4) / (4 + ((high - 1) / mpmath.mpf("0.1")) ** 2)
        outside = mpmath.betainc(2, 0.5, 0, x, regularized=True)
    assert float(outside) == pytest.approx(0.05, rel=1e-10)
    assert (low + high) / 2 == pytest.approx(1.0)
