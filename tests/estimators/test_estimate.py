"""What an estimate says of itself."""

from __future__ import annotations

import math

import mpmath
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
