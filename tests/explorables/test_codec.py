"""Recordings as bytes: packed here, unpacked by the player's own JavaScript in V8."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kltools.explorables.codec import FARTHEST, LIFT, depends_on, difference, pack, squeeze, tenths
from tests.explorables.v8 import Engine

ENGINE = Engine(player=True)


def unpacked(layout: list[dict[str, Any]], text: str, counts: list[int]) -> list[list[int]]:
    """What the player's decode makes of packed arrays."""
    whole = list(gzip.decompress(base64.b64decode(text)))
    return ENGINE.value(
        f"((b)=>{json.dumps(layout)}.map((a)=>Array.from(decode(b,a,{counts}))))(Uint8Array.from({whole}))"
    )


def test_tenths_round_clip_and_lift() -> None:
    points = np.array([0.04, 0.06, -0.06, 12.34, np.nan, np.inf, -np.inf, 9999.0])
    edge = int(FARTHEST * 10)
    assert tenths(points).tolist() == [0, 1, -1, 123, LIFT, edge, -edge, edge]
    assert tenths(points).dtype == np.int16


def test_an_array_is_kept_on_the_grid_of_what_it_depends_on() -> None:
    first, second = np.arange(3)[:, None, None], np.arange(4)[None, :, None]
    inner = np.arange(5)
    for values, on in (
        (first + second * 0 + inner, [0]),
        (first * 0 + second + inner, [1]),
        (first * second + inner, [0, 1]),
        (0 * first * second + inner, []),
    ):
        values = values.astype(np.int16)
        assert depends_on(values, 2) == on
        kept = squeeze(values, 2, on)
        assert kept.shape == (*[values.shape[axis] for axis in on], 5)
        (layout,), text = pack([values], 2)
        assert (layout["on"], layout["inner"], layout["size"]) == (on, [5], 5)
        assert len(gzip.decompress(base64.b64decode(text))) == kept.size * 2


@settings(deadline=None, max_examples=40)
@given(
    arrays(np.int16, (3, 2, 2, 4)),
    arrays(np.int32, (3, 2, 3)),
    arrays(np.int16, (1, 2, 2, 3), elements=st.integers(-3, 3)),
)
def test_player_decodes_what_was_packed(
    one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], repeated: np.ndarray[Any, Any]
) -> None:
    """Any whole numbers, the extremes too: differences wrap, and sums wrap back."""
    given_arrays = [one, np.repeat(repeated, 3, axis=0), other]
    layout, text = pack(given_arrays, 2)
    for values, found in zip(given_arrays, unpacked(layout, text, [3, 2]), strict=True):
        kept = squeeze(values, 2, depends_on(values, 2))
        assert found == kept.ravel().tolist()


def test_extremes_survive_differencing() -> None:
    for dtype in (np.int16, np.int32):
        low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
        values = np.array([[low, high, low], [high, low, 0], [-1, 0, 1]], dtype=dtype)
        layout, text = pack([values], 1)
        assert unpacked(layout, text, [3]) == [values.ravel().tolist()]


def test_smooth_arrays_are_differenced_and_shrink() -> None:
    grid = np.arange(4000)
    smooth = (grid * 7 + 3).astype(np.int16).reshape(40, 100)
    axes, body = difference(smooth)
    assert axes
    assert len(gzip.compress(body)) < len(gzip.compress(smooth.tobytes())) / 5


def test_packing_is_the_same_each_time() -> None:
    values = np.random.default_rng(1).integers(-9, 9, (4, 3, 20)).astype(np.int16)
    layout, text = pack([values, values * 2], 2)
    assert (layout, text) == pack([values.copy(), values * 2], 2)
    assert base64.b64decode(text)[4:8] == bytes(4)  # gzip's place for the time of writing


def test_player_reads_points_and_numbers() -> None:
    xs, ys = ENGINE.value(f"points([10,-25,{LIFT},{LIFT},7,0])")
    np.testing.assert_equal(np.array([xs, ys]), np.array([[1.0, -2.5, np.nan], [np.nan, 0.7, 0.0]]))
    whole = [2**31 - 1, -(2**31) + 1, -(2**31), -1234, 0]
    found = ENGINE.value(f"{whole}.map((v)=>number(v,2))")
    np.testing.assert_equal(np.array(found), np.array([np.inf, -np.inf, np.nan, -12.34, 0]))


@pytest.mark.parametrize(
    ("points", "path"),
    [
        ("[[0,1,2],[3,4,5]]", "M0 3L1 4L2 5"),
        ("[[0,1,NaN,2,3],[0,1,0,1,2]]", "M0 0L1 1M2 1L3 2"),
        ("[[0,NaN],[NaN,0]]", "M0 0"),
        ("[[7],[8]]", "M7 8L7 8"),
        ("[[0,1],[Infinity,-1e9]]", "M0 20000L1 -20000"),
        ("[[0.123456],[1]]", "M0.12 1L0.12 1"),
    ],
)
def test_player_writes_paths(points: str, path: str) -> None:
    assert ENGINE.value(f"pathOf({points},[0,1,0,1])") == path


def test_player_scales_paths_downwards() -> None:
    assert ENGINE.value("pathOf([[1,2],[3,4]],[10,2,100,-5])") == "M12 85L14 80"
