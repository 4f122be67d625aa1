"""Every public function of distributions answers hostile ones soundly, or refuses them by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import kltools
from kltools import Mixture, QuadratureError
from tests.robust.hostile import NUMBERS
from tests.robust.judge import check_message, judged
from tests.robust.odd_distributions import EXTREME, MANY, REFUSED, SOUND, made
from tests.robust.test_hostile_pmfs import BAD_FUNCTIONS, squared

#: Documented besides ValueError and TypeError: no number can be vouched for, or it is beyond floats.
REFUSALS = (QuadratureError, OverflowError)
LOG_2 = math.log(2.0)
few = settings(deadline=None, max_examples=10)


def _renyi(p: Any, q: Any, alpha: Any = 0.5, **options: Any) -> Any:
    return kltools.renyi_divergence(p, q, alpha, **options)


def _chi_squared(p: Any, q: Any, slope_at_infinity: Any = math.inf) -> Any:
    return kltools.f_divergence(p, q, squared, slope_at_infinity=slope_at_infinity)


#: Each function, what its value lies between, and the options that are driven.
DRIVEN: dict[str, tuple[Any, float, float, tuple[str, ...]]] = {
    "kl_divergence": (kltools.kl_divergence, 0.0, math.inf, ("base",)),
    "jeffreys_divergence": (kltools.jeffreys_divergence, 0.0, math.inf, ("base",)),
    "js_divergence": (kltools.js_divergence, 0.0, LOG_2, ("base",)),
    "js_distance": (kltools.js_distance, 0.0, math.sqrt(LOG_2), ("base",)),
    "total_variation": (kltools.total_variation, 0.0, 1.0, ()),
    "cross_entropy": (kltools.cross_entropy, -math.inf, math.inf, ("base",)),
    "renyi_divergence": (_renyi, 0.0, math.inf, ("alpha", "base")),
    "f_divergence": (_chi_squared, 0.0, math.inf, ("slope_at_infinity",)),
    "kl_quadrature": (lambda p, q: kltools.kl_quadrature(p, q)[0], 0.0, math.inf, ()),
    "kl_bounds": (lambda p, q: kltools.kl_bounds(p, q)[0], 0.0, math.inf, ()),
    "entropy": (kltools.entropy, -math.inf, math.inf, ("base",)),
}
names = pytest.mark.parametrize("name", sorted(DRIVEN))


def check_value(name: str, value: Any) -> None:
    """Hold a value in nats to its type and its bounds."""
    _, low, high, _ = DRIVEN[name]
    assert type(value) is float and low <= value <= high, value


def arguments_of(name: str, p: Any, q: Any) -> list[Any]:
    return [p] if name == "entropy" else [p, q]


@names
@given(data=st.data())
@few
def test_pairs_of_sound_distributions(name, data):
    drawn = [made(SOUND, data.draw(st.sampled_from(sorted(SOUND)))) for _ in "pq"]
    value = judged(DRIVEN[name][0], *arguments_of(name, *drawn), names=("p", "q"), refusals=REFUSALS)
    if value is not None:
        check_value(name, value)


@names
@given(data=st.data())
@few
def test_parameters_at_the_edge_of_floats(name, data):
    extreme = made(EXTREME, data.draw(st.sampled_from(sorted(EXTREME))))
    drawn = [extreme, made({**SOUND, **EXTREME}, data.draw(st.sampled_from(sorted({**SOUND, **EXTREME}))))]
    if data.draw(st.booleans()):
        drawn.reverse()
    value = judged(DRIVEN[name][0], *arguments_of(name, *drawn), names=("p", "q"), refusals=REFUSALS)
    if value is not None:
        check_value(name, value)


@names
@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_what_is_no_distribution_is_refused_by_name(name, kind):
    function = DRIVEN[name][0]
    assert judged(function, *arguments_of(name, made(REFUSED, kind), stats.norm()), names=("p",)) is None
    if name != "entropy":
        assert judged(function, stats.norm(), made(REFUSED, kind), names=("q", "p and q")) is None


@names
@pytest.mark.parametrize("kind", sorted(MANY))
def test_many_at_once(name, kind):
    many = made(MANY, kind)
    one = stats.poisson(3) if kind == "array of shapes" else stats.norm()
    for pair in ((many, one), (one, many)):
        value = judged(DRIVEN[name][0], *arguments_of(name, *pair), names=("p", "q"))
        if name in ("kl_bounds", "kl_quadrature"):
            assert value is None
        elif name != "entropy" or pair[0] is many:
            assert value.shape in ((1,), (2,)) and not np.isnan(value).any()


@names
@given(data=st.data())
@few
def test_hostile_options_of_distributions(name, data):
    function, _, _, keys = DRIVEN[name]
    options = {key: data.draw(st.sampled_from(NUMBERS), label=key) for key in keys if data.draw(st.booleans())}
    p, q = stats.norm(0, 1), stats.norm(1, 2) if name == "kl_bounds" else stats.laplace(0, 1)
    value = judged(function, *arguments_of(name, p, q), names=keys, refusals=REFUSALS, **options)
    if value is not None:
        assert not math.isnan(value)


@names
def test_options_of_pmfs_are_refused(name):
    if name in ("kl_bounds", "kl_quadrature"):
        return
    for option in {"axis": 0, "log": True}.items():
        arguments = arguments_of(name, stats.norm(), stats.norm(1))
        with pytest.raises(TypeError, match=option[0]):
            DRIVEN[name][0](*arguments, **dict([option]))


@pytest.mark.parametrize("kind", sorted(BAD_FUNCTIONS))
def test_a_bad_f_of_distributions_is_refused_by_name(kind):
    p, q = stats.norm(0, 1), stats.norm(1, 1)
    found = judged(kltools.f_divergence, p, q, BAD_FUNCTIONS[kind], names=("f", "f(1)"), refusals=REFUSALS)
    assert found is None


BAD_WEIGHTS = [
    None,
    "ab",
    ["a", "b"],
    [None, None],
    [object(), object()],
    [0.5 + 0j, 0.5],
    [True, False],
    [],
    [1.0],
    0.5,
    [[0.5, 0.5]],
    [[0.5], [0.5, 0.5]],
    [math.nan, 1],
    [math.inf, 0],
    [1.5, -0.5],
    [0.5, 0.6],
    [0, 0],
    [10**400, 1],
    np.ma.array([0.5, 0.5], mask=[True, False]),
]


@pytest.mark.parametrize("weights", BAD_WEIGHTS, ids=[str(place) for place in range(len(BAD_WEIGHTS))])
def test_bad_weights_of_a_mixture_are_refused_by_name(weights):
    assert (
        judged(Mixture, [stats.norm(), stats.norm(1)], weights, names=("weights", "weights[0]", "weights[1]")) is None
    )


BAD_COMPONENTS = [None, 3, stats.norm(), [], "ab", [None], [[stats.norm()]]]


@pytest.mark.parametrize("components", BAD_COMPONENTS, ids=[str(place) for place in range(len(BAD_COMPONENTS))])
def test_bad_components_of_a_mixture_are_refused_by_name(components):
    assert judged(Mixture, components, [1.0], names=("components", "components[0]")) is None


@pytest.mark.parametrize("kind", sorted({**REFUSED, **MANY}))
def test_a_mixture_of_what_is_no_distribution_is_refused_by_name(kind):
    parts = [stats.norm(), made({**REFUSED, **MANY}, kind)]
    assert judged(Mixture, parts, [0.5, 0.5], names=("components[1]",)) is None


def test_weights_in_any_guise_make_one_mixture():
    from tests.robust.hostile import GUISES

    parts = [stats.norm(), stats.norm(3)]
    for guise in GUISES.values():
        mixture = judged(Mixture, parts, guise(np.array([0.25, 0.75])), names=("weights",))
        assert mixture.mean() == 2.25 and mixture.weights.dtype == np.float64


def test_weights_given_are_not_locked():
    weights = np.array([0.5, 0.5])
    Mixture([stats.norm(), stats.norm(1)], weights)
    weights[0] = 1.0


@pytest.mark.parametrize("method", ["pdf", "logpdf", "cdf"])
@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf, [], [[0.0], [1e300]], np.float32(1), 10**30])
def test_a_mixture_at_hostile_points(method, x):
    mixture = Mixture([stats.norm(), stats.norm(3, 2)], [0.5, 0.5])
    found = judged(getattr(mixture, method), x, names=("x",))
    assert np.shape(found) == np.shape(x)
    assert np.array_equal(np.isnan(found), np.isnan(np.asarray(x, dtype=float)))


def test_what_a_mixture_lacks_is_said_with_the_cure():
    line, plane = Mixture([stats.norm()], [1.0]), Mixture([stats.multivariate_normal([0, 0])], [1.0])
    for call, error in ((line.pmf, TypeError), (plane.cdf, ValueError)):
        with pytest.raises(error) as caught:
            call(0.0)
        check_message(caught.value, ("logpmf", "cdf"))
    for call in (plane.var, plane.support):
        with pytest.raises(ValueError) as caught:
            call()
        check_message(caught.value, ("var", "support"))


def test_the_error_of_quadrature_says_where_to_turn():
    with pytest.raises(QuadratureError) as caught:
        kltools.kl_quadrature(stats.t(2.001), stats.norm())
    check_message(caught.value, ("p",))
