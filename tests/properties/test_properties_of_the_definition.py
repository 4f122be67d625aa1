"""Chapters 1 to 3: evidence, codes, bets, the definition, and why it is never negative."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from kltools import Mixture, cross_entropy, entropy, kl_divergence, kl_slack, kl_terms, mutual_information
from kltools.pmfs.summation.kl_strategies import kl_of_short, slack_of_one
from tests.properties.drawn import at_most, near, pmfs, rules, sums_of_draws, tried, tried_few, unit


@given(pmfs(3), pmfs(3), st.integers(1, 4), st.floats(0.5, 4))
@tried
def test_evidence_accumulates_at_rate_d(p, q, n, t):
    """thm-evidence-rate: over all sequences of n draws from p, the mean of the evidence and Chebyshev's bound."""
    evidence = np.log(p / q)
    chances, sums = sums_of_draws(p, evidence, n)
    mean = n * kl_divergence(p, q)
    assert chances @ sums == near(mean)
    variance = max(p @ (evidence - kl_divergence(p, q)) ** 2, 0.0)
    beyond = np.abs(sums - mean) > t * math.sqrt(n * variance) + 1e-9
    assert at_most(chances[beyond].sum(), 1 / t**2)


@given(pmfs(3), pmfs(3), st.integers(1, 4), st.floats(-2, 6))
@tried
def test_evidence_for_the_wrong_hypothesis_is_rare(p, q, n, t):
    """thm-misleading: over all sequences of n draws from q."""
    chances, sums = sums_of_draws(q, np.log(p / q), n)
    assert at_most(chances[sums >= t].sum(), math.exp(-t))


@given(pmfs(5, zeros=True), pmfs(5))
@tried
def test_code_length_in_excess(p, q):
    """thm-excess-code and thm-cross-entropy: what a code for q costs beyond p's own."""
    assert cross_entropy(p, q) - entropy(p) == near(kl_divergence(p, q))
    assert cross_entropy(p, q) == near(float(p @ -np.log(q)))


@given(pmfs(4), pmfs(4), pmfs(4))
@tried
def test_growth_of_wealth(p, q, b):
    """thm-betting: the mean growth is the difference of two divergences."""
    assert float(p @ np.log(b / q)) == near(kl_divergence(p, q) - kl_divergence(p, b))


@given(pmfs(5, zeros=True), pmfs(5, zeros=True))
@tried
def test_finite_exactly_where_q_covers_p(p, q):
    """prop-support: D is finite if and only if q > 0 wherever p > 0."""
    assert math.isfinite(kl_divergence(p, q)) == bool(np.all(q[p > 0] > 0))


@given(st.floats(-2, 2), st.floats(0.3, 3), st.floats(-2, 2), st.floats(0.3, 3), st.floats(-3, 3), st.floats(0.2, 5))
@tried
def test_a_change_of_variable_changes_nothing(a, s, b, t, shift, factor):
    """thm-change-of-variable: exp, and a shift with a stretch, of two normals."""
    value = kl_divergence(stats.norm(a, s), stats.norm(b, t))
    logs = kl_divergence(stats.lognorm(s, scale=math.exp(a)), stats.lognorm(t, scale=math.exp(b)))
    moved = kl_divergence(stats.norm(shift + factor * a, factor * s), stats.norm(shift + factor * b, factor * t))
    assert logs == near(value) and moved == near(value)


@given(pmfs((3, 4), zeros=True), pmfs((3, 4), zeros=True))
@tried
def test_binning(p, q):
    """thm-binning: bins lose what is within them, and never gain."""
    bins = kl_divergence(p.sum(axis=1), q.sum(axis=1))
    whole = kl_divergence(p.ravel(), q.ravel())
    assert at_most(bins, whole)
    if math.isfinite(whole):
        held = p.sum(axis=1) > 0
        within = [
            row.sum() * kl_divergence(row / row.sum(), other / other.sum()) for row, other in zip(p[held], q[held])
        ]
        assert bins + sum(within) == near(whole)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4), pmfs(4), pmfs(4))
@tried
def test_likelihood_and_divergence_rank_candidates_alike(counts, q, r):
    """thm-maximum-likelihood: D from the shares is minus the log-likelihood a draw, less an entropy."""
    n = sum(counts)
    assume(n > 0)
    shares = np.array(counts) / n
    likelihoods = [float(np.array(counts) @ np.log(x)) for x in (q, r)]
    assert kl_divergence(shares, q) == near(-likelihoods[0] / n - entropy(shares))
    gain = kl_divergence(shares, r) - kl_divergence(shares, q)
    assert gain == near((likelihoods[0] - likelihoods[1]) / n)


@given(st.floats(5e-324, 1e300))
@tried
def test_the_tangent_lies_above_the_logarithm(c):
    """lem-tangent: the slack of one outcome, c - 1 - ln c, is 0 at c = 1 alone."""
    slack = slack_of_one(1.0, c)
    assert slack >= 0.0 and (slack == 0.0) == (c == 1.0)
    assert math.log(c) <= c - 1.0
    assert slack_of_one(1.0, math.nextafter(1.0, c)) > 0.0 or c == 1.0


@given(pmfs(6, zeros=True), pmfs(6, zeros=True))
@tried
def test_gibbs(p, q):
    """thm-gibbs: D >= 0, term by term, and 0 only where p = q."""
    assert (kl_divergence(p, q) > 0) == (not np.array_equal(p, q))
    assert kl_divergence(p, p) == 0.0 and np.all(kl_slack(p, q) >= 0)
    assert float(np.sum(kl_terms(p, q))) == near(kl_divergence(p, q))


@given(st.floats(-2, 2), st.floats(0.4, 2), unit, st.floats(-2, 2), st.floats(0.4, 2))
@tried_few
def test_gibbs_for_densities(a, s, w, b, t):
    """thm-gibbs-density: a mixture of two densities against one of them, and against itself."""
    p, q = Mixture([stats.norm(a, s), stats.laplace(b, t)], [w, 1 - w]), stats.laplace(b, t)
    assert kl_divergence(p, q) > 0.0 and kl_divergence(q, p) > 0.0
    assert kl_divergence(p, p) == 0.0


@given(pmfs(5, zeros=True), pmfs(5), rules(3, 4), pmfs(3))
@tried
def test_corollaries_of_gibbs(p, q, rule, input_pmf):
    """cor-gibbs: entropy is at most cross-entropy and log k, and mutual information is a divergence."""
    assert at_most(entropy(p), cross_entropy(p, q))
    assert at_most(entropy(p), math.log(5))
    assert entropy(np.full(5, 0.2)) == near(math.log(5))
    joint = input_pmf[:, None] * rule
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    assert mutual_information(joint) == near(kl_divergence(joint.ravel(), product.ravel()))
    assert mutual_information(np.outer(input_pmf, q)) == near(0.0)


@given(pmfs(4), pmfs(4), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
@tried
def test_what_a_defect_of_the_sums_does(p, q, over_p, over_q):
    """thm-slack-defect: the textbook sum takes it in to first order, the slack sum to second."""
    x, y = p * (1 + over_p), q * (1 + over_q)
    textbook = (1 + over_p) * (kl_divergence(p, q) + math.log((1 + over_p) / (1 + over_q)))
    assert float(np.sum(x * np.log(x / y))) == near(textbook)
    slack = kl_of_short(x.tolist(), y.tolist())
    assert slack == near(textbook - over_p + over_q)
    added = slack - (1 + over_p) * kl_divergence(p, q)
    assert -1e-13 <= added <= 2 * (over_p - over_q) ** 2 + 1e-13
