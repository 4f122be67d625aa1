"""Densities given as functions, against the same laws by SciPy's names and against 30 digits."""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kltools
from kltools import (
    Density,
    Mixture,
    QuadratureError,
    entropy,
    js_divergence,
    kl_divergence,
    renyi_divergence,
    total_variation,
)
from kltools.distributions import is_distribution

pytestmark = pytest.mark.filterwarnings("error")

LINE, HALF_LINE = (-math.inf, math.inf), (0, math.inf)


def bell(x: Any) -> Any:
    return np.exp(-x * x / 2) / math.sqrt(2 * math.pi)


GIVEN = [
    (Density(bell, LINE), stats.norm()),
    (Density(lambda x: -x * x / 2 - math.log(math.sqrt(2 * math.pi)), LINE, log=True), stats.norm()),
    (Density(stats.norm(0, 1e-9).pdf, LINE), stats.norm(0, 1e-9)),
    (Density(stats.norm(0, 1e9).pdf, LINE), stats.norm(0, 1e9)),
    (Density(stats.norm(1e3, 1.0).logpdf, LINE, log=True, breakpoints=[1e3]), stats.norm(1e3, 1.0)),
    (Density(lambda x: np.exp(-x), HALF_LINE), stats.expon()),
    (Density(lambda x: 1.0, (0, 1)), stats.uniform()),
    (Density(lambda x: 2 * x, (0, 1)), stats.triang(1.0)),
    (Density(lambda x: 1 / (math.pi * np.sqrt(x * (1 - x))), (0, 1)), stats.arcsine()),
    (Density(np.vectorize(lambda x: math.exp(x)), (-math.inf, 0)), stats.expon()),
]


@pytest.mark.parametrize(("density", "named"), GIVEN[:-1])
def test_a_function_is_the_law_that_it_stands_for(density: Density, named: Any) -> None:
    low, high = named.ppf(0.2), named.ppf(0.9)
    others = [stats.uniform(low, high - low)]
    if named.support() == LINE:
        others += [
            stats.norm(named.mean() + named.std(), 2 * named.std()),
            stats.logistic(named.mean(), named.std() / 3),
        ]
    elif named.dist.name == "expon":
        others += [stats.gamma(3), stats.weibull_min(1.5)]
    else:
        others += [stats.beta(2, 3), stats.triang(0.3)]
    for other in others:
        for function in (kl_divergence, js_divergence):
            tolerance = {"rel": 1e-9, "abs": 1e-11}
            assert function(other, density) == pytest.approx(function(other, named), **tolerance)
            assert function(density, other) == pytest.approx(function(named, other), **tolerance)
        assert renyi_divergence(density, other, 0.5) == pytest.approx(
            renyi_divergence(named, other, 0.5), rel=1e-9, abs=1e-11
        )
    assert entropy(density) == pytest.approx(float(named.entropy()), rel=1e-8, abs=1e-9)
    assert kl_divergence(density, density) == 0.0


@pytest.mark.parametrize(("density", "named"), [GIVEN[0], GIVEN[1], GIVEN[5]])
def test_a_law_is_at_no_distance_from_itself(density: Density, named: Any) -> None:
    assert kl_divergence(density, named) == pytest.approx(0.0, abs=1e-13)
    assert kl_divergence(named, density) == pytest.approx(0.0, abs=1e-13)


def test_the_left_half_line() -> None:
    density, _ = GIVEN[-1]
    assert kl_divergence(density, stats.gumbel_l()) == pytest.approx(0.5, rel=1e-11)  # E exp(x)
    assert kl_divergence(stats.gumbel_l(), density) == math.inf  # which reaches further
    assert kl_divergence(density, stats.norm()) == pytest.approx(kl_divergence(stats.expon(), stats.norm()), rel=1e-10)


def test_where_it_vanishes() -> None:
    for valley in (
        Density(lambda x: 4 * abs(x - 0.5), (0, 1), breakpoints=[0.5]),
        Density(lambda x: 4 * abs(x - 0.5), (0, 1)),
    ):
        assert kl_divergence(stats.uniform(), valley) == pytest.approx(1 - math.log(2), rel=1e-9)
        assert kl_divergence(valley, stats.uniform()) == pytest.approx(math.log(2) - 0.5, rel=1e-9)
    gap = Density(lambda x: np.ones_like(x), [(0, 0.4), (0.6, 1.2)])
    assert kl_divergence(stats.uniform(), gap) == math.inf
    assert kl_divergence(gap, stats.uniform(0, 2)) == pytest.approx(math.log(2), rel=1e-13)
    assert kl_divergence(stats.uniform(0.7, 0.2), gap) == pytest.approx(math.log(5), rel=1e-13)
    nowhere_at_0 = Density(lambda x: -4 * x * np.log(x), (0, 1))  # 0 log 0 is nan at the end, where it does not matter
    exact = mp.quad(lambda x: -4 * x * mp.log(x) * mp.log(-4 * x * mp.log(x)), [0, 0.01, 0.5, 1])
    assert kl_divergence(nowhere_at_0, stats.uniform()) == pytest.approx(float(exact), rel=1e-9)


