"""Every divergence of distributions in the units of its base."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from kltools import distributions
from kltools.distributions import Mixture, entropy, kl_divergence, renyi_divergence

NAMES = ["kl_divergence", "jeffreys_divergence", "js_divergence", "cross_entropy"]
PAIRS = [
    (stats.norm(1, 1.5), stats.norm(4, 2)),
    (stats.poisson(3), stats.poisson(5)),
    (Mixture([stats.norm(), stats.norm(3)], [0.4, 0.6]), stats.norm(1, 2)),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("p", "q"), PAIRS)
@pytest.mark.parametrize("base", [2, 10.0])
def test_a_base_divides_by_its_logarithm(name, p, q, base):
    function = getattr(distributions, name)
    assert function(p, q, base=base) == pytest.approx(function(p, q) / math.log(base), rel=1e-15)


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_a_base_of_the_others(p, q):
    assert entropy(p, base=2) == pytest.approx(entropy(p) / math.log(2), rel=1e-15)
    for alpha in (0.5, 1, 1.2):
        assert renyi_divergence(p, q, alpha, base=2) == pytest.approx(
            renyi_divergence(p, q, alpha) / math.log(2), rel=1e-15
        )
    assert distributions.js_distance(p, q, base=2) == pytest.approx(
        math.sqrt(distributions.js_divergence(p, q) / math.log(2)), rel=1e-15
    )


@pytest.mark.parametrize(("p", "q"), PAIRS)
def test_jeffreys_is_the_sum_of_both_directions(p, q):
    both = kl_divergence(p, q) + kl_divergence(q, p)
    assert distributions.jeffreys_divergence(p, q) == pytest.approx(both, rel=1e-15)
    assert kl_divergence(p, q) != pytest.approx(kl_divergence(q, p), rel=1e-3)


def test_an_entropy_near_0_is_a_number():
    spread = Mixture([stats.norm(), stats.norm(3)], [0.4, 0.6])
    scale = math.exp(-entropy(spread))
    squeezed = Mixture([stats.norm(0, scale), stats.norm(3 * scale, scale)], [0.4, 0.6])
    assert entropy(squeezed) == pytest.approx(0.0, abs=1e-12)
