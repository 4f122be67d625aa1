"""The faster forms of the sums of D and of the Jensen-Shannon divergence, against the one formula of their terms."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from kltools import js_divergence_of
from kltools.pmfs.pairs import LogPair, ProbabilityPair
from kltools.pmfs.summation.blocks import BLOCK, borrowed, exact_sum
from kltools.pmfs.summation.js_strategies import JsBlocks, JsRows, js_of_one, js_of_short
from kltools.pmfs.summation.kl_strategies import KlBlocks, KlRows, kl_of_short, log1p_remainder, slack_of_one
from kltools.pmfs.terms import js_terms, slack_terms

FORMS = {
    "D": (slack_terms, slack_of_one, kl_of_short, KlBlocks(), KlRows()),
    "JSD": (js_terms, js_of_one, js_of_short, JsBlocks(), JsRows()),
}
ENTRIES = [0.0, 5e-324, 1e-310, 1e-200, 1e-20, 0.1, 0.1 * (1 + 1e-9), 0.11, 0.15, 0.2, 0.4, 0.9, 1.0]


def spread(step: float, n: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    """p, and q at ratios that spread by a step in their logarithm."""
    rng = np.random.default_rng(7)
    p = rng.dirichlet(np.ones(n))
    q = p * np.exp(step * rng.normal(size=n))
    return p, q / q.sum()


@pytest.mark.parametrize("terms, of_one, of_short", [form[:3] for form in FORMS.values()], ids=FORMS)
@np.errstate(all="ignore")
def test_short_pmfs_are_summed_by_the_same_formula(terms, of_one, of_short):
    pairs = np.array(list(itertools.product(ENTRIES, ENTRIES)))
    expected = terms(ProbabilityPair(*pairs.T.copy()))
    found = [of_one(p, q) for p, q in pairs.tolist()]
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    finite = np.isfinite(expected)
    assert of_short(*pairs[finite].T.tolist()) == pytest.approx(math.fsum(expected[finite]), rel=1e-15)


@pytest.mark.parametrize("terms, blocks", [(form[0], form[3]) for form in FORMS.values()], ids=FORMS)
@pytest.mark.parametrize("step", [1e-7, 0.01, 0.1, 0.2, 0.4, 0.8, 1.5, 4.0])
@np.errstate(all="ignore")
def test_a_block_is_summed_to_the_digits_of_the_formula_or_declined(terms, blocks, step):
    p, q = spread(step)
    exact = math.fsum(terms(ProbabilityPair(p, q)))
    found = [way(p, q, p.sum(), q.sum()) for way in (blocks.far, blocks.close)]
    for value in found:
        assert value is None or value == pytest.approx(exact, rel=2e-14)
    for far_first in (True, False):
        tried = zip((far_first, not far_first), found if far_first else found[::-1])
        served = [(value, is_far) for is_far, value in tried if value is not None]
        # the first that does not decline is what the next block begins with
        expected = served[0] if served else (None, far_first)
        assert blocks.fast(p, q, p.sum(), q.sum(), far_first=far_first) == expected
    assert blocks.term_by_term(p, q) == pytest.approx(exact, rel=2e-14)


@pytest.mark.parametrize("blocks", [form[3] for form in FORMS.values()], ids=FORMS)
@pytest.mark.parametrize("step", [1e-7, 0.4, 1.5])
@pytest.mark.parametrize("bad", [-1e-3, -5e-324, math.nan])
@pytest.mark.parametrize("p_too", [False, True])
@np.errstate(all="ignore")
def test_a_block_with_a_negative_q_is_declined(blocks, step, bad, p_too):
    """No pass over q looks for it where p is not 0: its logarithm, or its e, tells."""
    p, q = spread(step)
    q[1234] = bad
    p[1234] = 0.0 if p_too else p[1234]
    assert blocks.far(p, q, 1.0, 1.0) is None and blocks.close(p, q, 1.0, 1.0) is None


@pytest.mark.parametrize("terms, rows", [(form[0], form[4]) for form in FORMS.values()], ids=FORMS)
@np.errstate(all="ignore")
def test_rows_are_summed_to_the_digits_of_the_formula_or_told(terms, rows):
    pairs = [spread(step, 300) for step in (1e-7, 1.0, 2.0, 1e-3, 3.0, 4.0)]
    p, q = (np.array(side) for side in zip(*pairs))
    exact = [math.fsum(terms(ProbabilityPair(*pair))) for pair in pairs]
    sums, unsure, _ = rows.sum(p, q, far_first=True)
    assert unsure is not None and unsure.tolist() == [True, False, False, True, False, False]
    np.testing.assert_allclose(sums[~unsure], np.array(exact)[~unsure], rtol=2e-14)
    np.testing.assert_allclose(rows.sum(p, q, far_first=False)[0], exact, rtol=2e-14)


@pytest.mark.parametrize("terms", [slack_terms, js_terms])
@np.errstate(all="ignore")
def test_the_formula_is_one_for_probabilities_and_for_their_logarithms(terms):
    logs = np.array(list(itertools.product([-math.inf, -40.0, -1.0, -1.2, -1.0 - 1e-3, -0.3, 0.0], repeat=2)))
    p, q = np.exp(logs).T.copy()
    found = terms(LogPair(*logs.T.copy()))
    np.testing.assert_allclose(found, terms(ProbabilityPair(p, q)), rtol=5e-13)


def test_the_remainder_of_the_logarithm_keeps_its_digits():
    import mpmath

    for d in (1e-100, 1e-12, -1e-8, 1e-3, -0.3, 0.5, 0.7, -0.5, -0.999, 20.0):
        with mpmath.workdps(250):
            exact = mpmath.mpf(d) - mpmath.log1p(d)
        assert log1p_remainder(d) == pytest.approx(float(exact), rel=5e-16)


def test_a_weight_below_the_rounding_of_the_others():
    """The weights sum to 1 + 1e-17, so D of the second PMF from m is 1e-17 and not 0."""
    value = js_divergence_of([[1.0, 0.0], [0.0, 1.0]], [1e-17, 1.0])
    assert value == pytest.approx(1e-17 * (17 * math.log(10) + 1), rel=1e-14)


def test_borrowed_arrays_belong_to_one_borrower():
    with borrowed(2, (3, 4)) as (one, other):
        with borrowed(2, (BLOCK,)) as (third, fourth):
            arrays = [one, other, third, fourth]
            assert not any(np.shares_memory(a, b) for a, b in itertools.combinations(arrays, 2))
        with borrowed(1, (5,)) as (again,):
            assert np.shares_memory(again, third) or np.shares_memory(again, fourth)
    with borrowed(1, (2, BLOCK)) as (large,):
        assert large.shape == (2, BLOCK)


def test_an_array_comes_back_from_a_body_that_raises():
    with pytest.raises(ZeroDivisionError), borrowed(1, (7,)) as (one,):
        raise ZeroDivisionError
    with borrowed(1, (7,)) as (other,):
        assert np.shares_memory(one, other)


def test_a_sum_of_parts_beyond_doubles_is_infinite():
    assert exact_sum([1e308, 1e308]) == math.inf and exact_sum([-1e308, -1e308, -1e308]) == -math.inf
    assert math.isnan(exact_sum([math.inf, -math.inf])) and exact_sum([0.1] * 10) == 1.0
