"""PMFs with the labels of pandas and xarray."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import kltools
from kltools import exact
from tests.pmfs.test_labels import ENTRYWISE, OF_TWO, P_ROW, Q_ROW, P, Q

SERIES_P, SERIES_Q = pd.Series(P), pd.Series(Q)
ARRAY_P = xr.DataArray(list(P.values()), dims="word", coords={"word": list(P)})
ARRAY_Q = xr.DataArray(list(Q.values()), dims="word", coords={"word": list(Q)})
ROWS = np.array([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]])
FRAME = pd.DataFrame(ROWS, index=["x", "y"], columns=["a", "b", "c"])
TABLE = xr.DataArray(ROWS, dims=("doc", "word"), coords={"doc": ["x", "y"], "word": ["a", "b", "c"]})
MOVED = [2, 0, 1]


@pytest.mark.parametrize("name", OF_TWO)
def test_series_and_arrays_are_matched_by_label(name: str) -> None:
    function = OF_TWO[name]
    expected = function(P_ROW, Q_ROW)
    for p, q in ((SERIES_P, SERIES_Q), (ARRAY_P, ARRAY_Q), (SERIES_P, ARRAY_Q), (P, SERIES_Q), (ARRAY_P, Q)):
        found = function(p, q)
        assert type(found) is float and found == expected


@pytest.mark.parametrize("name", OF_TWO)
@pytest.mark.parametrize("axis", [0, 1])
def test_frames_are_matched_along_both_axes(name: str, axis: int) -> None:
    function = OF_TWO[name]
    other = np.array([[0.25, 0.25, 0.5], [0.5, 0.125, 0.375]])
    expected = function(ROWS, other)
    p, q = FRAME, pd.DataFrame(other, index=["x", "y"], columns=["a", "b", "c"]).iloc[::-1, MOVED]
    a, b = TABLE, xr.DataArray(q.to_numpy(), dims=("doc", "word"), coords={"doc": q.index, "word": q.columns})
    if axis == 0:
        p, q, a, b = p.T, q.T, a.T, b
    assert np.array_equal(function(p, q, axis=axis), expected)
    assert np.array_equal(function(a, b, axis=axis), expected)  # b's dimensions are found by name
    series = pd.Series([0.2, 0.3, 0.5], index=["c", "a", "b"])
    assert np.array_equal(function(p, series, axis=axis), function(ROWS, [0.3, 0.5, 0.2]))
    assert np.array_equal(function(p, series.to_dict(), axis=axis), function(ROWS, [0.3, 0.5, 0.2]))


@pytest.mark.parametrize("name", ENTRYWISE)
def test_entries_come_back_in_the_kind_that_was_given(name: str) -> None:
    function = ENTRYWISE[name]
    expected = function(P_ROW, Q_ROW)
    series = function(SERIES_P.rename_axis("word").rename("share"), SERIES_Q)
    pd.testing.assert_series_equal(
        series, pd.Series(expected, index=pd.Index(["a", "b", "c", "d"], name="word"), name="share")
    )
    array = function(ARRAY_P, SERIES_Q)
    xr.testing.assert_equal(array, xr.DataArray(expected, dims="word", coords={"word": ["a", "b", "c", "d"]}))
    frame = function(FRAME, SERIES_Q)
    whole = np.hstack([ROWS, np.zeros((2, 1))])
    pd.testing.assert_frame_equal(
        frame, pd.DataFrame(function(whole, Q_ROW), index=["x", "y"], columns=["a", "b", "c", "d"])
    )
    pd.testing.assert_frame_equal(
        function(SERIES_P, ROWS), pd.DataFrame(function(P_ROW[:3], ROWS), columns=["a", "b", "c"])
    )
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["u", "v"])
    pairs = function(pd.Series([0.5, 0.5], index=index), {("b", 2): 0.25, ("c", 3): 0.25, ("a", 1): 0.5})
    assert pairs.index.equals(pd.MultiIndex.from_tuples([("a", 1), ("b", 2), ("c", 3)])) and pairs.index.names == [
        "u",
        "v",
    ]


def test_normalize_keeps_labels() -> None:
    counts = pd.Series(["a", "b", "a", "a"]).value_counts()
    shares = kltools.normalize(counts)
    assert shares.to_dict() == {"a": 0.75, "b": 0.25} and shares.index.equals(counts.index)
    table = pd.DataFrame([[1, 3], [2, 2]], index=["x", "y"], columns=["a", "b"])
    pd.testing.assert_frame_equal(kltools.normalize(table), table / 4)
    pd.testing.assert_frame_equal(kltools.normalize(table, axis=None), table / 8)
    xr.testing.assert_equal(kltools.normalize(TABLE * 4), TABLE)


def test_one_argument() -> None:
    assert kltools.entropy(SERIES_P) == kltools.entropy(P_ROW)
    assert np.array_equal(kltools.entropy(FRAME), kltools.entropy(ROWS))
    assert kltools.mutual_information(FRAME / 2) == kltools.mutual_information(ROWS / 2)
    stacked = (FRAME / 2).stack().sample(frac=1, random_state=1)
    assert kltools.mutual_information(stacked) == pytest.approx(kltools.mutual_information(ROWS / 2), rel=1e-14)
    crossed = pd.crosstab(pd.Series(list("aabb")), pd.Series(list("xyyy")))
    assert kltools.mutual_information(crossed, renormalise=True) == kltools.mutual_information([[0.25, 0.25], [0, 0.5]])


def test_rows_of_a_frame_are_several_pmfs() -> None:
    weights = pd.Series({"y": 0.75, "x": 0.25})
    assert kltools.js_divergence_of(FRAME, weights) == kltools.js_divergence_of(ROWS, [0.25, 0.75])


@pytest.mark.parametrize("index", [pd.Index, pd.CategoricalIndex], ids=lambda one: one.__name__)
def test_kinds_of_index(index: Any) -> None:
    p, q = pd.Series([0.5, 0.5], index=index(["a", "b"])), pd.Series([0.25, 0.75], index=index(["b", "a"]))
    assert kltools.kl_divergence(p, q) == kltools.kl_divergence([0.5, 0.5], [0.75, 0.25])
    days = pd.to_datetime(["2026-01-01", "2026-01-02"])
    p, q = pd.Series([0.5, 0.5], index=days), pd.Series([0.25, 0.75], index=days[::-1])
    assert kltools.kl_divergence(p, q) == kltools.kl_divergence([0.5, 0.5], [0.75, 0.25])
    as_array = xr.DataArray([0.25, 0.75], dims="day", coords={"day": days[::-1]})
    assert kltools.kl_divergence(p, as_array) == kltools.kl_divergence(p, q)


def test_missing_labels_are_one() -> None:
    p = pd.Series(["a", None, None, "b"]).value_counts(dropna=False, normalize=True)
    q = pd.Series([None, "a", "b", "b"], dtype=object).value_counts(dropna=False, normalize=True)
    assert kltools.kl_divergence(p, q) == kltools.kl_divergence([0.5, 0.25, 0.25], [0.25, 0.25, 0.5])
    assert kltools.kl_terms(p, q).index.isna().sum() == 1


def test_kinds_of_numbers() -> None:
    for dtype in ("Float64", "float32", "Float32", object, "Sparse[float]"):
        p = pd.Series([0.5, 0.5], index=["a", "b"]).astype(dtype)
        assert kltools.kl_divergence(p, {"b": 0.25, "a": 0.75}) == kltools.kl_divergence([0.5, 0.5], [0.75, 0.25])
    counts = pd.Series([1, 3], index=["a", "b"], dtype="Int64")
    assert kltools.normalize(counts).to_dict() == {"a": 0.25, "b": 0.75}


NAMED = pd.Index(["a", "b"], name="colour")


@pytest.mark.parametrize("name", [*OF_TWO, *ENTRYWISE])
@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        (
            pd.Series([0.5, 0.5], index=NAMED),
            pd.Series([0.5, 0.5], index=NAMED.rename("shape")),
            r"has an axis called 'colour' where .* has an axis called 'shape'; give that axis one name",
        ),
        (
            pd.Series([0.5, 0.25, 0.25], index=["a", "b", "a"]),
            pd.Series([0.5, 0.5], index=["a", "b"]),
            r"has the label 'a' more than once; add up .*groupby\(level=0\)\.sum\(\)",
        ),
        (
            pd.Series([0.5, 0.5], index=["a", "a"]),
            pd.Series([0.5, 0.5], index=["a", "a"]),
            r"has the label 'a' more than once; add up",
        ),
        (FRAME, FRAME.rename(index={"y": "z"}), r"has the label 'y' along axis -2, which .* lacks: .*; select those"),
        (FRAME, FRAME.iloc[[0, 0]], r"has the label 'y' along axis -2, which .* lacks: .*; select those"),
        (
            ARRAY_P,
            ARRAY_Q.rename(word="token"),
            r"has the dimension 'token', and .* has 'word'; give dimensions that mean the same one name",
        ),
        (
            TABLE,
            xr.DataArray([0.5, 0.5], dims="doc", coords={"doc": ["x", "y"]}),
            r"has no dimension 'word', along which outcomes run with axis=-1; name another axis",
        ),
        (
            pd.Series([0.5, 0.5], index=pd.interval_range(0, 2)),
            pd.Series([0.5, 0.5], index=pd.interval_range(0, 3, periods=2)),
            r"has the bin \(0, 1\] and .* has \(0\.0, 1\.5\], which overlap; count both in the same bins",
        ),
        (
            pd.Series([0.5, 0.5], index=pd.to_datetime(["2026-01-01", "2026-01-02"])),
            {"2026-01-01": 0.5, "2026-01-02": 0.5},
            r"share no label, .* Timestamp, .* a str; give both",
        ),
        (xr.Dataset({"p": ARRAY_P}), P, r"is a Dataset of several arrays; pass one of them"),
    ],
    ids=str,
)
def test_labels_that_cannot_be_matched_are_refused(name: str, p: Any, q: Any, message: str) -> None:
    with pytest.raises((ValueError, TypeError), match=message):
        (OF_TWO | ENTRYWISE)[name](p, q)


@pytest.mark.parametrize(
    ("p", "error", "message"),
    [
        (pd.Series([0.5, None], index=["a", "b"], dtype="Float64"), ValueError, r"^p\['b'\] is nan, .*; check"),
        (pd.Series([0.5, pd.NA], index=["a", "b"], dtype=object), TypeError, r"^p\['b'\] is <NA>, .*; fill it"),
        (
            pd.Series([True, False], index=["a", "b"], dtype="boolean"),
            TypeError,
            r"^p\['a'\] is (np\.)?True_?, .*; convert",
        ),
        (pd.Series([True, False], index=["a", "b"]), TypeError, r"^p\['a'\] is (np\.)?True_?, .*; convert"),
        (pd.Series(["x", "y"], index=["a", "b"]), TypeError, r"^p\['a'\] is 'x', .*; convert"),
        (FRAME.mul([1, -1], axis=0), ValueError, r"^p\['y', 'a'\] is -0\.125, .*; check"),
        (TABLE * -1, ValueError, r"^p\['x', 'a'\] is -0\.5, .*; check"),
        (FRAME.assign(word="x"), TypeError, r"^p\['x', 'word'\] is 'x', .*; convert"),
    ],
    ids=str,
)
def test_bad_entries_are_named_by_their_labels(p: Any, error: type[Exception], message: str) -> None:
    for function in (kltools.entropy, lambda p: kltools.kl_divergence(p, p), lambda p: kltools.kl_terms(p, p)):
        with pytest.raises(error, match=message):
            function(p)


def test_exact_pmfs_are_matched_by_label() -> None:
    from fractions import Fraction

    half, quarter = Fraction(1, 2), Fraction(1, 4)
    p, q = pd.Series([half, half], index=["a", "b"]), pd.Series([quarter, 3 * quarter], index=["b", "a"])
    expected = exact.kl_divergence([half, half], [3 * quarter, quarter])
    assert (
        exact.kl_divergence(p, q) == exact.kl_divergence(p, q.to_dict()) == exact.kl_divergence([half, half], q[::-1])
    )
    assert exact.kl_divergence(p, q) == expected
    with pytest.raises(ValueError, match=r"^p has the label 'a' more than once; add up"):
        exact.entropy(pd.Series([half, half], index=["a", "a"]))
    with pytest.raises(ValueError, match=r"^p has the label 1 of type int, q has '1' of type str; give both"):
        exact.kl_divergence({1: 1}, {"1": 1})
    with pytest.raises(ValueError, match=r"^p has an axis called 'colour' where q has an axis called 'shape'; "):
        exact.js_divergence(pd.Series([half, half], index=NAMED), pd.Series([half, half], index=NAMED.rename("shape")))


def test_a_mask_of_pandas() -> None:
    mask = pd.Series({"c": True, "a": True, "b": False, "d": True})
    p = pd.Series({"a": 0.5, "b": math.nan, "c": 0.5})
    assert kltools.kl_divergence(p, {"d": 0.5, "c": 0.25, "a": 0.25, "b": 9.0}, where=mask, base=2) == 1.0
    frame = pd.DataFrame(ROWS > 0.2, index=["x", "y"], columns=["a", "b", "c"]).iloc[::-1, MOVED]
    expected = kltools.entropy(ROWS, where=ROWS > 0.2, renormalise=True)
    assert np.array_equal(kltools.entropy(FRAME, where=frame, renormalise=True), expected)
