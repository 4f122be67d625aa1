"""Every public function of PMFs answers hostile input soundly, or refuses it by name."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kltools
from tests.robust.hostile import (
    AXES,
    GUISES,
    MASKS,
    NUMBERS,
    ODDITIES,
    TRUTHS,
    dyadic_pmfs,
    hostile_arrays,
    pmfs,
)
from tests.robust.judge import judged

LOG_2 = math.log(2.0)
few = settings(deadline=None, max_examples=25)


OF_ENTRIES: dict[str, list[Any]] = {
    "axis": AXES,
    "log": TRUTHS,
    "where": MASKS,
    "tolerance": NUMBERS,
    "renormalise": TRUTHS,
}
OF_REDUCTIONS = {**OF_ENTRIES, "keepdims": TRUTHS}


@dataclass(frozen=True)
class Driven:
    """How a function is driven: its array arguments, its options, and what its answers lie between."""

    function: Callable[..., Any]
    arrays: tuple[str, ...] = ("p", "q")
    options: dict[str, list[Any]] = field(default_factory=lambda: {"base": NUMBERS, **OF_REDUCTIONS})
    low: float = 0.0
    high: float = math.inf
    entrywise: bool = False


def squared(t: np.ndarray) -> np.ndarray:
    return (t - 1.0) ** 2


def _renyi(p: Any, q: Any, alpha: Any = 2.0, **options: Any) -> Any:
    return kltools.renyi_divergence(p, q, alpha, **options)


def _chi_squared(p: Any, q: Any, slope_at_infinity: Any = math.inf, **options: Any) -> Any:
    return kltools.f_divergence(p, q, squared, slope_at_infinity=slope_at_infinity, **options)


def _gradient(p: Any, q: Any, **options: Any) -> Any:
    return kltools.kl_gradient(p, q, "q", **options)


ORDERS = [*NUMBERS, 1 - 2**-53, 0.999, 1.001, 7, 60]
DRIVEN = {
    "entropy": Driven(kltools.entropy, ("p",)),
    "cross_entropy": Driven(kltools.cross_entropy),
    "kl_divergence": Driven(kltools.kl_divergence),
    "jeffreys_divergence": Driven(kltools.jeffreys_divergence),
    "js_divergence": Driven(kltools.js_divergence, high=LOG_2),
    "js_distance": Driven(kltools.js_distance, high=math.sqrt(LOG_2)),
    "total_variation": Driven(kltools.total_variation, options=OF_REDUCTIONS, high=1.0),
    "renyi_divergence": Driven(_renyi, options={"alpha": ORDERS, "base": NUMBERS, **OF_REDUCTIONS}),
    "f_divergence": Driven(_chi_squared, options={"slope_at_infinity": NUMBERS, **OF_REDUCTIONS}),
    "kl_terms": Driven(kltools.kl_terms, options={"base": NUMBERS, **OF_ENTRIES}, low=-math.inf, entrywise=True),
    "kl_gradient": Driven(_gradient, options={"base": NUMBERS, **OF_ENTRIES}, low=-math.inf, entrywise=True),
    "kl_slack": Driven(kltools.kl_slack, options={"base": NUMBERS, **OF_ENTRIES}, entrywise=True),
    "mutual_information": Driven(
        kltools.mutual_information,
        ("joint",),
        {"base": NUMBERS, **{k: v for k, v in OF_REDUCTIONS.items() if k != "axis"}},
    ),
    "normalize": Driven(kltools.normalize, ("counts",), {"axis": AXES, "where": MASKS}, high=1.0, entrywise=True),
    "js_divergence_of": Driven(
        lambda *ps, **options: kltools.js_divergence_of(ps, **options), ("ps[0]", "ps[1]"), high=LOG_2
    ),
}
names = pytest.mark.parametrize("name", sorted(DRIVEN))


def shape_of(case: Driven, arrays: list[Any], options: dict[str, Any]) -> tuple[int, ...]:
    """The shape that the answer should have."""
    shape = np.broadcast_shapes(*(np.shape(np.asarray(array)) for array in arrays))
    if case.entrywise:
        return shape
    axis = (-2, -1) if case.arrays == ("joint",) else options.get("axis", -1)
    axes = {*range(len(shape))} if axis is None else {int(one) % len(shape) for one in _several(axis)}
    kept = [(i, length) for i, length in enumerate(shape) if i not in axes]
    if options.get("keepdims"):
        return tuple(1 if i in axes else length for i, length in enumerate(shape))
    return tuple(length for _, length in kept)


def _several(axis: Any) -> tuple[Any, ...]:
    return axis if isinstance(axis, tuple) else (axis,)


def check_answer(case: Driven, answer: Any, arrays: list[Any], options: dict[str, Any]) -> None:
    """Hold an answer to its type, its shape and its bounds."""
    expected = shape_of(case, arrays, options)
    assert isinstance(answer, np.ndarray if expected or case.entrywise else float)
    assert np.shape(answer) == expected
    assert np.asarray(answer).dtype == np.float64
    nats = math.log(options["base"]) if options.get("base") is not None else 1.0
    unit = math.sqrt(nats) if case.high == math.sqrt(LOG_2) else nats
    assert not np.isnan(answer).any()
    assert np.all(np.asarray(answer) >= case.low)
    assert np.all(np.asarray(answer) <= case.high / unit * (1 + 1e-15))


@names
@given(data=st.data())
@few
def test_hostile_arrays_get_an_answer_or_an_error_that_names_them(name, data):
    case = DRIVEN[name]
    arrays = [data.draw(hostile_arrays()) for _ in case.arrays]
    answer = judged(case.function, *arrays, names=case.arrays)
    if answer is not None:
        check_answer(case, answer, arrays, {})


@names
@given(data=st.data())
@few
def test_hostile_options_get_an_answer_or_an_error_that_names_them(name, data):
    case = DRIVEN[name]
    arrays = [data.draw(pmfs(3)) for _ in case.arrays]
    if case.arrays == ("joint",):
        arrays = [arrays[0][:, None]]
    options = {
        key: data.draw(st.sampled_from(values), label=key)
        for key, values in case.options.items()
        if data.draw(st.booleans())
    }
    if options.get("log") is True and data.draw(st.booleans()):
        with np.errstate(divide="ignore"):
            arrays = [np.log(array) for array in arrays]
    answer = judged(case.function, *arrays, names=(*case.options, *case.arrays), **options)
    if answer is not None:
        check_answer(case, answer, arrays, options)


@names
@given(data=st.data())
@settings(deadline=None, max_examples=20)
def test_a_guise_does_not_change_the_value(name, data):
    case = DRIVEN[name]
    stack = [np.stack([data.draw(dyadic_pmfs(4)) for _ in range(2)]) for _ in case.arrays]
    plain = [x / 2 if case.arrays == ("joint",) else x for x in stack]
    if case.arrays != ("joint",) and data.draw(st.booleans()):
        plain = [x[0] for x in plain]
    expected = judged(case.function, *plain, names=case.arrays)
    guises = [GUISES[data.draw(st.sampled_from(sorted(GUISES)))] for _ in case.arrays]
    found = judged(case.function, *(guise(x) for guise, x in zip(guises, plain, strict=True)), names=case.arrays)
    assert found is not None
    np.testing.assert_array_equal(found, expected, strict=True)


@names
def test_integers_that_are_a_pmf_are_one(name):
    case = DRIVEN[name]
    sure = np.array([[0, 1, 0]])
    for dtype in (np.int8, np.uint64, ">i4"):
        arrays = [sure.astype(dtype)] * len(case.arrays)
        check_answer(case, judged(case.function, *arrays, names=case.arrays), arrays, {})


@names
def test_long_arrays_without_memory_of_their_own(name):
    case, n = DRIVEN[name], 300_000
    even = np.broadcast_to(1.0 / n, (1, n))
    arrays = [even] * len(case.arrays)
    check_answer(case, judged(case.function, *arrays, names=case.arrays), arrays, {})


LOGARITHMS = pytest.mark.parametrize("name", sorted({*DRIVEN} - {"normalize"}))


@LOGARITHMS
@given(data=st.data())
@few
def test_hostile_logarithms(name, data):
    case = DRIVEN[name]
    arrays = [data.draw(hostile_arrays()) for _ in case.arrays]
    answer = judged(case.function, *arrays, log=True, names=case.arrays)
    if answer is not None:
        check_answer(case, answer, arrays, {})


@LOGARITHMS
@pytest.mark.parametrize("place", range(len(ODDITIES)))
def test_each_oddity_as_logarithms(name, place):
    case = DRIVEN[name]
    arrays = [ODDITIES[place], np.log([0.5, 0.5])][: len(case.arrays)]
    answer = judged(case.function, *arrays, log=True, names=case.arrays)
    assert answer is None or np.all(answer >= case.low)


@given(data=st.data())
@few
def test_hostile_lists_of_some_outcomes(data):
    p, log = data.draw(hostile_arrays()), data.draw(st.booleans())
    whole = judged(kltools.with_rest, p, log=log, names=("p",))
    if whole is not None:
        shape = np.shape(np.asarray(p))
        assert whole.dtype == np.float64 and whole.shape == (*shape[:-1], shape[-1] + 1)
        rest = np.exp(whole[..., -1]) if log else whole[..., -1]
        assert np.all((rest >= 0.0) & (rest <= 1.0))
    assert judged(kltools.shared_with_rest, p, {"a": 0.5}, log=False, names=("p",)) is None


@given(data=st.data())
@few
def test_hostile_weights(data):
    weights = data.draw(hostile_arrays())
    answer = judged(kltools.js_divergence_of, [[0.5, 0.5], [1, 0], [0.25, 0.75]], weights, names=("weights",))
    if answer is not None:
        assert 0.0 <= answer <= math.log(3)


@pytest.mark.parametrize("ps", [None, 3, 0.5, object(), [], {}, "ab", np.array(1.0)])
def test_what_is_no_sequence_of_pmfs(ps):
    assert judged(kltools.js_divergence_of, ps, names=("ps", "ps[0]")) is None


BAD_FUNCTIONS = {
    "not callable": 3,
    "none": lambda t: None,
    "text": lambda t: "0",
    "texts": lambda t: np.array(["0"] * t.size),
    "complex": lambda t: (t - 1) ** 2 + 0j,
    "scalar": lambda t: 0.0,
    "longer": lambda t: np.append(t, 0.0) - 1,
    "ragged": lambda t: [[0.0], []],
    "objects": lambda t: np.full(t.shape, None),
    "nan": lambda t: t * math.nan,
    "nan below 1": lambda t: np.where(t < 1, math.nan, t - 1),
    "not 0 at 1": lambda t: t,
}


@pytest.mark.parametrize("kind", sorted(BAD_FUNCTIONS))
def test_a_bad_f_is_refused_by_name(kind):
    for p, q in ([0.5, 0.5], [0.25, 0.75]), ([0.5, 0.5], [1.0, 0.0]):
        call = kltools.f_divergence
        found = judged(call, p, q, BAD_FUNCTIONS[kind], slope_at_infinity=1.0, names=("f", "f(1)"))
        assert found is None


def test_an_f_that_works_in_place_spoils_nothing():
    def in_place(t: np.ndarray) -> np.ndarray:
        t -= 1.0
        t *= t
        return t

    p, q = np.array([0.5, 0.5]), np.array([0.25, 0.75])
    found = judged(kltools.f_divergence, p, q, in_place, names=("f",))
    assert found == kltools.f_divergence(p, q, squared)
