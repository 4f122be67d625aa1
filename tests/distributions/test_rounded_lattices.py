"""Lattices and tables whose places differ by rounding alone are one; those that truly differ stay apart."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import kltools
from kltools import Mixture

pytestmark = pytest.mark.filterwarnings("error")

#: Pairs of numbers that are equal but for rounding.
ROUNDED = [
    (0.1 + 0.2, 0.3),
    (-(0.1 + 0.2), -0.3),
    (1e9 + 0.1 + 0.2, 1e9 + 0.3),
    (-1e6 - 0.7, -(1e6 + 0.6 + 0.1)),
    (0.1 + 0.2 - 0.3, 0.0),
    (sum([0.1] * 10), 1.0),
    (7 * 0.1, 0.7),
]
#: Pairs that differ by more.
APART = [(0.0, 0.5), (0.0, 1e-3), (0.3, 0.3 + 1e-9), (1e9, 1e9 + 1e-3), (-0.25, 0.25), (1e15, 1e15 + 0.5), (0.1, -0.1)]


def table(outcomes, masses):
    return stats.rv_discrete(values=(np.array(outcomes), masses))


#: From a place to a p and a q on the lattice through it.
MAKERS = {
    "poisson": (lambda at: stats.poisson(1, loc=at), lambda at: stats.poisson(2, loc=at)),
    "binomial": (lambda at: stats.binom(5, 0.3, loc=at), lambda at: stats.binom(5, 0.6, loc=at)),
    "geometric": (lambda at: stats.geom(0.3, loc=at), lambda at: stats.geom(0.5, loc=at)),
    "range": (lambda at: stats.randint(0, 4, loc=at), lambda at: stats.randint(0, 9, loc=at)),
    "two-sided": (lambda at: stats.skellam(2, 3, loc=at), lambda at: stats.dlaplace(0.5, loc=at)),
    "point": (lambda at: stats.poisson(0, loc=at), lambda at: stats.poisson(2, loc=at)),
    "tables": (lambda at: table([at, at + 1], [0.5, 0.5]), lambda at: table([at, at + 1, at + 2], [0.25, 0.25, 0.5])),
    "table from a family": (lambda at: table([at, at + 1], [0.5, 0.5]), lambda at: stats.poisson(2, loc=at)),
    "family from a table": (lambda at: stats.binom(1, 0.25, loc=at), lambda at: table([at, at + 1], [0.5, 0.5])),
    "mixtures": (
        lambda at: Mixture([stats.poisson(1, loc=at), table([at], [1.0])], [0.5, 0.5]),
        lambda at: Mixture([stats.poisson(2, loc=at), stats.binom(3, 0.5, loc=at)], [0.5, 0.5]),
    ),
}
FUNCTIONS = {
    "kl": kltools.kl_divergence,
    "quadrature": lambda p, q: kltools.kl_quadrature(p, q)[0],
    "js": kltools.js_divergence,
    "tv": kltools.total_variation,
    "cross-entropy": kltools.cross_entropy,
    "renyi 1/2": lambda p, q: kltools.renyi_divergence(p, q, 0.5),
    "renyi 3/2": lambda p, q: kltools.renyi_divergence(p, q, 1.5),
    "jeffreys": kltools.jeffreys_divergence,
    "f": lambda p, q: kltools.f_divergence(p, q, lambda t: np.abs(t - 1) / 2, slope_at_infinity=0.5),
}


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_places_that_differ_by_rounding_are_one(name, made):
    one, other = MAKERS[made]
    expected = FUNCTIONS[name](one(0.0), other(0.0))
    assert math.isfinite(expected) or name == "jeffreys"
    # 0 has no digits to be off by, and between two tables nothing else tells how large the numbers were
    for a, b in ROUNDED if made != "tables" else [(a, b) for a, b in ROUNDED if b]:
        assert FUNCTIONS[name](one(a), other(b)) == pytest.approx(expected, rel=1e-12)
        assert FUNCTIONS[name](one(b), other(a)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("made", MAKERS)
@pytest.mark.parametrize(("a", "b"), APART)
def test_places_that_truly_differ_stay_apart(made, a, b):
    p, q = MAKERS[made][0](a), MAKERS[made][1](b)
    assert kltools.kl_divergence(p, q) == math.inf
    assert kltools.kl_divergence(q, p) == math.inf
    assert kltools.total_variation(p, q) == 1.0
    assert kltools.js_divergence(p, q) == math.log(2)
    assert kltools.renyi_divergence(p, q, 0.5) == math.inf


def test_a_mixture_on_two_lattices_needs_both():
    both = Mixture([stats.poisson(1), stats.poisson(1, loc=0.5)], [0.5, 0.5])
    assert kltools.kl_divergence(stats.poisson(1, loc=0.5), both) == pytest.approx(math.log(2), rel=1e-14)
    assert kltools.kl_divergence(both, stats.poisson(1)) == math.inf
    assert kltools.js_divergence(both, stats.poisson(1, loc=1e-3)) == math.log(2)
    assert kltools.total_variation(both, stats.poisson(1)) == pytest.approx(0.5, rel=1e-14)


def test_outcomes_of_one_table_that_are_one_but_for_rounding():
    p, q = table([0.1 + 0.2, 1.0], [0.5, 0.5]), table([0.3, 1.0], [0.25, 0.75])
    expected = kltools.kl_divergence([0.5, 0.5], [0.25, 0.75])
    assert kltools.kl_divergence(p, q) == pytest.approx(expected, rel=1e-14)
    moved = table([0.0, 0.7], [0.25, 0.75])(loc=0.3)
    assert kltools.kl_divergence(p, moved) == pytest.approx(expected, rel=1e-14)
    assert kltools.kl_divergence(table([1e-17], [1.0]), table([2e-17], [1.0])) == math.inf
