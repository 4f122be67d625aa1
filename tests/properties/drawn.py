"""What the properties are tried on: random PMFs, joint PMFs, rules and families; and how closely numbers agree."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

from kltools import normalize

#: Every property is tried on this many cases; one that integrates numerically on fewer.
tried = settings(deadline=None, max_examples=25)
tried_few = settings(deadline=None, max_examples=8)

unit = st.floats(0.001, 0.999)
number = st.floats(-2.0, 2.0)


def near(value: Any) -> Any:
    """Agreement to what rounding leaves of ten digits."""
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def at_most(low: float, high: float) -> bool:
    """low <= high, but for rounding."""
    return low <= high * (1 + 1e-12) + 1e-13


@st.composite
def pmfs(draw: Any, size: int | tuple[int, ...], *, zeros: bool = False) -> np.ndarray:
    """PMFs, or joint PMFs, of a size; with `zeros` some outcomes but never all have probability 0."""
    count = int(np.prod(size))
    weight = st.floats(0.01, 1.0)
    entries = draw(st.lists(weight | st.just(0.0) if zeros else weight, min_size=count, max_size=count))
    if not any(entries):
        entries[draw(st.integers(0, count - 1))] = 1.0
    return normalize(entries).reshape(size)


@st.composite
def rules(draw: Any, rows: int, columns: int) -> np.ndarray:
    """Random rules W(y|x): a PMF a row."""
    return np.stack([draw(pmfs(columns, zeros=True)) for _ in range(rows)])


def vectors(size: int) -> st.SearchStrategy[np.ndarray]:
    """Vectors of moderate numbers."""
    return st.lists(number, min_size=size, max_size=size).map(np.array)


def tilted(base: np.ndarray, statistics: np.ndarray, eta: Any) -> np.ndarray:
    """The member of an exponential family: base exp(eta T), normalised; T has a row an outcome."""
    return normalize(base * np.exp(statistics @ np.atleast_1d(eta)))


def log_partition(base: np.ndarray, statistics: np.ndarray, eta: Any) -> float:
    """The log of what `tilted` divides by."""
    return float(np.log(np.sum(base * np.exp(statistics @ np.atleast_1d(eta)))))


def sums_of_draws(pmf: np.ndarray, values: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Every sequence of n draws: its probability, and the sum of the values along it."""
    places = np.array(list(product(range(pmf.size), repeat=n)))
    return pmf[places].prod(axis=1), values[places].sum(axis=1)
