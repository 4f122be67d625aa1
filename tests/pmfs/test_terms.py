"""The logarithm of a ratio and the slack at the edges of floats, entry by entry; and terms in units of a base."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kltools.pmfs.kullback_leibler import kl_slack, kl_terms
from kltools.pmfs.pairs import ProbabilityPair
from kltools.pmfs.terms import slack_terms

INF = math.inf
P, Q = [0.5, 0.25, 0.25], [0.125, 0.25, 0.625]


def logs(p, q):
    with np.errstate(all="ignore"):
        return ProbabilityPair(np.array(p, dtype=float), np.array(q, dtype=float)).log_p_over_q()


def test_a_ratio_of_zeros():
    np.testing.assert_array_equal(logs([0, 0, 1, 5e-324], [0, 1, 0, 0]), [0, -INF, INF, INF])


def test_a_ratio_of_small_numbers_keeps_its_digits():
    small = logs([1e-300, 4e-300, 1e-308], [4e-300, 1e-300, 8e-308])
    np.testing.assert_allclose(small, [-math.log(4), math.log(4), -math.log(8)], rtol=5e-16)


def test_a_ratio_beyond_the_range_of_doubles():
    found = logs([1.0, 5e-324, 1e-320], [5e-324, 1.0, 0.5])
    expected = [-math.log(5e-324), math.log(5e-324), math.log(1e-320) - math.log(0.5)]
    np.testing.assert_allclose(found, expected, rtol=5e-16)


@pytest.mark.parametrize("base", [2, 10, math.e])
@pytest.mark.parametrize("function", [kl_terms, kl_slack])
def test_terms_are_in_units_of_the_base(function, base):
    np.testing.assert_allclose(function(P, Q, base=base), function(P, Q) / math.log(base), rtol=1e-15)


def test_no_term_is_minus_zero():
    assert not np.signbit(kl_terms(P, P)).any()


def test_no_pmfs_have_no_terms():
    for function in (kl_terms, kl_slack):
        assert function(np.empty((0, 3)), P).shape == (0, 3)
    assert slack_terms(ProbabilityPair(np.empty(0), np.empty(0))).shape == (0,)
