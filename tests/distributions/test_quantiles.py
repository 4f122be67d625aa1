"""The few quantiles from which sums and integrals start: in order, and where the distribution has its mass."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kltools.distributions.scipy_objects import describe


@pytest.mark.parametrize("loc", [0.0, 3.0, -3.0, 100.0])
def test_angles_stay_within_one_turn(loc):
    component = describe(stats.vonmises(0.5, loc=loc), "p")
    low, high = component.support
    found = component.quantiles()
    assert high - low == pytest.approx(2 * np.pi)
    assert found.size > 4 and np.all((low <= found) & (found <= high))


@pytest.mark.parametrize(
    "frozen",
    [stats.norm(3, 2), stats.cauchy(), stats.gamma(0.01), stats.beta(0.5, 0.5), stats.poisson(3), stats.zipf(2.5)],
)
def test_quantiles_are_in_order_and_in_the_support(frozen):
    component = describe(frozen, "p")
    low, high = component.support
    found = component.quantiles()
    assert np.all(np.diff(found) > 0) and np.all(np.isfinite(found))
    assert np.all((low <= found) & (found <= high))
    assert found.size > 4 or frozen.dist.name in ("poisson", "zipf")
