"""The plug-in estimate: its bias by exact enumeration, and what is refused."""

from __future__ import annotations

import contextlib
import itertools
import math
import warnings
from collections import Counter

import mpmath
import numpy as np
import pytest
from scipy import stats

from kltools.estimators import EstimateWarning, plugin_kl

P, Q = np.array([0.5, 0.3, 0.2]), np.array([0.3, 0.3, 0.4])
TRUTH = float(np.sum(P * np.log(P / Q)))


def all_counts(n, k=3):
    """Every way to share n draws among k outcomes."""
    for bars in itertools.combinations(range(n + k - 1), k - 1):
        yield np.diff([-1, *bars, n + k - 1]) - 1


@contextlib.contextmanager
def sparse():
    """Enumerations pass through samples with few counts, of which the estimate warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimateWarning)
        yield


def exact_mean(n, m, alpha):
    """E of the divergence of the shares, over all counts: E sum p^ log p^ - sum p E log q~."""
    counts = np.array(list(all_counts(n)))
    shares = counts / n
    own = np.sum(
        stats.multinomial.pmf(counts, n, P) * np.sum(np.where(counts, shares * np.log(shares + (counts == 0)), 0), 1)
    )
    if m is None:
        return own - np.sum(P * np.log(Q))
    c = np.arange(m + 1)
    cross = [w * np.sum(stats.binom.pmf(c, m, q) * np.log((c + alpha) / (m + 3 * alpha))) for w, q in zip(P, Q)]
    return own - sum(cross)


def first_order(n, m, alpha):
    total = np.sum(P / Q)
    bias = 2 / (2 * n)
    return bias if m is None else bias + (total - 1) / (2 * m) - alpha * (total - 3) / m


@pytest.mark.parametrize("alpha", [0.2, 0.5, 1.0, None])
def test_what_first_order_leaves_is_of_second_order(alpha):
    left = []
    for n in (50, 100, 200):
        m = None if alpha is None else n
        left.append(abs(exact_mean(n, m, alpha) - TRUTH - first_order(n, m, alpha)))
    assert left[0] < 0.15 * first_order(50, None if alpha is None else 50, alpha)
    assert 3 < left[0] / left[1] < 5.5
    assert 3 < left[1] / left[2] < 5


@pytest.mark.parametrize("alpha", [0.0, 0.2, 0.5, 1.0])
def test_the_bias_at_counts_in_proportion(alpha):
    """At smoothed counts whose shares are p and q, S is exact."""
    m = 1000 - 3 * alpha
    found = plugin_kl(1000 * P, np.round(1000 * Q - alpha), smoothing=alpha)
    assert found.bias == pytest.approx(first_order(1000, m, alpha), rel=1e-2)
    assert found.raw == pytest.approx(TRUTH, rel=1e-2)
    assert found.estimate.value == found.raw - found.bias


def test_at_one_half_the_bias_does_not_depend_on_the_counts_of_q():
    for counts_q in ([5, 20, 75], [80, 12, 8]):
        assert plugin_kl([20, 30, 50], counts_q, smoothing=0.5).bias == pytest.approx(2 / 200 + 2 / 200)
        assert plugin_kl([20, 80, 0], counts_q, smoothing=0.5).bias == pytest.approx(1 / 200 + 2 / 200)


def test_mean_of_the_estimate_over_every_outcome_with_q_known():
    counts = list(all_counts(60))
    with sparse():
        found = [plugin_kl(row, q=Q) for row in counts]
    weights = stats.multinomial.pmf(counts, 60, P)
    raw, corrected = (np.sum(weights * [pick(one) for one in found]) for pick in (_raw, _value))
    assert raw == pytest.approx(exact_mean(60, None, 0), rel=1e-9)
    assert abs(corrected - TRUTH) < abs(raw - TRUTH) / 50


def test_mean_of_the_estimate_over_every_pair_of_outcomes():
    counts = list(all_counts(14))
    with sparse():
        found = [[plugin_kl(a, b, smoothing=0.5) for b in counts] for a in counts]
    weights = np.outer(stats.multinomial.pmf(counts, 14, P), stats.multinomial.pmf(counts, 14, Q))
    raw, corrected = (np.sum(weights * [[pick(one) for one in row] for row in found]) for pick in (_raw, _value))
    assert raw == pytest.approx(exact_mean(14, 14, 0.5), rel=1e-9)
    assert abs(corrected - TRUTH) < abs(raw - TRUTH) / 10


def _raw(found):
    return found.raw


def _value(found):
    return found.estimate.value


def test_value_and_standard_error_at_fifty_digits():
    a, b, alpha = [17, 40, 0, 43], [30, 12, 8, 150], 0.5
    found = plugin_kl(a, b, smoothing=alpha)
    with mpmath.workdps(50):
        p, q = [mpmath.mpf(c) / 100 for c in a], [(mpmath.mpf(c) + 0.5) / 202 for c in b]
        raw = mpmath.fsum(x * mpmath.log(x / y) for x, y in zip(p, q) if x)
        variance = mpmath.fsum(x * (mpmath.log(x / y) - raw) ** 2 for x, y in zip(p, q) if x) / 100
        variance += (mpmath.fsum(x * x / y for x, y in zip(p, q)) - 1) / 200
        variance += (mpmath.mpf(1) / 100 + mpmath.mpf(1) / 200) ** 2
    assert found.raw == pytest.approx(float(raw), rel=1e-13)
    assert found.estimate.standard_error == pytest.approx(float(mpmath.sqrt(variance)), rel=1e-12)
    assert (found.n, found.m) == (100, 200)


def test_counts_in_proportion_to_q_leave_the_second_order():
    found = plugin_kl([30, 30, 40], q=Q)
    assert found.raw == 0
    assert found.estimate.value == pytest.approx(-1 / 100)
    assert found.estimate.standard_error == pytest.approx(1 / 100)
    assert found.m is None


def test_counts_may_be_whole_floats_and_are_not_modified():
    a, b = np.array([10.0, 20.0]), np.array([15, 15])
    assert plugin_kl(a, b) == plugin_kl([10, 20], [15, 15])
    np.testing.assert_array_equal(a, [10, 20])
    np.testing.assert_array_equal(b, [15, 15])


def test_an_outcome_that_neither_sample_has_changes_only_the_smoothing():
    padded, plain = plugin_kl([10, 20, 0], [15, 15, 0]), plugin_kl([10, 20], [15, 15])
    assert padded.estimate.value == pytest.approx(plain.estimate.value, rel=1e-14)
    assert padded.bias == plain.bias
    assert plugin_kl([10, 20, 0], [15, 15, 0], smoothing=0.5) != plugin_kl([10, 20], [15, 15], smoothing=0.5)


def test_a_known_q_of_zero_is_infinite():
    with pytest.warns(EstimateWarning, match=r"q\[2\] is 0, but counts_p\[2\] is 3: D\(p\|\|q\) is infinite"):
        found = plugin_kl([5, 5, 3, 0], q=[0.5, 0.5, 0.0, 0.0])
    assert (found.raw, found.bias, found.estimate.value) == (math.inf, 0.0, math.inf)
    assert math.isnan(found.estimate.standard_error)


def test_sparse_counts_warn():
    with pytest.warns(EstimateWarning, match="2 of the 3 outcomes seen in p have an expected count below 5"):
        plugin_kl([90, 2, 3], q=Q)
    with pytest.warns(EstimateWarning, match="1 of the 3 outcomes seen in p"):
        plugin_kl([90, 20, 30], [100, 2, 50])
    plugin_kl([90, 20, 30, 4], q=[0.25] * 4)
    plugin_kl([90, 20, 30, 0, 0, 0], q=[0.5, 0.1, 0.1, 0.1, 0.1, 0.1])


def test_what_q_never_gave_warns_where_it_matters():
    with pytest.warns(EstimateWarning, match="outcomes never counted in q carry 0.09 of p, and the standard error is"):
        plugin_kl([500, 300, 110, 90], [500, 300, 200, 0], smoothing=0.5)
    found = plugin_kl([400, 300, 293, 7], [600, 300, 100, 0], smoothing=0.5)
    assert 0.1 < 0.007 / found.estimate.standard_error < 0.5


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (([1, -1],), {"q": [0.5, 0.5]}, r"counts_p\[1\] is -1.0, but a count is a whole number"),
        (([1, 2.5],), {"q": [0.5, 0.5]}, r"counts_p\[1\] is 2.5, .*how often each outcome occurred, not its share"),
        (([math.nan, 2],), {"q": [0.5, 0.5]}, r"counts_p\[0\] is nan"),
        (([math.inf, 2],), {"q": [0.5, 0.5]}, r"counts_p\[0\] is inf"),
        (([0, 0],), {"q": [0.5, 0.5]}, "counts_p sums to 0, but an estimate needs at least one observation"),
        (([1, 1], [0, 0]), {"smoothing": 0.5}, "counts_q sums to 0"),
        (([],), {"q": []}, r"counts_p has shape \(0,\)"),
        (([[1, 2]],), {"q": [0.5, 0.5]}, r"counts_p has shape \(1, 2\), but counts have shape \(k,\)"),
        (([1, 2], [1, 2, 3]), {}, r"counts_p has shape \(2,\) but counts_q has \(3,\); give both the same k"),
        (([1, 2],), {"q": [0.5, 0.25, 0.25]}, r"counts_p has shape \(2,\) but q has \(3,\)"),
        (([1, 2],), {"q": [0.5, 0.6]}, "q sums to 1.1"),
        (([1, 2],), {"q": [1.5, -0.5]}, r"q\[1\] is -0.5, but a probability cannot be negative"),
        (([1, 2],), {}, "neither counts_q nor q is given; give counts_q where"),
        (([1, 2], [1, 2]), {"q": [0.5, 0.5]}, "both counts_q and q are given"),
        (([1, 2],), {"q": [0.5, 0.5], "smoothing": 0.5}, "smoothing is 0.5, but a given q has no counts to smooth"),
        (([1, 2], [1, 2]), {"smoothing": -0.5}, "smoothing is -0.5, .* finite, 0 or more; use 0.5"),
        (([1, 2], [1, 2]), {"smoothing": math.inf}, "smoothing is inf"),
        (([1, 2], [1, 2]), {"smoothing": math.nan}, "smoothing is nan"),
        (([1, 2], [1, 0]), {}, r"counts_q\[1\] is 0, but counts_p\[1\] is 2: .* use smoothing=0.5, at which the bias"),
    ],
)
def test_what_is_refused_by_plugin(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        plugin_kl(*arguments, **options)


def test_what_has_the_wrong_type_for_plugin():
    with pytest.raises(TypeError, match="counts_p has dtype bool, but counts are real numbers"):
        plugin_kl([True, False], q=[0.5, 0.5])
    with pytest.raises(TypeError, match="q has dtype <U1, but probabilities are real numbers"):
        plugin_kl([1, 2], q=["a", "b"])
    for smoothing in ("0.5", True, None):
        with pytest.raises(TypeError, match="smoothing is .* use 0.5"):
            plugin_kl([1, 2], [1, 2], smoothing=smoothing)


def test_counts_by_label_in_any_order():
    plain = plugin_kl([30, 0, 70], [40, 5, 55], smoothing=0.5)
    by_name = plugin_kl(Counter(a=30, c=70), {"c": 55, "b": 5, "a": 40}, smoothing=0.5)
    assert by_name.estimate.value == pytest.approx(plain.estimate.value, rel=1e-14)
    assert by_name.bias == pytest.approx(plain.bias, rel=1e-14)
    assert (by_name.n, by_name.m) == (100, 100)
    known = plugin_kl({"c": 70, "a": 30}, q={"a": 0.25, "b": 0.25, "c": 0.5})
    assert known.estimate.value == pytest.approx(plugin_kl([30, 0, 70], q=[0.25, 0.25, 0.5]).estimate.value, rel=1e-14)


def test_messages_name_the_label():
    with pytest.raises(ValueError, match=r"counts_q\['c'\] is 0, but counts_p\['c'\] is 70: .* use smoothing=0.5"):
        plugin_kl(Counter(a=30, c=70), Counter(a=30, b=10))
    with pytest.raises(ValueError, match=r"counts_p\['a'\] is 0.5, but a count is a whole number"):
        plugin_kl({"a": 0.5, "b": 0.5}, {"a": 1, "b": 2})
    with pytest.warns(EstimateWarning, match=r"q\['b'\] is 0, but counts_p\['b'\] is 7"):
        plugin_kl({"a": 9, "b": 7}, q={"a": 1.0})
    with pytest.raises(TypeError, match=r"counts_p holds text, .*; count it, as in collections.Counter\(counts_p\)"):
        plugin_kl(["a", "b", "a"], [1, 2])


@pytest.mark.parametrize("smoothing", [0.5, 1.0])
def test_a_correction_that_exceeds_the_divergence_is_said(smoothing):
    """Zipf's law on 50,000 words against itself with another exponent, 1,000 draws of each: D = 0.04."""
    ranks, rng = np.arange(1, 50_001), np.random.default_rng(7)
    p, q = (ranks**-s / np.sum(ranks**-s) for s in (1.1, 1.2))
    counts = [rng.multinomial(1000, one) for one in (p, q)]
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = plugin_kl(*counts, smoothing=smoothing)
    assert found.bias > found.raw
    exceeds = [str(one.message) for one in said if "exceeds the divergence of the shares" in str(one.message)]
    assert len(exceeds) == 1
    assert "for 50000 outcomes these are too few counts" in exceeds[0]
    assert exceeds[0].endswith("count more draws, or merge rare outcomes")


def test_a_correction_near_the_divergence_is_quiet():
    """Where p is q the two are equal on average, and half of all estimates are below 0."""
    rng = np.random.default_rng(8)
    values = [plugin_kl(*rng.multinomial(1000, [0.25] * 4, 2)).estimate for _ in range(300)]
    assert 100 < sum(one < 0 for one in values) < 220
