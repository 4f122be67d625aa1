"""Distributions with arrays of parameters: an array of what each of them gives alone."""

import math

import numpy as np
import pytest
from scipy import stats

import kltools

PAIRS = {
    "kl_divergence": kltools.kl_divergence,
    "js_divergence": kltools.js_divergence,
    "js_distance": kltools.js_distance,
    "jeffreys_divergence": kltools.jeffreys_divergence,
    "total_variation": kltools.total_variation,
    "cross_entropy": kltools.cross_entropy,
    "renyi_divergence": lambda p, q: kltools.renyi_divergence(p, q, 0.5),
    "f_divergence": lambda p, q: kltools.f_divergence(p, q, lambda t: (t - 1) ** 2 / 2, slope_at_infinity=math.inf),
}


@pytest.mark.parametrize("name", PAIRS)
def test_each_entry_is_what_its_own_pair_gives(name):
    found = PAIRS[name](stats.norm([0, 1, 2], 1), stats.norm([[0.5], [1]], scale=[[2], [3]]))
    alone = [
        [PAIRS[name](stats.norm(m, 1), stats.norm(location, s)) for m in (0, 1, 2)]
        for location, s in ((0.5, 2), (1, 3))
    ]
    assert isinstance(found, np.ndarray) and found.shape == (2, 3)
    assert found.tolist() == alone


def test_entropy_of_many():
    found = kltools.entropy(stats.expon(scale=[1.0, math.e]), base=math.e)
    assert found.tolist() == [kltools.entropy(stats.expon(scale=1)), kltools.entropy(stats.expon(scale=math.e))]


def test_one_distribution_against_many():
    p, q = stats.poisson(3), stats.poisson(np.array([1, 3, 9]))
    assert kltools.kl_divergence(p, q).tolist() == [kltools.kl_divergence(p, stats.poisson(m)) for m in (1, 3, 9)]
    assert kltools.kl_divergence(q, p, base=2).tolist() == [
        kltools.kl_divergence(stats.poisson(m), p, base=2) for m in (1, 3, 9)
    ]


def test_arrays_of_length_one_and_none_keep_their_shape():
    assert kltools.kl_divergence(stats.norm([0], 1), stats.norm(1, 1)).shape == (1,)
    assert kltools.kl_divergence(stats.norm(np.zeros((0, 2)), 1), stats.norm(1, 1)).shape == (0, 2)
    assert isinstance(kltools.kl_divergence(stats.norm(np.array(0.0), 1), stats.norm(1, 1)), float)


def test_keywords_shapes_and_infinite_entries():
    found = kltools.kl_divergence(stats.uniform(loc=[0, 0], scale=[1, 3]), stats.uniform(0, 2))
    assert found.tolist() == [math.log(2), math.inf]
    found = kltools.kl_divergence(stats.gamma(a=[1, 2], scale=2), stats.expon(scale=2))
    assert found.tolist() == [0.0, kltools.kl_divergence(stats.gamma(2, scale=2), stats.expon(scale=2))]


def test_scipys_newer_objects():
    found = kltools.kl_divergence(stats.Normal(mu=np.array([0.0, 1.0]), sigma=1.0), stats.Normal(mu=0.0, sigma=1.0))
    assert found.tolist() == [0.0, 0.5]


def test_shapes_that_do_not_broadcast_are_named():
    with pytest.raises(ValueError, match=r"p has parameters of shapes that do not broadcast.*\(2,\).*\(3,\)"):
        kltools.kl_divergence(stats.norm([0, 1], [1, 2, 3]), stats.norm(0, 1))
    with pytest.raises(ValueError, match=r"p and of q have the shapes \(2,\) and \(3,\).*axes of length 1"):
        kltools.kl_divergence(stats.norm([0, 1], 1), stats.norm([0, 1, 2], 1))


def test_a_bad_member_is_named_with_its_place():
    with pytest.raises(ValueError, match="scale=-1") as caught:
        kltools.kl_divergence(stats.norm(0, [1, -1]), stats.norm(0, 1))
    assert caught.value.__notes__ == ["at index (1,) of the arrays of parameters"]


def test_a_mixture_of_many_is_refused():
    with pytest.raises(ValueError, match=r"loc of shape \(2,\)"):
        kltools.kl_divergence(kltools.Mixture([stats.norm([0, 1], 1), stats.norm(0, 2)], [0.5, 0.5]), stats.norm(0, 1))


def test_what_was_frozen_stays_as_it_is():
    p = stats.norm([0, 1], scale=[1, 2])
    kltools.kl_divergence(p, stats.norm(0, 1))
    assert p.args == ([0, 1],) and p.kwds == {"scale": [1, 2]}


def test_trials_with_a_probability_each_are_one_law():
    chances = [0.1, 0.2, 0.7]
    p, q = stats.poisson_binom(chances, loc=2), stats.binom(3, 0.4, loc=2)
    shares = np.ones(1)
    for chance in chances:
        shares = np.convolve(shares, [1 - chance, chance])
    expected = kltools.kl_divergence(shares, stats.binom(3, 0.4).pmf(range(4)))
    assert kltools.kl_divergence(p, q) == pytest.approx(expected, rel=1e-14)
    assert kltools.entropy(stats.poisson_binom(p=[0.5])) == pytest.approx(math.log(2))
    assert kltools.kl_divergence(stats.poisson_binom([0.0, 1.0]), stats.binom(2, 0.5)) == pytest.approx(math.log(2))
    with pytest.raises(ValueError, match=r"p is poisson_binom with p\[1\] = 1.2, which is no probability"):
        kltools.kl_divergence(stats.poisson_binom([0.5, 1.2]), q)
    with pytest.raises(ValueError, match=r"poisson_binom with p of shape \(2, 2\)"):
        kltools.kl_divergence(stats.poisson_binom([[0.1, 0.2], [0.3, 0.4]]), q)
