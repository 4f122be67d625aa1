"""Tables of outcomes against families on the same outcomes: finite where each outcome is covered, infinite where one is not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import kltools
from kltools.distributions import Mixture, is_distribution, kl_divergence


def table(outcomes, masses):
    return stats.rv_discrete(values=(outcomes, masses))


EVEN = table([0, 1, 2, 3], [0.25] * 4)
HOLED = table([0, 1, 3], [0.5, 0.25, 0.25])


def test_a_table_is_a_distribution():
    assert is_distribution(EVEN) and is_distribution(HOLED)
    assert kl_divergence(HOLED(), EVEN()) == kl_divergence(HOLED, EVEN) < math.inf  # frozen tables are tables
    assert kl_divergence(HOLED(loc=1), EVEN()) == math.inf


def test_a_family_from_a_table_is_the_divergence_of_their_pmfs():
    coin = stats.binom(3, 0.4)
    masses = coin.pmf(np.arange(4))
    assert kl_divergence(coin, EVEN) == pytest.approx(kltools.kl_divergence(masses, [0.25] * 4), rel=1e-12)
    assert kl_divergence(EVEN, coin) == pytest.approx(kltools.kl_divergence([0.25] * 4, masses), rel=1e-12)


def test_an_outcome_that_the_table_lacks():
    coin = stats.binom(3, 0.4)
    assert kl_divergence(coin, HOLED) == math.inf
    assert kl_divergence(HOLED, coin) < math.inf
    assert kl_divergence(EVEN, HOLED) == math.inf
    assert kl_divergence(stats.poisson(2), EVEN) == math.inf
    assert kl_divergence(stats.binom(4, 0.4), EVEN) == math.inf
    mixed = Mixture([HOLED, table([2], [1.0])], [0.5, 0.5])
    assert kl_divergence(coin, mixed) < math.inf


COUNTS = stats.poisson(1)
MORE_ZEROS = Mixture([table([0], [1.0]), COUNTS], [0.5, 0.5])
FILLED = Mixture([table([0, 1, 2], [0.2, 0.3, 0.5]), stats.poisson(1, loc=3)], [0.5, 0.5])
NOT_FILLED = Mixture([table([0, 2], [0.5, 0.5]), stats.poisson(1, loc=3)], [0.5, 0.5])


def mass_of(mixture):
    """The masses of a mixture's outcomes 0, 1, 2, … as far as Poisson(1) has any that a float can tell from 0."""
    outcomes = np.arange(60)
    parts = (
        [one.pmf(outcomes) for one in mixture.components] if isinstance(mixture, Mixture) else [mixture.pmf(outcomes)]
    )
    weights = mixture.weights if isinstance(mixture, Mixture) else [1.0]
    return sum(weight * part for weight, part in zip(weights, parts))


@pytest.mark.parametrize(
    ("p", "q"), [(COUNTS, MORE_ZEROS), (MORE_ZEROS, COUNTS), (COUNTS, FILLED), (FILLED, MORE_ZEROS)]
)
def test_a_table_in_a_mixture_hides_no_outcome_of_the_others(p, q):
    """As in counts with more zeros than a Poisson law has: each outcome that the table lacks is another component's."""
    one, other = mass_of(p), mass_of(q)
    terms = [a * math.log(a / b) for a, b in zip(one, other) if a > 0]
    assert kl_divergence(p, q) == pytest.approx(math.fsum(terms), rel=1e-12)
    assert kltools.jeffreys_divergence(p, q) == pytest.approx(
        math.fsum((a - b) * math.log(a / b) for a, b in zip(one, other) if a > 0), rel=1e-12
    )


def test_an_outcome_that_neither_a_table_nor_a_lattice_reaches():
    assert kl_divergence(COUNTS, NOT_FILLED) == math.inf
    assert kl_divergence(COUNTS, table([0, 1], [0.5, 0.5])) == math.inf
    assert kl_divergence(NOT_FILLED, COUNTS) < math.inf
    assert kl_divergence(COUNTS, Mixture([table([0], [1.0]), stats.poisson(1, loc=0.5)], [0.5, 0.5])) == math.inf
