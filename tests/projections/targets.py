"""Targets that several tests fit."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from scipy import stats
from scipy.stats.distributions import rv_frozen

from kltools.distributions import Mixture
from kltools.distributions.scipy_objects import describe

MVN = stats.multivariate_normal
S2 = np.array([[1.0, 0.9], [0.9, 1.5]])


def pair(distance, weight=0.5, sd=1.0):
    return Mixture([stats.norm(-distance, 1.0), stats.norm(distance, sd)], [1 - weight, weight])


def plane(weight=0.4):
    other = [[0.5, -0.2], [-0.2, 0.7]]
    return Mixture([MVN([-2, 0], S2), MVN([2.5, 1], other)], [weight, 1 - weight])


def named(value):
    """The id of a test: a frozen distribution's own text is its address, which no two processes share."""
    return describe(value, "p").label if isinstance(value, rv_frozen) else str(value)


mixtures = st.lists(st.tuples(st.floats(-4, 4), st.floats(0.4, 2), st.floats(0.1, 1)), min_size=2, max_size=4).map(
    lambda rows: Mixture(
        [stats.norm(m, s) for m, s, _ in rows], np.array([w for *_, w in rows]) / sum(w for *_, w in rows)
    )
)