def test_in_a_mixture() -> None:
    found = kl_divergence(Mixture([GIVEN[0][0], stats.norm(3)], [0.4, 0.6]), stats.norm(1, 2))
    assert found == pytest.approx(
        kl_divergence(Mixture([stats.norm(), stats.norm(3)], [0.4, 0.6]), stats.norm(1, 2)), rel=1e-11
    )
    found = kl_divergence(stats.norm(1, 2), Mixture([GIVEN[0][0], stats.norm(3)], [0.4, 0.6]))
    assert found == pytest.approx(
        kl_divergence(stats.norm(1, 2), Mixture([stats.norm(), stats.norm(3)], [0.4, 0.6])), rel=1e-11
    )


def test_a_density_that_underflows_where_it_counts_is_refused() -> None:
    assert kl_divergence(stats.laplace(), GIVEN[0][0]) == pytest.approx(
        kl_divergence(stats.laplace(), stats.norm()), rel=1e-9
    )
    with pytest.raises(QuadratureError, match="without log=True underflows far out"):
        kl_divergence(stats.t(5), GIVEN[0][0])
    assert kl_divergence(stats.t(5), GIVEN[1][0]) == pytest.approx(kl_divergence(stats.t(5), stats.norm()), rel=1e-9)
    assert total_variation(stats.t(5), GIVEN[0][0]) == pytest.approx(
        total_variation(stats.t(5), stats.norm()), rel=1e-9
    )
    with pytest.raises(QuadratureError):
        renyi_divergence(stats.norm(1, 2), GIVEN[0][0], 2)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "words"),
    [
        ((lambda x: 2 * np.exp(-x), HALF_LINE), {}, ValueError, "pdf integrates to 2 over .*, not to 1; divide"),
        ((np.sin, (0, 4)), {}, ValueError, r"pdf is -0.\d+ at 3.\d+, but .*; correct"),
        ((lambda x: x + np.nan, (0, 1)), {}, ValueError, r"pdf is nan at .*, but .*; correct"),
        (
            (lambda x: math.exp(x), (0, 1)),
            {},
            TypeError,
            "one real number for each entry of an array .*; write it with NumPy",
        ),
        ((lambda x: "a", (0, 1)), {}, TypeError, "one real number for each entry of an array .*; write it with NumPy"),
        (
            (stats.norm(1e6, 1e-3).pdf, LINE),
            {},
            ValueError,
            "pdf integrates to 0 .*; .* breakpoints where it .* has its mass",
        ),
        ((3, (0, 1)), {}, TypeError, "pdf is 3 of type int, no function; give one"),
        ((bell, (1, 0)), {}, ValueError, r"support is \(1, 0\), whose ends do not increase; give one"),
        ((bell, (0, math.nan)), {}, ValueError, "whose ends do not increase; give one"),
        ((bell, "ab"), {}, TypeError, "support is 'ab', not a pair of numbers .*; give one"),
        ((bell, (0, 1, 2)), {}, TypeError, "support is .*, not a pair of numbers .*; give one"),
        ((bell, [(0, 1), (0.5, 2)]), {}, ValueError, "whose ends do not increase; give one"),
        (
            (bell, (0, 1)),
            {"breakpoints": [3]},
            ValueError,
            "breakpoints has 3, which is outside support .*; leave it out",
        ),
        ((bell, (0, 1)), {"breakpoints": "ab"}, TypeError, "breakpoints is 'ab', not numbers; give"),
    ],
)
def test_what_is_no_density(arguments: Any, options: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        Density(*arguments, **options)


def test_a_bare_function_names_the_cure() -> None:
    for function in (kl_divergence, js_divergence, total_variation, kltools.kl_quadrature):
        for pair in ((bell, stats.norm()), (stats.norm(), bell), (bell, bell), (stats.norm(), np.exp)):
            with pytest.raises(TypeError, match=r"a function, not a distribution; .* kltools.Density\(pdf, support="):
                function(*pair)
    assert is_distribution(GIVEN[0][0]) and not is_distribution(bell)
    assert repr(GIVEN[0][0]) == "Density(bell, support=(-inf, inf))"
    assert GIVEN[0][0].pdf([0.0, 1.0]) == pytest.approx(stats.norm.pdf([0.0, 1.0]))
    assert GIVEN[7][0].pdf([-1.0, 2.0]).tolist() == [0.0, 0.0] and GIVEN[7][0].support() == (0.0, 1.0)
