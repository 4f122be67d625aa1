"""Every estimator answers hostile samples soundly, or refuses them by name."""

from __future__ import annotations

import math
import warnings
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kltools.estimators import EstimateWarning, drift_test, knn_kl, monte_carlo_kl, plugin_kl, psi, sampled_kl
from tests.robust.hostile import GUISES, NUMBERS, ODDITIES, hostile_arrays
from tests.robust.judge import judged

few = settings(deadline=None, max_examples=25)
X = np.random.default_rng(1).normal(size=(20, 2))
Y = np.random.default_rng(2).normal(size=(20, 2))


def quiet(call: Any, *arguments: Any, **options: Any) -> Any:
    """The call without the warnings that its documentation announces; any other one still fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", EstimateWarning)
        return call(*arguments, **options)


def knn(x: Any, y: Any, **options: Any) -> list[Any]:
    return [quiet(knn_kl, x, y, **options)]


def plugin(counts_p: Any, counts_q: Any = None, **options: Any) -> list[Any]:
    return [quiet(plugin_kl, counts_p, counts_q, **options).estimate]


def averages(log_p: Any, log_q: Any, samples: Any = None) -> list[Any]:
    found = quiet(monte_carlo_kl, log_p, log_q, samples)
    return [found.k1, found.k2, found.k3]


def check_estimates(estimates: list[Any] | None) -> None:
    """Hold estimates to numbers: a value, and a standard error unless D is infinite."""
    for one in estimates or []:
        assert type(one.value) is float and not math.isnan(one.value)
        assert one.standard_error >= 0 or not math.isfinite(one.value)


@given(hostile_arrays(), st.booleans())
@few
def test_hostile_points(points, first):
    check_estimates(judged(knn, *((points, Y) if first else (Y, points)), names=("x", "y", "k")))


@given(
    st.sampled_from([None, 3, "norm", stats.norm, [0.5, 0.5], stats.norm(0, 1), stats.poisson(3), stats.cauchy()]),
    st.booleans(),
)
@few
def test_hostile_distributions_to_draw_from(thing, first):
    pair = (thing, stats.norm(1, 2)) if first else (stats.norm(1, 2), thing)
    found = judged(sampled_kl, *pair, names=("p", "q"), size=50, rng=1)
    check_estimates([found] if found else None)


@given(st.sampled_from(NUMBERS))
@few
def test_hostile_numbers_of_draws(n):
    if not isinstance(n, int) or abs(n) < 1e5:
        judged(sampled_kl, stats.norm(0, 1), stats.norm(1, 1), names=("size",), size=n, rng=1)


#: 10^5000 has too many digits for Python to print, here as in any message.
PRINTABLE = [number for number in NUMBERS if not (type(number) is int and number > 10**1000)]


@pytest.mark.parametrize("k", PRINTABLE, ids=lambda k: type(k).__name__)
def test_hostile_neighbours(k):
    check_estimates(judged(knn, X, Y, k=k, names=("k",)))


@pytest.mark.parametrize("exponent", [-1000, -500, 500, 1020])
def test_points_at_the_edge_of_floats_give_the_same_estimate(exponent):
    far = judged(knn, np.ldexp(X, exponent), np.ldexp(Y, exponent), names=("x", "y"))
    assert far[0].value == pytest.approx(knn(X, Y)[0].value, rel=1e-12)


def test_points_that_underflow_are_refused_as_ties():
    assert judged(knn, np.ldexp(X, -1080), np.ldexp(Y, -1080), names=("x", "y")) is None


@given(hostile_arrays(), st.sampled_from(["counts_p", "counts_q", "q"]))
@few
def test_hostile_counts(counts, name):
    arguments = {"counts_p": [3, 1], **({} if name == "q" else {"counts_q": [2, 2]}), name: counts}
    check_estimates(judged(plugin, **arguments, names=("counts_p", "counts_q", "q")))


@pytest.mark.parametrize("place", range(len(ODDITIES)))
@pytest.mark.parametrize("name", ["counts_p", "counts_q"])
def test_each_oddity_as_counts(place, name):
    arguments = {"counts_p": [3, 1], "counts_q": [2, 2], name: ODDITIES[place]}
    check_estimates(judged(plugin, **arguments, names=("counts_p", "counts_q")))


@pytest.mark.parametrize("smoothing", NUMBERS, ids=lambda smoothing: type(smoothing).__name__)
def test_hostile_smoothing(smoothing):
    check_estimates(judged(plugin, [3, 1], [2, 2], smoothing=smoothing, names=("smoothing",)))


@given(hostile_arrays(), st.sampled_from(["log_p", "log_q", "samples"]))
@few
def test_hostile_log_densities(values, name):
    arguments = {"log_p": [-1.0, -2.0], "log_q": [-1.5, -2.0], "samples": None, name: values}
    check_estimates(judged(averages, **arguments, names=("log_p", "log_q", "samples")))


@pytest.mark.parametrize(
    "log_q",
    [
        lambda x: None,
        lambda x: "0",
        lambda x: 0.0,
        lambda x: x[:1],
        lambda x: [[0.0], []],
        lambda x: x + 0j,
        lambda x: x * math.nan,
        lambda x: np.exp(1e4 * x),
        stats.norm(0, 1e-160).logpdf,
        stats.norm(0, 1e160).logpdf,
    ],
)
def test_hostile_functions_for_log_densities(log_q):
    samples = np.array([0.5, -0.5, 1.0])
    check_estimates(judged(averages, stats.norm().logpdf, log_q, samples, names=("log_q",)))


@pytest.mark.parametrize("guise", sorted(set(GUISES) - {"float16", "float32", "byte-swapped float32"}))
def test_a_guise_does_not_change_an_estimate(guise):
    dressed = GUISES[guise]
    assert str(knn(dressed(X), dressed(Y))) == str(knn(X, Y))
    counts = np.array([5.0, 3.0, 9.0]), np.array([4.0, 4.0, 6.0])
    assert str(plugin(*map(dressed, counts))) == str(plugin(*counts))
    logs = np.array([-1.0, -2.0, -1.5]), np.array([-1.5, -1.0, -1.25])
    assert str(averages(*map(dressed, logs))) == str(averages(*logs))


def check_index(value: Any) -> None:
    """Hold an index to a number that is no less than 0."""
    assert value is None or (type(value) is float and value >= 0.0)


@pytest.mark.parametrize("place", range(len(ODDITIES)))
@pytest.mark.parametrize("name", ["reference", "current", "bins"])
def test_each_oddity_as_binned_counts(place, name):
    arguments = {"reference": [3, 1], "current": [2, 2], "pseudocount": 0.5, name: ODDITIES[place]}
    check_index(judged(psi, **arguments, names=("reference", "current", "bins")))
    found = judged(partial(quiet, drift_test), **arguments, names=("reference", "current", "bins"))
    assert found is None or 0.0 <= found.p_value <= 1.0


@given(hostile_arrays(), st.sampled_from(["reference", "current"]))
@few
def test_hostile_binned_counts(counts, name):
    check_index(judged(psi, **{"reference": [3, 1], "current": [2, 2], name: counts}, names=("reference", "current")))


@pytest.mark.parametrize("number", PRINTABLE, ids=lambda number: type(number).__name__)
@pytest.mark.parametrize("name", ["pseudocount", "level", "resamples", "bins"])
def test_hostile_options_of_the_drift_test(number, name):
    if name == "resamples" and isinstance(number, int) and number > 1000:
        return  # which is so many, and takes as long
    samples = [1.0, 2.0, 3.0, 5.0], [2.0, 2.5, 3.5, 6.0]
    given = samples if name == "bins" else ([30, 10], [20, 20])
    judged(partial(quiet, drift_test), *given, **{name: number}, names=(name, "reference", "current"))


@pytest.mark.parametrize("thing", ODDITIES, ids=lambda thing: type(thing).__name__)
def test_oddities_to_draw_from(thing):
    for pair in ((thing, stats.norm()), (stats.norm(), thing)):
        assert judged(partial(quiet, sampled_kl), *pair, size=10, names=("p", "q")) is None


@pytest.mark.parametrize("size", [number for number in PRINTABLE if not (isinstance(number, int) and number > 10**6)])
def test_hostile_sizes(size):
    judged(partial(quiet, sampled_kl), stats.norm(), stats.norm(1), size=size, rng=0, names=("size",))


@pytest.mark.parametrize("name", ["where", "groups"])
@pytest.mark.parametrize("place", range(len(ODDITIES)))
def test_each_oddity_as_mask_and_as_groups(place, name):
    logs = np.full((4, 3), -1.0), np.linspace(-1.5, -0.5, 12).reshape(4, 3)
    if ODDITIES[place] is not None:
        judged(partial(quiet, monte_carlo_kl), *logs, **{name: ODDITIES[place]}, names=(name, "where", "log_p"))
