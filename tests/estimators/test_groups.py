"""Samples in groups: sequences of tokens, masks, and how often intervals by group cover."""

from __future__ import annotations

import math
import warnings

import mpmath
import numpy as np
import pytest
from scipy import stats

from kltools import kl_divergence
from kltools.estimators import EstimateWarning, monte_carlo_kl

RNG = np.random.default_rng(1)
LOG_P = RNG.normal(-2, 0.3, (6, 5))
LOG_Q = LOG_P + RNG.normal(-0.05, 0.2, (6, 5))
MASK = np.arange(5) < np.array([5, 3, 5, 1, 4, 0])[:, None]


def test_rows_are_groups_and_so_are_labels_however_they_are_given():
    found = monte_carlo_kl(LOG_P, LOG_Q)
    labels = np.array(list("abcdef"))
    assert found.groups == 6
    for groups in (labels, labels[:, None], np.repeat(labels, 5).reshape(6, 5)):
        assert monte_carlo_kl(LOG_P, LOG_Q, groups=groups) == found
    flat = monte_carlo_kl(LOG_P.ravel(), LOG_Q.ravel(), groups=np.repeat(labels, 5))
    assert flat == found
    assert monte_carlo_kl(LOG_P.reshape(6, 5, 1), LOG_Q.reshape(6, 5, 1)) == found


def test_each_entry_a_group_of_its_own_is_no_groups():
    alone = monte_carlo_kl(LOG_P, LOG_Q, groups=np.arange(30).reshape(6, 5)).k1
    plain = monte_carlo_kl(LOG_P.ravel(), LOG_Q.ravel()).k1
    assert alone.value == pytest.approx(plain.value, rel=1e-14)
    assert alone.standard_error == pytest.approx(plain.standard_error, rel=1e-12)
    assert (alone.degrees_of_freedom, plain.degrees_of_freedom) == (29, math.inf)


@pytest.mark.parametrize("per", ["sample", "group"])
def test_value_and_error_at_fifty_digits(per):
    found = monte_carlo_kl(LOG_P, LOG_Q, where=MASK, per=per)
    with mpmath.workdps(50):
        for estimate, term in ((found.k1, lambda r: -r), (found.k3, lambda r: mpmath.expm1(r) - r)):
            ratios = [
                [mpmath.mpf(float(b - a)) for a, b in zip(p[m], q[m])] for p, q, m in zip(LOG_P, LOG_Q, MASK) if m.any()
            ]
            sums, sizes = [mpmath.fsum(map(term, row)) for row in ratios], [len(row) for row in ratios]
            parts = len(sums) if per == "group" else sum(sizes)
            mean = mpmath.fsum(sums) / parts
            off = [s - (mean if per == "group" else mean * size) for s, size in zip(sums, sizes)]
            error = mpmath.sqrt(mpmath.mpf(5) / 4 * mpmath.fsum([one**2 for one in off])) / parts
            assert estimate.value == pytest.approx(float(mean), rel=1e-12)
            assert estimate.standard_error == pytest.approx(float(error), rel=1e-12)
            assert estimate.degrees_of_freedom == 4
    assert (found.n, found.groups) == (18, 5)


@pytest.mark.parametrize("padding", [0.0, math.nan, math.inf, -math.inf, -1e308])
def test_padding_counts_for_nothing(padding):
    padded_p, padded_q = (np.where(MASK, logs, padding) for logs in (LOG_P, LOG_Q))
    found = monte_carlo_kl(padded_p, padded_q, where=MASK)
    kept = MASK.any(axis=1)
    rows = np.nonzero(MASK)[0]
    assert found == monte_carlo_kl(LOG_P[MASK], LOG_Q[MASK], groups=rows)
    assert found.k1.value == pytest.approx(np.mean((LOG_P - LOG_Q)[MASK]), rel=1e-13)
    assert found == monte_carlo_kl(padded_p[kept], padded_q[kept], where=MASK[kept])


def test_a_mask_of_one_axis_counts_as_leaving_out():
    keep = np.array([True, False, True, True])
    given = monte_carlo_kl([-1.0, math.nan, -2.0, -1.5], [-1.1, 7.0, -2.0, -1.2], where=keep)
    assert given == monte_carlo_kl([-1.0, -2.0, -1.5], [-1.1, -2.0, -1.2])
    assert monte_carlo_kl(stats.norm.logpdf, stats.norm(0.1).logpdf, [0.0, 1.0, 2.0, 0.5], where=keep).n == 3


def responses(rng, count, length, spread):
    """Log ratios of responses of which each has its own shift of N(0, 1) by theta: D a token is E theta^2/2."""
    theta = 0.1 + spread * rng.standard_normal((count, 1))
    return -theta * rng.standard_normal((count, length)) - theta**2 / 2, (0.1**2 + spread**2) / 2


