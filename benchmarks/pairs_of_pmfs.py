"""Pairs of PMFs of three kinds: far apart, near each other, and mixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.peers import PMF


def _random(n: int, rng: np.random.Generator) -> PMF:
    weights = rng.standard_exponential(n)
    return weights / weights.sum()


def far(n: int, rng: np.random.Generator) -> tuple[PMF, PMF]:
    """Two PMFs drawn uniformly from the simplex."""
    return _random(n, rng), _random(n, rng)


def near(n: int, rng: np.random.Generator, step: float = 1e-6) -> tuple[PMF, PMF]:
    """A PMF and one that agrees with it to a relative step."""
    p = _random(n, rng)
    q = p * (1 + step * rng.uniform(-1, 1, n))
    return p, q / q.sum()


def mixed(n: int, rng: np.random.Generator) -> tuple[PMF, PMF]:
    """Half of the outcomes near, half far, in random order."""
    (p, q), (r, s) = near(n - n // 2, rng), far(n // 2, rng)
    order = rng.permutation(n)
    return np.concatenate([p, r])[order] / 2, np.concatenate([q, s])[order] / 2


KINDS: Mapping[str, Callable[[int, np.random.Generator], tuple[PMF, PMF]]] = {"far": far, "near": near, "mixed": mixed}
