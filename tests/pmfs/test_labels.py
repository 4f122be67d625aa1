"""PMFs with labels: dicts and Counters, matched by label in any order, or refused with the cure."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter, OrderedDict
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

import kltools
from kltools.pmfs import align, give_back, is_labelled

P = {"a": 0.5, "b": 0.25, "c": 0.25}
Q = {"d": 0.125, "c": 0.5, "a": 0.375}
#: The same over a, b, c, d.
P_ROW, Q_ROW = [0.5, 0.25, 0.25, 0.0], [0.375, 0.0, 0.5, 0.125]
LOG_P = {label: math.log(share) for label, share in P.items()}
LOG_Q = {label: math.log(share) for label, share in Q.items()}


def chi_squared(p: Any, q: Any, **options: Any) -> Any:
    return kltools.f_divergence(p, q, lambda t: (t - 1) ** 2, slope_at_infinity=math.inf, **options)


def renyi(alpha: float) -> Any:
    return lambda p, q, **options: kltools.renyi_divergence(p, q, alpha, **options)


OF_TWO = {
    "kl_divergence": kltools.kl_divergence,
    "js_divergence": kltools.js_divergence,
    "js_distance": kltools.js_distance,
    "jeffreys_divergence": kltools.jeffreys_divergence,
    "cross_entropy": kltools.cross_entropy,
    "total_variation": kltools.total_variation,
    "chi_squared": chi_squared,
    "renyi 0": renyi(0),
    "renyi 0.3": renyi(0.3),
    "renyi 1": renyi(1),
    "renyi 2": renyi(2),
    "renyi inf": renyi(math.inf),
    "js_divergence_of": lambda p, q, **options: kltools.js_divergence_of([p, q], [0.25, 0.75], **options),
}
ENTRYWISE = {"kl_terms": kltools.kl_terms, "kl_slack": kltools.kl_slack}


@pytest.mark.parametrize("name", OF_TWO)
def test_dicts_are_matched_by_label_and_what_one_lacks_is_impossible(name: str) -> None:
    function = OF_TWO[name]
    assert function(P, Q) == function(P_ROW, Q_ROW)
    assert function(Q, P) == function(Q_ROW, P_ROW)
    reordered = dict(reversed(P.items()))
    assert function(reordered, P) == function(P_ROW[:3], P_ROW[:3])
    wider = {**P, "d": 0.0}
    assert function(wider, Q) == function(P, Q)
    with np.errstate(divide="ignore"):
        assert function(LOG_P, LOG_Q, log=True) == function(np.log(P_ROW), np.log(Q_ROW), log=True)


@pytest.mark.parametrize("name", ENTRYWISE)
def test_entries_come_back_as_a_dict(name: str) -> None:
    function = ENTRYWISE[name]
    found = function(P, Q)
    assert type(found) is dict and list(found) == ["a", "b", "c", "d"]
    assert list(found.values()) == function(P_ROW, Q_ROW).tolist()
    assert all(type(value) is float for value in found.values())


@pytest.mark.parametrize("kind", [dict, Counter, OrderedDict, MappingProxyType], ids=lambda one: one.__name__)
def test_every_mapping_is_one(kind: Any) -> None:
    counts = kind({"x": 3, "y": 1})
    assert kltools.normalize(counts) == {"x": 0.75, "y": 0.25}
    assert kltools.kl_divergence(kind({"x": 1}), {"y": 0.5, "x": 0.5}, base=2) == 1.0
    assert kltools.entropy(kind({"x": 0.5, "y": 0.5}), base=2) == 1.0


def test_exact_numbers_and_integers_are_shares_too() -> None:
    assert kltools.kl_divergence({"x": Fraction(1, 2), "y": Fraction(1, 2)}, {"y": 0.5, "x": 0.5}) == 0.0
    assert kltools.kl_divergence({"x": 1}, {"x": 1, "y": 0}) == 0.0
    single = {label: np.float32(1 / 3) for label in "abc"}
    assert kltools.entropy(single) == kltools.entropy(np.full(3, np.float32(1 / 3)))


def test_beside_labels_an_array_goes_by_position() -> None:
    assert kltools.kl_divergence(P, [0.2, 0.3, 0.5]) == kltools.kl_divergence(P_ROW[:3], [0.2, 0.3, 0.5])
    assert kltools.kl_divergence([0.2, 0.3, 0.5], P) == kltools.kl_divergence([0.2, 0.3, 0.5], P_ROW[:3])
    batch = np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]])
    assert np.array_equal(kltools.kl_divergence(P, batch), kltools.kl_divergence(P_ROW[:3], batch))
    assert kltools.kl_terms(P, batch).shape == (2, 3)


def test_a_list_of_labelled_pmfs_is_a_batch_of_them() -> None:
    found = kltools.kl_divergence([P, Q], Q)
    assert np.array_equal(found, kltools.kl_divergence([P_ROW, Q_ROW], Q_ROW))
    assert np.array_equal(kltools.kl_divergence((P, Q), [Q, P]), kltools.kl_divergence([P_ROW, Q_ROW], [Q_ROW, P_ROW]))


def test_several_with_weights_by_name() -> None:
    by_name = {"before": P, "after": Q}
    expected = kltools.js_divergence_of([P_ROW, Q_ROW], [0.25, 0.75])
    assert kltools.js_divergence_of(by_name, {"after": 0.75, "before": 0.25}) == expected
    assert kltools.js_divergence_of([P, Q, P], [0.1, 0.75, 0.15]) == pytest.approx(expected, rel=1e-14)
    with pytest.raises(ValueError, match=r"weights has labels, but ps has none; "):
        kltools.js_divergence_of([P, Q], {"after": 0.75, "before": 0.25})
    with pytest.raises(ValueError, match=r"weights has labels that ps lacks; "):
        kltools.js_divergence_of(by_name, {"after": 0.75, "before": 0.25, "then": 0.0})
    with pytest.raises(ValueError, match=r"^ps\['after'\]\['x'\] is -1\.0, .*; check"):
        kltools.js_divergence_of({"before": {"x": 1.0}, "after": {"x": -1.0, "y": 2.0}})


def test_pairs_are_the_outcomes_of_two_variables() -> None:
    joint = {("sun", "warm"): 0.5, ("rain", "cold"): 0.25, ("rain", "warm"): 0.25}
    table = [[0.5, 0.0], [0.25, 0.25]]
    assert kltools.mutual_information(joint) == pytest.approx(kltools.mutual_information(table), rel=1e-15)
    logs = {pair: math.log(share) for pair, share in joint.items()}
    assert kltools.mutual_information(logs, log=True) == pytest.approx(kltools.mutual_information(table), rel=1e-14)
    with pytest.raises(ValueError, match=r"joint has the label 'a', but a joint PMF has two variables; "):
        kltools.mutual_information({"a": 1.0})


def test_missing_labels_are_one_label() -> None:
    assert kltools.total_variation({math.nan: 0.5, "a": 0.5}, {"a": 0.5, float("nan"): 0.5}) == 0.0
    assert kltools.total_variation({None: 0.5, "a": 0.5}, {"a": 0.5, float("nan"): 0.5}) == 0.0


def test_disjoint_labels_of_one_type_are_a_legitimate_infinity() -> None:
    assert kltools.kl_divergence({"a": 1.0}, {"b": 1.0}) == math.inf
    assert kltools.js_divergence({"a": 1.0}, {"b": 1.0}, base=2) == 1.0
    assert kltools.kl_divergence({1: 1.0}, {2: 1.0}) == math.inf
    assert kltools.kl_divergence({(1, 2): 1.0}, {(2, 1): 1.0}) == math.inf


@pytest.mark.parametrize("name", [*OF_TWO, *ENTRYWISE])
@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ({1: 0.5, 2: 0.5}, {"1": 0.5, "2": 0.5}, r"has the label 1 of type int, .* has '1' of type str; give both"),
        ({1: 0.5, 2: 0.5}, {1: 0.5, "2": 0.5}, r"has the label 2 of type int, .* has '2' of type str; give both"),
        ({1.0: 1.0}, {"1": 1.0}, r"has the label 1\.0 of type float, .* '1' of type str; give both"),
        ({b"a": 1.0}, {"a": 1.0}, r"has the label b'a' of type bytes, .* 'a' of type str; give both"),
        ({0.1 + 0.2: 1.0}, {0.3: 1.0}, r"has the label 0\.30000000000000004 .* 0\.3 of type float; round"),
        ({np.float32(0.1): 0.5, 1: 0.5}, {1: 0.5, 0.1: 0.5}, r"of type float32, .* 0\.1 of type float; round"),
        ({"a": 1.0}, {0: 1.0}, r"share no label, .* 'a' is a str, 0 a number; give both the same labels"),
        ({("a", 1): 1.0}, {"a": 1.0}, r"is a tuple of 2, 'a' a str; give both"),
    ],
)
def test_labels_meant_as_the_same_are_refused(name: str, p: Any, q: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        (OF_TWO | ENTRYWISE)[name](p, q)


@pytest.mark.parametrize(
    ("p", "error", "message"),
    [
        ({"a": "0.5", "b": 0.5}, TypeError, r"^p\['a'\] is '0\.5', but an entry is a real number; convert"),
        ({"a": None, "b": 1.0}, TypeError, r"^p\['a'\] is None, but an entry is a real number; fill it or leave"),
        ({"a": True, "b": 0.0}, TypeError, r"^p\['a'\] is True, but an entry is a real number; convert"),
        ({"a": 1.0, "b": math.nan}, ValueError, r"^p\['b'\] is nan, but a probability must be a finite number; check"),
        ({"a": 1.5, "b": -0.5}, ValueError, r"^p\['b'\] is -0\.5, but a probability cannot be negative; check"),
        ({"a": [0.5, 0.5], "b": [0.5, 0.5]}, TypeError, r"^p\['a'\] is a list, .*; pass one PMF, such as p\['a'\]"),
        ({"a": {"x": 1.0}, "b": {"x": 1.0}}, TypeError, r"^p\['a'\] is \{'x': 1\.0\}, but an entry is a real"),
        ({"a": 3, "b": 5}, ValueError, r"^p sums to 8\.0, .*; use normalize\(p\)"),
        ({}, ValueError, r"^p has shape \(0,\): no outcomes .*; a PMF needs"),
    ],
)
def test_bad_entries_are_named_by_their_label(p: Any, error: type[Exception], message: str) -> None:
    of_p = [function for name, function in (OF_TWO | ENTRYWISE).items() if name != "js_divergence_of"]
    for function in of_p:
        with pytest.raises(error, match=message):
            function(p, {"a": 0.5, "b": 0.5} if p else {})
    with pytest.raises(error):
        kltools.entropy(p)


def test_places_beside_labels_that_are_unclear_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^ps\[2\] has no labels, .* different orders.*; give ps\[2\] labels"):
        kltools.js_divergence_of([P, dict(reversed(P.items())), [0.2, 0.3, 0.5]])
    with pytest.raises(ValueError, match=r"^q has no labels, .* places in disorder.*; give q labels"):
        kltools.kl_divergence({1: 0.5, 0: 0.25, 2: 0.25}, [0.25, 0.5, 0.25])
    with pytest.raises(
        ValueError, match=r"^q has 4 entries along axis -1, where labels are given for 3; give one entry"
    ):
        kltools.kl_divergence(P, Q_ROW)


def test_a_mask_with_labels_is_matched_too() -> None:
    mask = {"b": False, "a": True, "c": True, "d": True}
    p, q = {"a": 0.5, "b": 7.0, "c": 0.5}, {"d": 0.5, "a": 0.25, "c": 0.25, "b": math.nan}
    assert kltools.kl_divergence(p, q, where=mask, base=2) == 1.0
    with pytest.raises(ValueError, match=r"^where lacks the label 'c', which another argument has; say"):
        kltools.kl_divergence(p, q, where={"a": True, "b": False, "d": True})
    with pytest.raises(ValueError, match=r"^where has no labels, .*; give where labels"):
        kltools.kl_divergence(p, q, where=[True, False, True, True])


def test_what_is_labelled() -> None:
    assert is_labelled({}) and is_labelled([{"a": 1}]) and is_labelled([[0.5], {"a": 1}])
    assert (
        not is_labelled(np.ones(2)) and not is_labelled([1, {"a": 1}]) and not is_labelled([]) and not is_labelled("ab")
    )


def test_alignment_in_one_order() -> None:
    found = align([{"b": 1, "a": 2}, [5, 6], {"b": 3.5, "a": 0.5}], ["x", "y", "z"])
    assert [np.asarray(array).tolist() for array in found.arrays] == [[1, 2], [5, 6], [3.5, 0.5]]
    assert found.labels() == ["b", "a"]
    assert give_back(np.array([1.0, 2.0]), found) == {"b": 1.0, "a": 2.0}
    plain = align([[1, 2]], ["x"])
    assert plain.labels() is None and give_back(np.ones(2), plain).tolist() == [1.0, 1.0]


def test_pandas_and_xarray_are_not_imported() -> None:
    script = (
        "import sys, kltools; kltools.kl_terms({'a': 1.0}, {'a': 1.0}); kltools.normalize({'a': 3}); "
        "print([name for name in ('pandas', 'xarray', 'ml_dtypes') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("pair", [({}, {"a": 1.0}), ({"a": 1.0}, {})])
def test_a_list_of_no_outcomes_is_refused_by_name(pair):
    name = "pq"[pair.index({})]
    with pytest.raises(ValueError, match=f"^{name} has no labels and no entries along axis -1; give it at least one$"):
        kltools.kl_divergence(*pair)
