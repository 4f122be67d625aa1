"""Checks of the target and the family, the same for both directions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from kltools.arguments import Array
from kltools.distributions import FlatMixture, flatten

FAMILIES = ("normal", "factorised", "full")


def checked_target(p: Any, family: str) -> FlatMixture:
    """Return the components of p, or raise an error where the family has no density to compare p with."""
    if family not in FAMILIES:
        raise ValueError(f"family is {family!r}; give one of {', '.join(map(repr, FAMILIES))}")
    target = flatten(p, "p")
    if target.discrete:
        raise TypeError(
            f"p = {target.label} is discrete, but a normal distribution has a density; fit a continuous "
            "distribution, or compare PMFs"
        )
    if (target.dimension == 1) != (family == "normal"):
        raise ValueError(
            f"family is {family!r}, but p = {target.label} has dimension {target.dimension}; use 'normal' in "
            "one dimension, 'factorised' or 'full' in more"
        )
    return target


def require_whole_space(target: FlatMixture) -> None:
    """Raise where a normal q has mass outside the support of p, so that D(q||p) is infinite for every q."""
    if target.dimension == 1:
        whole = target.intervals() == [(-math.inf, math.inf)]
    else:
        whole = all("cov" in c.parameters and full_rank(c.parameters["cov"]) for c in target.components)
    if whole:
        return
    raise ValueError(
        f"p = {target.label} has density 0 on a set that every normal q gives positive probability, so "
        "D(q||p) is infinite for all of them; use moment_projection, or transform p to the whole space (by "
        "a logarithm or a logit, for example)"
    )


def full_rank(covariance: Array) -> bool:
    """Return whether a covariance matrix is positive definite beyond rounding."""
    return int(np.linalg.matrix_rank(covariance, hermitian=True)) == len(covariance)
