"""Every projection answers a hostile target or start soundly, or refuses it by name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kltools import Mixture, QuadratureError
from kltools.projections import ConvergenceError, information_projection, information_projections, moment_projection
from tests.robust.judge import judged
from tests.robust.odd_distributions import EXTREME, MANY, REFUSED, made

REFUSALS = (QuadratureError, ConvergenceError, OverflowError)
TWO = Mixture([stats.norm(-3, 1), stats.norm(3, 1)], [0.5, 0.5])


def fits(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def check_fit(fit: Any) -> None:
    """Hold a projection to finite moments and a divergence that is not negative."""
    assert math.isfinite(fit.mean) and 0 < fit.variance < math.inf
    assert type(fit.divergence) is float and fit.divergence >= 0


functions = pytest.mark.parametrize(
    "function", [moment_projection, information_projection, information_projections], ids=lambda f: f.__name__
)


@functions
@pytest.mark.parametrize("kind", sorted({**REFUSED, **MANY}))
def test_what_is_no_distribution_is_refused_by_name(function, kind):
    assert judged(function, made({**REFUSED, **MANY}, kind), names=("p",)) is None


@functions
@pytest.mark.parametrize("kind", sorted(set(EXTREME) - {"heavy tail"}))
def test_parameters_at_the_edge_of_floats(function, kind):
    found = judged(function, made(EXTREME, kind), names=("p",), refusals=REFUSALS)
    for fit in fits(found) if found is not None else []:
        check_fit(fit)


@functions
@pytest.mark.parametrize("family", [None, 3, "", "Normal", "full", b"normal", ["normal"], set()], ids=repr)
def test_hostile_families(function, family):
    assert judged(function, TWO, family, names=("family",)) is None


ENTRIES = [
    None,
    "1",
    True,
    math.nan,
    math.inf,
    -1.0,
    0.0,
    1e300,
    5e-324,
    [1.0],
    [[1.0]],
    np.float32(1),
    1 + 0j,
    object(),
]


@given(st.sampled_from(ENTRIES), st.sampled_from(ENTRIES))
@settings(deadline=None, max_examples=20)
def test_hostile_starts(mean, spread):
    found = judged(
        information_projection, TWO, start=(mean, spread), names=("start", "start[0]", "start[1]"), refusals=REFUSALS
    )
    if found is not None:
        check_fit(found)


@pytest.mark.parametrize(
    "starts", [3, "ab", [], [None], [()], [(0, 1), (0, 0)], [(0, 1, 2)], [[0, math.nan]]], ids=repr
)
def test_hostile_lists_of_starts(starts):
    names = ("starts", "starts[0]", "starts[1]", "starts[0][0]", "starts[0][1]", "starts[1][1]")
    assert judged(information_projections, TWO, starts=starts, names=names) is None
