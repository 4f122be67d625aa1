"""PMFs of any length: around the length of a block, those of language models' vocabularies, a million."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from kltools.pmfs.summation.blocks import BLOCK
from tests.pmfs.test_options import BOTH, ENTRYWISE

LENGTHS = [BLOCK, BLOCK + 1, 50_257, 128_256]
GIVEN = {"log": np.log, "probabilities": lambda x: x}


def drawn(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Two PMFs of n outcomes."""
    rng = np.random.default_rng(n)
    p, q = rng.gamma(1, size=(2, n)) + 1e-3
    return p / p.sum(), q / q.sum()


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("name", BOTH)
def test_one_pmf_a_batch_another_axis_and_a_broadcast_agree(name: str, n: int, given: str) -> None:
    function, options = BOTH[name], {"log": given == "log"}
    p, q = map(GIVEN[given], drawn(n))
    alone = function(p, q, **options)
    both = function(np.stack([p, q]), np.stack([q, p]), **options)
    first = function(np.stack([p, q], axis=1), np.stack([q, p], axis=1), axis=0, **options)
    several = np.stack([p, q, p])
    spread = function(several if name == "entropy" else p, several, **options)
    if name in ENTRYWISE:
        assert alone.shape == (n,) and both.shape == (2, n) and first.shape == (n, 2) and spread.shape == (3, n)
        first = first.T
    else:
        assert type(alone) is float and both.shape == first.shape == (2,) and spread.shape == (3,)
    np.testing.assert_allclose(both[0], alone, rtol=1e-13)
    np.testing.assert_array_equal(first, both)
    np.testing.assert_allclose(spread[0 if name == "entropy" else 1], alone, rtol=1e-13)


@pytest.mark.parametrize("name", BOTH)
def test_a_million_outcomes_are_a_thousand_times_a_thousand(name: str) -> None:
    function, (p, q) = BOTH[name], drawn(1000)
    long_p, long_q = np.tile(p / 1000, 1000), np.tile(q / 1000, 1000)
    found = function(long_p, long_q)
    short = function(p, q)
    if name in ENTRYWISE:
        np.testing.assert_allclose(found.reshape(1000, 1000), np.tile(short / 1000, (1000, 1)), rtol=1e-12, atol=1e-20)
    else:
        shift = np.log(1000) if name in ("entropy", "cross_entropy") else 0.0
        assert found == pytest.approx(short + shift, rel=1e-12)


@pytest.mark.parametrize("name", BOTH)
def test_memory_is_bounded_by_what_is_given(name: str) -> None:
    function, n = BOTH[name], 500_000
    p, q = drawn(n)
    size = p.nbytes
    for options, arrays, most in (
        ({}, (p, q), 1.2 if name in ENTRYWISE else 0.0),
        ({"log": True}, (np.log(p), np.log(q)), 1.2 if name in ENTRYWISE else 0.0),
        ({"where": np.ones(n, dtype=bool)}, (p, q), 4.2),
        ({"renormalise": True}, (p, q), 4.2),
    ):
        assert _peak(function, arrays, options) < most * size + 9e6


def _peak(function: Any, arrays: tuple[np.ndarray, np.ndarray], options: dict[str, Any]) -> int:
    """How many bytes a call has at most."""
    tracemalloc.start()
    try:
        function(*arrays, **options)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
