"""Tables of any outcomes under every divergence, alone and in mixtures, against the PMFs of the same outcomes."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import kltools
from kltools import Mixture

pytestmark = pytest.mark.filterwarnings("error")

PLACES = {
    "halves": [0.0, 0.5, 1.0, 2.5],
    "far apart": [0.0, 1e9, 2e9, 1e18],
    "negative and unsorted": [3.0, -2.0, -7.5, 0.0],
    "close together": [1.0, 1.0 + 1e-9, 1.0 + 1e-3, 1e-300],
}
P, Q = np.array([0.5, 0.25, 0.25, 0.0]), np.array([0.125, 0.375, 0.25, 0.25])
FUNCTIONS = {
    "kl": kltools.kl_divergence,
    "reverse kl": lambda p, q: kltools.kl_divergence(q, p),
    "js": kltools.js_divergence,
    "js distance": kltools.js_distance,
    "tv": kltools.total_variation,
    "cross-entropy": kltools.cross_entropy,
    "entropy": lambda p, q: kltools.entropy(q),
    "renyi 1/2": lambda p, q: kltools.renyi_divergence(p, q, 0.5),
    "renyi 0.9": lambda p, q: kltools.renyi_divergence(p, q, 0.9),
    "renyi 2": lambda p, q: kltools.renyi_divergence(p, q, 2.0),
    "renyi 2, reverse": lambda p, q: kltools.renyi_divergence(q, p, 2.0),
    "jeffreys": kltools.jeffreys_divergence,
    "chi squared": lambda p, q: kltools.f_divergence(p, q, lambda t: (t - 1) ** 2, slope_at_infinity=math.inf),
}


def table(outcomes, masses):
    return stats.rv_discrete(values=(np.asarray(outcomes), np.asarray(masses)))


@pytest.mark.parametrize("places", PLACES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_table_is_its_pmf_wherever_its_outcomes_are(name, places):
    p, q = table(PLACES[places], P), table(PLACES[places], Q)
    expected = FUNCTIONS[name](P, Q)
    assert FUNCTIONS[name](p, q) == pytest.approx(expected, rel=1e-13)
    parts = Mixture([table(PLACES[places][:2], [0.5, 0.5]), table(PLACES[places][1:3], [0.0, 1.0])], [0.75, 0.25])
    mixed = np.array([0.375, 0.375, 0.25, 0.0])
    assert FUNCTIONS[name](parts, q) == pytest.approx(FUNCTIONS[name](mixed, Q), rel=1e-13)


@given(
    st.lists(st.floats(-1e12, 1e12).map(lambda x: round(x, 3)), min_size=2, max_size=9, unique=True),
    st.integers(0, 2**32 - 1),
)
@settings(deadline=None, max_examples=30)
def test_mixtures_of_tables_are_pmfs_of_their_outcomes(places, seed):
    """Each mixture is the PMF over all places that its weights and tables make."""
    rng = np.random.default_rng(seed)
    order = np.sort(places)
    pmfs, mixtures = [], []
    for _ in "pq":
        parts = rng.dirichlet(np.full(len(places), 0.7), 3)
        weights = rng.dirichlet([1.0, 1.0, 1.0])
        shuffled = [rng.permutation(len(places)) for _ in range(3)]
        mixtures.append(Mixture([table(order[s], part[s]) for s, part in zip(shuffled, parts)], weights))
        pmfs.append(weights @ parts)
    p, q = (pmf / math.fsum(pmf) for pmf in pmfs)
    for name in ("kl", "js", "tv", "renyi 1/2", "jeffreys", "cross-entropy", "entropy"):
        assert FUNCTIONS[name](*mixtures) == pytest.approx(FUNCTIONS[name](p, q), rel=1e-12, abs=1e-14)


def test_outcomes_that_loc_rounds_together_have_both_probabilities():
    p, q = table([0, 1e-17, 1], [0.25, 0.25, 0.5])(loc=1), table([1, 2], [0.75, 0.25])
    assert kltools.entropy(p) == pytest.approx(math.log(2), rel=1e-15)
    assert kltools.kl_divergence(p, q) == pytest.approx(kltools.kl_divergence([0.5, 0.5], [0.75, 0.25]), rel=1e-14)


def test_outcomes_without_probability_are_none():
    p, q = table([0, 5, 1e9], [0.5, 0.0, 0.5]), table([0, 1e9], [0.5, 0.5])
    assert kltools.kl_divergence(p, q) == kltools.total_variation(p, q) == 0.0


def test_memory_follows_the_outcomes_and_not_the_gap():
    p, q = table([0, 1e9], [0.5, 0.5]), Mixture([table([0, 1e9], [0.25, 0.75]), stats.poisson(3)], [0.5, 0.5])
    tracemalloc.start()
    for name in FUNCTIONS:
        FUNCTIONS[name](p, q)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8e6


def pmf_of(mixture, outcomes):
    """The probability of each outcome, by SciPy."""
    if isinstance(mixture, Mixture):
        return sum(w * pmf_of(c, outcomes) for w, c in zip(mixture.weights, mixture.components))
    return mixture.pmf(outcomes)


ZERO = table([0], [1.0])
HURDLE = stats.poisson(2, loc=1)
COUNTS = {
    "zero-inflated poisson": Mixture([ZERO, stats.poisson(1)], [0.5, 0.5]),
    "poisson": stats.poisson(1.5),
    "hurdle": Mixture([ZERO, HURDLE], [0.25, 0.75]),
    "zero-inflated negative binomial": Mixture([ZERO, stats.nbinom(2.5, 0.4)], [0.3, 0.7]),
    "negative binomial": stats.nbinom(3, 0.5),
    "geometric with zeros": Mixture([ZERO, stats.geom(0.4)], [0.5, 0.5]),
    "table and shifted family": Mixture([table([0, 1, 2], [0.25, 0.25, 0.5]), stats.poisson(1, loc=3)], [0.5, 0.5]),
    "with a part of weight 0": Mixture([stats.poisson(1.5), table([0.5], [1.0])], [1.0, 0.0]),
}


@pytest.mark.parametrize("p", COUNTS)
@pytest.mark.parametrize("q", COUNTS)
@pytest.mark.parametrize("name", ["kl", "js", "tv", "cross-entropy", "renyi 1/2", "jeffreys"])
def test_counts_with_more_zeros(name, p, q):
    """Each mixture covers 0, 1, 2, …: finite both ways, and the sum over the first 400 outcomes."""
    outcomes = np.arange(400.0)
    one, other = (np.maximum(pmf_of(COUNTS[which], outcomes), 1e-320) for which in (p, q))
    expected = FUNCTIONS[name](one / math.fsum(one), other / math.fsum(other))
    assert FUNCTIONS[name](COUNTS[p], COUNTS[q]) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_outcomes_beside_the_lattice():
    half = table([0, 0.5], [0.5, 0.5])
    p, q = Mixture([half, stats.poisson(3)], [0.5, 0.5]), Mixture([half, stats.poisson(2)], [0.25, 0.75])
    outcomes = np.concatenate([[0.5], np.arange(90.0)])
    weights = [(0.5, 3), (0.25, 2)]
    one, other = (
        np.append(w / 2, (1 - w) * stats.poisson(m).pmf(outcomes[1:]) + w / 2 * (outcomes[1:] == 0)) for w, m in weights
    )
    for name in ("kl", "reverse kl", "js", "tv", "renyi 2", "jeffreys", "entropy"):
        expected = FUNCTIONS[name](one / math.fsum(one), other / math.fsum(other))
        assert FUNCTIONS[name](p, q) == pytest.approx(expected, rel=1e-11)
    assert kltools.kl_divergence(p, stats.poisson(3)) == math.inf
    assert kltools.kl_divergence(stats.poisson(3), p) < math.inf


@pytest.mark.parametrize(
    ("p", "q"),
    [
        (table([0, 1], [0.5, 0.5]), stats.poisson(2)),
        (table([3.5, 7.25], [0.5, 0.5]), stats.poisson(2)),
        (table([0, 4], [0.25, 0.75]), stats.randint(0, 10**12)),
        (table([1, 2], [0.5, 0.5]), stats.zipf(1.5)),
    ],
)
def test_the_rest_of_q_counts_beside_a_table(p, q):
    outcomes, masses = p.xk, p.pk
    chances = q.pmf(outcomes)
    pmf, rest = np.append(masses, 0.0), np.append(chances, 1 - math.fsum(chances))
    for name in ("js", "tv", "renyi 1/2", "renyi 0.9"):
        expected = FUNCTIONS[name](pmf, rest)
        assert FUNCTIONS[name](p, q) == pytest.approx(expected, rel=1e-10)
    assert kltools.kl_divergence(p, q) == pytest.approx(kltools.kl_divergence(pmf, rest), rel=1e-10)
    assert kltools.kl_divergence(q, p) == math.inf


def test_a_table_far_from_all_of_q():
    p, q = table([0, 5], [0.5, 0.5]), stats.poisson(1e14)
    assert kltools.total_variation(p, q) == 1.0 and kltools.js_divergence(p, q) == pytest.approx(math.log(2), rel=1e-15)
    logs = 1e14, 1e14 - 5 * math.log(1e14) + math.log(120)
    assert kltools.kl_divergence(p, q) == pytest.approx(sum(logs) / 2 - math.log(2), rel=1e-15)


class Odd(stats.rv_discrete):
    """A user's law on 1, 3, 5 and 7."""

    def _pmf(self, k):
        return np.where(np.asarray(k) % 2 == 1, 0.25, 0.0)


def test_a_users_own_law():
    odd = Odd(a=1, b=7, name="odd")
    as_table = table([1, 3, 5, 7], [0.25] * 4)
    assert kltools.entropy(odd()) == pytest.approx(math.log(4), rel=1e-14)
    assert kltools.kl_divergence(odd(), stats.poisson(3)) == pytest.approx(
        kltools.kl_divergence(as_table, stats.poisson(3)), rel=1e-12
    )
    assert kltools.total_variation(odd(), as_table) == pytest.approx(0.0, abs=1e-15)
    assert kltools.js_divergence(odd(), stats.randint(1, 8)) == pytest.approx(
        kltools.js_divergence([0.25, 0, 0.25, 0, 0.25, 0, 0.25], np.full(7, 1 / 7)), rel=1e-12
    )
    assert kltools.kl_divergence(table([2], [1.0]), odd()) == math.inf
    with pytest.raises(kltools.QuadratureError):
        kltools.kl_divergence(stats.randint(1, 8), odd())