@pytest.mark.parametrize("count", [8, 32])
def test_intervals_by_group_cover_where_those_by_token_do_not(count):
    """With few groups, by Student's t."""
    rng, held = np.random.default_rng(2), []
    for _ in range(250):
        log_ratio, truth = responses(rng, count, 100, 0.1)
        zeros = np.zeros_like(log_ratio)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", EstimateWarning)
            by_group = monte_carlo_kl(zeros, log_ratio)
            by_token = monte_carlo_kl(zeros.ravel(), log_ratio.ravel())
        ends = [one.interval() for one in (by_group.k1, by_group.k3, by_token.k1, by_token.k3)]
        held.append([low <= truth <= high for low, high in ends])
    k1, k3, k1_by_token, k3_by_token = np.mean(held, axis=0)
    assert k1 > 0.88
    assert k3 > 0.80
    assert k1_by_token < 0.88
    assert k3_by_token < 0.45


def test_the_chain_rule_for_sequences():
    """Markov chains of two states: D of sequences is D of the first plus the mean D of each step, at 1e-12 and by samples."""
    first, steps_p, steps_q = (
        np.array([0.5, 0.5]),
        np.array([[0.7, 0.3], [0.2, 0.8]]),
        np.array([[0.6, 0.4], [0.4, 0.6]]),
    )
    length, rng = 6, np.random.default_rng(3)
    paths = np.array(np.unravel_index(np.arange(2**length), (2,) * length)).T
    log_p, log_q = (np.log(s[paths[:, :-1], paths[:, 1:]]) for s in (steps_p, steps_q))
    chances = 0.5 * np.exp(log_p.sum(axis=1))
    truth = kl_divergence(chances, 0.5 * np.exp(log_q.sum(axis=1)))
    at, by_steps = first, 0.0
    for _ in range(length - 1):
        by_steps += at @ kl_divergence(steps_p, steps_q)
        at = at @ steps_p
    assert truth == pytest.approx(by_steps, rel=1e-12)
    drawn = rng.choice(2**length, size=4000, p=chances / chances.sum())
    sequence = monte_carlo_kl(log_p[drawn], log_q[drawn], per="group").k1
    token = monte_carlo_kl(log_p[drawn], log_q[drawn]).k1
    assert abs(sequence - truth) < 4 * sequence.standard_error < 0.2 * truth
    assert token == pytest.approx(sequence / (length - 1))
    assert token.standard_error == pytest.approx(sequence.standard_error / (length - 1))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"where": np.ones((6, 4), dtype=bool)},
            r"where has shape \(6, 4\), but log_p has \(6, 5\); give a truth value",
        ),
        ({"where": np.zeros((6, 5), dtype=bool)}, "log_p has 0 value.* where `where` is true, .*; draw more"),
        (
            {"groups": np.arange(5)},
            r"groups has shape \(5,\), but labels have shape \(6,\), a label for each row, or \(6, 5\)",
        ),
        ({"groups": [0.0, 1.0, math.nan, 2.0, 3.0, 4.0]}, "groups has a label that is nan, .*; give"),
        ({"groups": np.zeros(6)}, "groups has 1 group with samples that count, .* needs at least 2; draw more groups"),
        ({"where": np.arange(6)[:, None] == 2}, r"log_p has shape \(6, 5\): each row is a group, and 1 group"),
        ({"per": "token"}, "per is 'token', .*; use 'sample' or 'group'"),
    ],
)
def test_what_is_refused_of_groups(options, message):
    with pytest.raises(ValueError, match=message):
        monte_carlo_kl(LOG_P, LOG_Q, **options)


def test_what_has_the_wrong_type_or_place():
    with pytest.raises(TypeError, match="where has dtype int64, but a mask is true or false; write where=mask == 1"):
        monte_carlo_kl(LOG_P, LOG_Q, where=MASK.astype(np.int64))
    with pytest.raises(TypeError, match="groups has labels that cannot be sorted"):
        monte_carlo_kl(LOG_P, LOG_Q, groups=np.array([1, "a", 2, "b", 3, "c"], dtype=object))
    with pytest.raises(ValueError, match="per is 'group', but there are no groups; give groups"):
        monte_carlo_kl(LOG_P[0], LOG_Q[0], per="group")
    wrong = LOG_Q.copy()
    wrong[2, 3] = math.nan
    with pytest.raises(ValueError, match=r"log_q is nan at sample \[2, 3\], but .*; check log_q there"):
        monte_carlo_kl(LOG_P, wrong)


def test_labelled_log_probabilities_are_matched_by_label():
    by_name = monte_carlo_kl({"a": -1.0, "b": -2.0, "c": -1.5}, {"c": -1.2, "a": -1.1, "b": -2.0})
    assert by_name == monte_carlo_kl([-1.0, -2.0, -1.5], [-1.1, -2.0, -1.2])
    with pytest.raises(ValueError, match="log_[pq] is nan at sample 2, but"):
        monte_carlo_kl({"a": -1.0, "b": -2.0, "c": -1.5}, {"a": -1.1, "b": -2.0})
