"""Hostile input: what no sensible caller passes, and sound PMFs in every guise an array comes in."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

#: The denominator of dyadic PMFs: few enough bits that float16 holds every entry.
DYADIC = 64


class ArrayLike:
    """What a data frame's column is to NumPy: an object that becomes an array when asked."""

    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array(self.values, dtype=dtype)


class Subclass(np.ndarray):
    """An array with a class of its own."""


def _nested(change: Callable[[float], Any]) -> Callable[[np.ndarray], Any]:
    """Nested lists of the entries, each changed into another kind of number."""

    def convert(values: np.ndarray) -> Any:
        return [convert(part) for part in values] if np.ndim(values) else change(float(values))

    return convert


def _read_only(values: np.ndarray) -> np.ndarray:
    locked = values.copy()
    locked.flags.writeable = False
    return locked


def _unaligned(values: np.ndarray) -> np.ndarray:
    memory = b"?" + values.tobytes()
    return np.frombuffer(memory, dtype=values.dtype, offset=1).reshape(values.shape)


GUISES: dict[str, Callable[[np.ndarray], Any]] = {
    "float16": lambda x: x.astype(np.float16),
    "float32": lambda x: x.astype(np.float32),
    "longdouble": lambda x: x.astype(np.longdouble),
    "byte-swapped": lambda x: x.astype(x.dtype.newbyteorder("S")),
    "byte-swapped float32": lambda x: x.astype(np.dtype(np.float32).newbyteorder("S")),
    "every second entry": lambda x: np.repeat(x, 2, axis=-1)[..., ::2],
    "reversed": lambda x: x[..., ::-1].copy()[..., ::-1],
    "columns first": np.asfortranarray,
    "read-only": _read_only,
    "unaligned": _unaligned,
    "memoryview": lambda x: memoryview(x.copy()),
    "list": lambda x: x.tolist(),
    "list of arrays": list,
    "fractions": _nested(Fraction),
    "decimals": _nested(Decimal),
    "objects": lambda x: x.astype(object),
    "array-like": ArrayLike,
    "subclass": lambda x: x.view(Subclass),
    "no entry masked": np.ma.array,
}


@st.composite
def dyadic_pmfs(draw: Any, n: int) -> np.ndarray:
    """PMFs of n outcomes in multiples of 1/64, zeros among them: exact in every dtype of a guise."""
    cuts = sorted(draw(st.lists(st.integers(0, DYADIC), min_size=n - 1, max_size=n - 1)))
    return np.diff([0, *cuts, DYADIC]) / DYADIC


@st.composite
def pmfs(draw: Any, n: int, *, zeros: bool = True) -> np.ndarray:
    """PMFs of n outcomes whose entries may lie hundreds of orders of magnitude apart."""
    exponents = draw(st.lists(st.floats(-300, 0) | st.floats(-2, 0), min_size=n, max_size=n))
    weights = 10.0 ** np.array(exponents)
    if zeros:
        weights *= draw(st.lists(st.sampled_from([1, 1, 1, 0]), min_size=n, max_size=n))
    weights[draw(st.integers(0, n - 1))] = 1.0
    return weights / weights.sum()


#: No arrays of real numbers at all, or none that can be a PMF.
ODDITIES = [
    None,
    "0.5, 0.5",
    b"\x00\x01",
    ["0.5", "0.5"],
    {},
    {"a": "0.5", "b": 0.5},
    {"a": None, "b": 1.0},
    {"a": [0.5, 0.5], "b": [0.5, 0.5]},
    {"a": {"b": 1.0}},
    [{"a": 1.0}, "b"],
    {0.5},
    object(),
    [object(), object()],
    [None, 1.0],
    [[0.5, 0.5], [1.0]],
    [[0.5, 0.5], 1.0],
    [],
    [[]],
    [[], []],
    np.empty((0, 2)),
    np.empty((2, 0)),
    0.5,
    True,
    np.array(1.0),
    [True, False],
    np.array([True, False], dtype=object),
    [0.5 + 0j, 0.5],
    [math.nan, 1.0],
    [math.inf, 0.0],
    [-math.inf, 1.0],
    [1.5, -0.5],
    [-5e-324, 1.0],
    [0.5, 0.5 + 1e-6],
    [1e308, 1e308],
    [0, 0],
    [-1, 2],
    [10**400, 1],
    [Fraction(10**400), Fraction(1)],
    [Decimal("NaN"), Decimal(1)],
    [Decimal("sNaN"), Decimal(1)],
    np.array([np.longdouble("1e4000"), 1]),
    np.array([2**63, 2**63], dtype=np.uint64),
    np.array([1, 2], dtype="M8[s]"),
    np.array([(0.5, 1)], dtype=[("p", float), ("k", int)]),
    np.ma.array([0.5, 0.5, 0.5], mask=[False, False, True]),
    np.array([0.5, math.nan], dtype=np.float16),
    range(3),
    (x for x in ()),
]


def junk() -> st.SearchStrategy[Any]:
    """Oddities, and arrays of any dtype and shape with any entries."""
    shapes = arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)
    dtypes = arrays_of.scalar_dtypes() | st.just(np.dtype(float))
    return st.sampled_from(ODDITIES) | dtypes.flatmap(lambda dtype: arrays_of.arrays(dtype, shapes))


@st.composite
def nearly_pmfs(draw: Any) -> Any:
    """Sound PMFs in a guise, as a vector or a stack, at times with one entry spoilt."""
    n = draw(st.integers(1, 4))
    shape = draw(st.sampled_from([(), (1,), (2,), (0,), (2, 1)]))
    stack = np.empty((*shape, n))
    for index in np.ndindex(shape):
        stack[index] = draw(pmfs(n))
    if stack.size and draw(st.booleans()):
        stack.flat[draw(st.integers(0, stack.size - 1))] = draw(st.floats())
    if not stack.size or draw(st.booleans()):
        return stack
    guises = sorted(set(GUISES) - {"float16", "fractions"})  # the first rounds, the second holds no NaN
    with np.errstate(over="ignore"):
        return GUISES[draw(st.sampled_from(guises))](stack)


def hostile_arrays() -> st.SearchStrategy[Any]:
    """Arrays for any argument that wants PMFs."""
    return junk() | nearly_pmfs()


#: What comes where one number is wanted, sound values among it.
NUMBERS = [
    None,
    2,
    10.0,
    0.5,
    1,
    0,
    -1,
    1 + 2**-52,
    1e300,
    5e-324,
    math.nan,
    math.inf,
    -math.inf,
    "2",
    b"2",
    2 + 0j,
    True,
    [2],
    np.array([2.0]),
    np.array(2.0),
    np.float32(2),
    np.int8(3),
    Fraction(3, 2),
    Decimal(2),
    10**400,
    10**5000,
    object(),
]

AXES = [-1, 0, 1, -2, 5, -7, 1.0, "0", None, (0,), [0], np.int8(0), np.array(0), 2**70, True, math.nan]

#: What comes as the options of PMFs besides an axis, sound values among it. Masks are for three outcomes.
TRUTHS = [True, False, np.bool_(True), 1, 0, None, "yes", [True], math.nan]
MASKS = [
    None,
    True,
    False,
    [True, True, False],
    [False, False, False],
    np.array([True, False, True])[::-1],
    np.array([[True, True, False], [True, False, True]]),
    np.array([True, False]),
    [1, 0, 1],
    ["a", "b", "c"],
    {"a": True},
    {},
    object(),
    math.nan,
]
