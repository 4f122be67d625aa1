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
