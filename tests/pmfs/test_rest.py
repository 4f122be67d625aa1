"""What truncated PMFs lack, as an outcome of its own."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pandas as pd
import pytest

import kltools
from kltools import shared_with_rest, with_rest


def test_the_rest_is_what_is_missing() -> None:
    assert with_rest([0.5, 0.25]).tolist() == [0.5, 0.25, 0.25]
    assert with_rest([Fraction(1, 2)]).tolist() == [0.5, 0.5]
    assert with_rest([0.5, 0.5]).tolist() == [0.5, 0.5, 0.0]
    batch = np.array([[0.5, 0.25], [0.125, 0.125]])
    assert np.array_equal(with_rest(batch), [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
    assert np.array_equal(with_rest(batch.T, axis=0), with_rest(batch).T)
    assert with_rest({"the": 0.5, "a": 0.25}) == {"the": 0.5, "a": 0.25, "rest": 0.25}
    assert with_rest({"rest": 0.5}, rest="others") == {"rest": 0.5, "others": 0.5}
    series = with_rest(pd.Series([0.5, 0.25], index=["the", "a"]))
    assert series.to_dict() == {"the": 0.5, "a": 0.25, "rest": 0.25}
    frame = with_rest(pd.DataFrame(batch, columns=["the", "a"]))
    assert list(frame.columns) == ["the", "a", "rest"] and np.array_equal(frame, with_rest(batch))


@pytest.mark.parametrize(
    "logs", [[-0.5, -2.0], [-1e-20], [-1e-12, -40.0], [-1e-9, -1e3], [-1e4, -2e4], [0.0, -math.inf]]
)
def test_the_rest_of_logarithms_keeps_its_digits(logs: list[float]) -> None:
    found = with_rest(logs, log=True)
    with mpmath.workdps(60):
        missing = 1 - mpmath.fsum(mpmath.exp(one) for one in logs)
        expected = float(mpmath.log(missing)) if missing > 0 else -math.inf
    assert found[:-1].tolist() == logs
    assert found[-1] == pytest.approx(expected, rel=1e-12, abs=1e-16)


def test_merged_outcomes_bound_the_divergence_from_below() -> None:
    rng = np.random.default_rng(5)
    for _ in range(20):
        p, q = (dict(enumerate(map(float, rng.dirichlet(np.full(50, 0.3))))) for _ in range(2))
        whole, last = kltools.kl_divergence(p, q), 0.0
        order_p, order_q = (sorted(one, key=one.__getitem__, reverse=True) for one in (p, q))
        for k in (1, 5, 20, 50):
            top_p, top_q = {label: p[label] for label in order_p[:k]}, {label: q[label] for label in order_q[:k]}
            bound = kltools.kl_divergence(*shared_with_rest(top_p, top_q))
            assert last * (1 - 1e-12) <= bound <= whole * (1 + 1e-12)
            last = bound
            logs = [{label: math.log(share) for label, share in top.items()} for top in (top_p, top_q)]
            in_logs = kltools.kl_divergence(*shared_with_rest(*logs, log=True), log=True)
            assert in_logs == pytest.approx(bound, rel=1e-9, abs=1e-14)
        assert last == pytest.approx(whole, rel=1e-12)


def test_lists_that_share_nothing_say_nothing() -> None:
    p, q = shared_with_rest({"a": 0.5}, {"b": 0.75})
    assert p == q == {"rest": 1.0} and kltools.kl_divergence(p, q) == 0.0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: with_rest([0.5, 0.6]), ValueError, r"^p sums to 1\.1, which leaves nothing for the rest; give"),
        (lambda: with_rest([[0.5, 0.5], [0.5, 0.6]]), ValueError, r"^p sums to 1\.1 at index \(1,\) of the other axes"),
        (lambda: with_rest([0.0, -0.1], log=True), ValueError, r"^exp\(p\) sums to 1\.9.*leaves nothing.*; give"),
        (lambda: with_rest([0.5, -0.1]), ValueError, r"^p\[1\] is -0\.1, but a probability cannot be negative; check"),
        (lambda: with_rest({"a": math.nan}), ValueError, r"^p\['a'\] is nan, .*; check"),
        (lambda: with_rest([0.5, 0.5 + 1e-6]), ValueError, r"^p sums to 1\.000001.*, or a tolerance"),
        (lambda: with_rest({"rest": 0.5}), ValueError, r"^p has the label 'rest' already; name .* with rest="),
        (
            lambda: shared_with_rest({"rest": 0.5}, {"rest": 0.5}),
            ValueError,
            r"^p and q have the label 'rest' already; ",
        ),
        (lambda: with_rest(["a"]), TypeError, r"^p has dtype <U1"),
        (lambda: with_rest([0.5], tolerance=2), ValueError, r"^tolerance is 2\.0"),
        (lambda: shared_with_rest([0.5], {"a": 0.5}), TypeError, r"^p is a list, .*; give a dict"),
        (lambda: shared_with_rest({"a": 0.5}, np.ones(1)), TypeError, r"^q is a ndarray, .*; give a dict"),
        (lambda: shared_with_rest({1: 0.5}, {"1": 0.5}), ValueError, r"^p has the label 1 of type int, q has '1'"),
        (lambda: shared_with_rest({"a": 0.5, "b": 0.7}, {"a": 0.5}), ValueError, r"^p sums to 1\.2, which leaves"),
        (lambda: shared_with_rest({"a": 0.5}, {"a": 0.5, "b": 0.7}), ValueError, r"^q sums to 1\.2, which leaves"),
        (
            lambda: shared_with_rest(pd.DataFrame({"a": [0.5]}), {"a": 0.5}),
            ValueError,
            r"^p has shape \(1, 1\), but it lists outcomes along one axis; pass one row at a time",
        ),
    ],
)
def test_what_has_no_rest_is_named(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_a_sum_above_1_by_rounding_is_let_pass_where_that_is_said() -> None:
    assert with_rest([0.5, 0.5 + 1e-6], tolerance=1e-5).tolist() == [0.5, 0.5 + 1e-6, 0.0]
    assert with_rest(np.array([0.5, 0.500001], dtype=np.float32))[-1] == 0.0
