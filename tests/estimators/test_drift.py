"""The stability index and its test: the index at 50 digits, false alarms by simulation, what is refused."""

from __future__ import annotations

import math
import warnings
from collections import Counter

import mpmath
import numpy as np
import pytest

from kltools.estimators import EstimateWarning, drift_test, psi

A, B = [17, 40, 3, 40], [30, 12, 8, 150]


def index_at_fifty_digits(first, second, added=0):
    with mpmath.workdps(50):
        p, q = ([mpmath.mpf(c) + added for c in one] for one in (first, second))
        p, q = ([c / mpmath.fsum(one) for c in one] for one in (p, q))
        return float(mpmath.fsum((x - y) * mpmath.log(x / y) for x, y in zip(p, q)))


@pytest.mark.parametrize("added", [0, 0.5, 2])
def test_the_index(added):
    assert psi(A, B, pseudocount=added) == pytest.approx(index_at_fifty_digits(A, B, added), rel=1e-13)
    assert psi(B, A, pseudocount=added) == pytest.approx(psi(A, B, pseudocount=added), rel=1e-13)
    assert psi(A, A, pseudocount=added) == 0.0


def test_shares_give_what_their_counts_do():
    assert psi([0.2, 0.3, 0.5], [0.3, 0.3, 0.4]) == pytest.approx(psi([20, 30, 50], [30, 30, 40]), rel=1e-14)
    by_label = psi({"a": 0.2, "b": 0.8}, {"b": 0.7, "a": 0.3})
    assert by_label == pytest.approx(psi([20, 80], [30, 70]), rel=1e-14)
    with pytest.raises(ValueError, match=r"reference\[0\] is 0.2, but a count is a whole number.*not its share"):
        psi([0.2, 0.0, 0.8], [0.3, 0.3, 0.4])
    with pytest.raises(ValueError, match=r"not its share"):
        drift_test([0.2, 0.8], [0.3, 0.7])


def test_counts_by_label_and_bins_that_both_leave_empty():
    assert psi({"a": 17, "b": 83}, Counter(b=40, a=10)) == psi([17, 83], [10, 40])
    assert psi([17, 0, 83], [10, 0, 40], pseudocount=0.5) == psi([17, 83], [10, 40], pseudocount=0.5)
    assert drift_test([17, 0, 83], [10, 0, 40]).bins == 2


def test_samples_in_bins_of_equal_shares_of_the_reference():
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal(500), rng.standard_normal(300) + 0.5
    edges = np.quantile(x, np.arange(1, 10) / 10)
    counts = [np.histogram(one, [-np.inf, *edges, np.inf])[0] for one in (x, y)]
    assert psi(x, y, bins=10) == pytest.approx(psi(*counts), rel=1e-14)
    assert psi(x, y, bins=[-9, *edges, 9]) == pytest.approx(psi(*counts), rel=1e-14)
    assert psi(x, y, bins=[0.0, *edges, 0.1 + edges[-1]]) == psi(x, y, bins=10) if edges[0] > 0 else True
    assert drift_test(x, y, bins=10).n == 500


def test_the_threshold_of_the_review():
    """10 even bins, 100 a side: 2/100 times 16.919, the 95 % quantile of chi-squared with 9 degrees of freedom."""
    with mpmath.workdps(30):
        quantile = mpmath.findroot(lambda x: mpmath.gammainc(4.5, 0, x / 2, regularized=True) - 0.95, 17)
    found = drift_test([10] * 10, [12, 8] * 5)
    assert found.threshold == pytest.approx(float(quantile) / 50, rel=1e-10)
    assert round(found.threshold, 3) == 0.338
    with mpmath.workdps(30):
        above = mpmath.gammainc(4.5, mpmath.mpf(found.value) * 25, regularized=True)
    assert found.p_value == pytest.approx(float(above), rel=1e-10)
    assert not found.drifted


def alarms(n, m, k, repeats, **options):
    rng, even = np.random.default_rng(2), np.full(k, 1 / k)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EstimateWarning)
        pairs = zip(rng.multinomial(n, even, repeats), rng.multinomial(m, even, repeats))
        found = [drift_test(a, b, **options) for a, b in pairs]
    assert all(one.drifted == (one.p_value < one.level) for one in found if one.null == "chi-squared")
    return float(np.mean([one.drifted for one in found])), float(np.mean([one.value > 0.1 for one in found]))


def test_how_often_the_test_cries_wolf():
    at_100, rule = alarms(100, 100, 10, 1500, pseudocount=0.5)
    assert 0.025 < at_100 < 0.055
    assert rule > 0.7  # the rule of thumb that knows no n
    assert 0.07 < alarms(1000, 500, 10, 1000, level=0.1)[0] < 0.13


def test_how_often_a_permutation_cries_wolf_in_small_samples():
    share, _ = alarms(30, 20, 5, 300, pseudocount=0.5, resamples=100)
    assert 0.02 < share < 0.08


def test_the_permutation_and_chi_squared_agree_in_large_samples():
    found = [drift_test([400, 300, 300], [350, 310, 340], resamples=times) for times in (0, 4000)]
    assert found[0].value == found[1].value
    assert found[1].threshold == pytest.approx(found[0].threshold, rel=0.1)
    assert found[1].p_value == pytest.approx(found[0].p_value, abs=0.02)
    assert (found[0].null, found[1].null) == ("chi-squared", "permutation")


def test_a_bootstrap_agrees_with_chi_squared_and_draws_from_both_together():
    samples = [400, 300, 300], [350, 310, 340]
    chi, drawn = drift_test(*samples), drift_test(*samples, resamples=4000, bootstrap=True)
    assert (drawn.null, drawn.value) == ("bootstrap", chi.value)
    assert drawn.threshold == pytest.approx(chi.threshold, rel=0.1)
    assert drawn.p_value == pytest.approx(chi.p_value, abs=0.02)
    assert drawn != drift_test(*samples, resamples=4000)
    assert drift_test([200, 300, 500], [300, 300, 400], resamples=300, bootstrap=True).p_value == pytest.approx(1 / 301)
    with pytest.raises(ValueError, match="bootstrap is True, but resamples is 0; say how often"):
        drift_test(*samples, bootstrap=True)
    with pytest.raises(TypeError, match="bootstrap is 'yes', but it is True or False"):
        drift_test(*samples, resamples=10, bootstrap="yes")


def test_a_drift_is_found_and_one_seed_gives_one_answer():
    first, second = [200, 300, 500], [300, 300, 400]
    assert drift_test(first, second).drifted
    assert drift_test(first, second, resamples=300).p_value == pytest.approx(1 / 301)
    assert drift_test(first, second, resamples=300) == drift_test(first, second, resamples=300, rng=0)
    assert drift_test(first, second, resamples=300, rng=np.random.default_rng(0)) == drift_test(
        first, second, resamples=300
    )


def test_in_huge_samples_what_is_significant_is_small():
    found = drift_test([250_000, 250_000], [251_000, 249_000])
    assert found.drifted
    assert found.value < 1e-4


def test_what_it_prints():
    text = str(drift_test([20, 30, 50], [30, 30, 40]))
    assert text.startswith("PSI 0.0629, threshold 0.12 at level 0.05: no more than chance explains (p = 0.21;")
    assert "more than chance explains" in str(drift_test([200, 300, 500], [300, 300, 400]))


def test_small_expected_counts_warn():
    with pytest.warns(EstimateWarning, match="a bin has an expected count of 2.5: .*; give resamples=2000, or merge"):
        drift_test([50, 47, 3], [60, 38, 2])
    drift_test([50, 47, 3], [60, 38, 2], resamples=50)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ([1, 0, 3], [1, 2, 3]),
            {},
            r"reference\[1\] is 0: .* infinite; merge it with a neighbour, or add pseudocount=0.5",
        ),
        (({"a": 1, "b": 2}, {"a": 3}), {}, r"current\['b'\] is 0: "),
        (([1, 2], [1, 2, 3]), {}, "reference has 2 bins but current has 3; count both in the same bins"),
        (([0.2, 0.9], [0.5, 0.5]), {}, r"reference\[0\] is 0.2, but a count is a whole number"),
        (([5, 0], [3, 0]), {}, "fill one bin alone, which cannot drift; use more bins"),
        (([1, 2], [2, 1]), {"pseudocount": -1}, "pseudocount is -1.0, .*; use 0.5"),
        (([1.0, 2.0, 3.0, 4.0], [1.0, 2.0]), {"bins": 1}, "bins is 1, but the number of bins is whole, 2 or more"),
        (([1.0, 1.0, 1.0, 2.0], [1.0, 2.0]), {"bins": 3}, "bins is 3, but so many quantiles of reference coincide"),
        (([1.0, 2.0, 3.0], [1.0, math.nan]), {"bins": 2}, r"current\[1\] is nan, but a sample must be finite"),
        (
            ([1.0, 2.0, 3.0], [1.0, 2.0]),
            {"bins": [0, 2, 1]},
            "bins are edges, but not three or more in increasing order",
        ),
    ],
)
def test_what_is_refused_by_psi(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        psi(*arguments, **options)


def test_what_is_refused_by_the_drift_test():
    for level in (0, 1, 5):
        with pytest.raises(ValueError, match="level is .* between 0 and 1; use 0.05"):
            drift_test(A, B, level=level)
    with pytest.raises(ValueError, match="resamples is -1, .*; give 0 or an integer such as 2000"):
        drift_test(A, B, resamples=-1)
    with pytest.raises(TypeError, match="resamples is 2.5, .*; give an integer such as 2000"):
        drift_test(A, B, resamples=2.5)
