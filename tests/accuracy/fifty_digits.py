"""The exact values of sums over the doubles given, to 50 digits, and how far a number is from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import mpmath as mp
import numpy as np

#: The bound that every number in `kltools` is held to.
BOUND = 1e-14
#: The spacing of subnormal doubles, below which no relative error can be asked for.
SPACING = mp.mpf(2) ** -1074


def slack(a: mp.mpf, b: mp.mpf) -> mp.mpf:
    """One term p log(p/q) - p + q."""
    if a == 0:
        return b
    return mp.inf if b == 0 else a * mp.log(a / b) - a + b


def js_term(a: mp.mpf, b: mp.mpf) -> mp.mpf:
    """One term of the Jensen-Shannon divergence."""
    return mp.fsum(x * mp.log(2 * x / (a + b)) / 2 for x in (a, b) if x > 0)


def cross_term(a: mp.mpf, b: mp.mpf) -> mp.mpf:
    """One term -p log q."""
    if a == 0:
        return mp.mpf(0)
    return mp.inf if b == 0 else -a * mp.log(b)


def total(term: Callable[..., mp.mpf], *pmfs: Iterable[float], counts: Iterable[int] | None = None) -> mp.mpf:
    """The sum of a term over PMFs of doubles, each outcome as often as `counts` says."""
    columns = [[mp.mpf(float(x)) for x in pmf] for pmf in pmfs]
    with mp.workdps(50):
        terms = [term(*entries) for entries in zip(*columns, strict=True)]
        if counts is None:
            return mp.fsum(terms)
        return mp.fsum(int(count) * one for count, one in zip(counts, terms, strict=True))


def exact_kl(p, q, counts=None):
    return total(slack, p, q, counts=counts)


def exact_js(p, q, counts=None):
    return total(js_term, p, q, counts=counts)


def exact_cross_entropy(p, q, counts=None):
    return total(cross_term, p, q, counts=counts)


def exact_entropy(p, counts=None):
    return total(cross_term, p, p, counts=counts)


def error(found: float, exact: mp.mpf) -> float:
    """The relative error of a number, less a rounding or two to a subnormal."""
    assert isinstance(found, float), f"{found!r} is not a float"
    if mp.isinf(exact) or exact == 0:
        return 0.0 if found == exact else math.inf
    with mp.workdps(50):
        gap = abs(mp.mpf(found) - exact)
        return float(max(gap - SPACING, mp.mpf(0)) / abs(exact))


def shuffled(columns: list[np.ndarray], counts: np.ndarray, seed: int) -> list[np.ndarray]:
    """Repeat each entry as often as `counts` says, in one random order for all columns."""
    order = np.random.default_rng(seed).permutation(int(counts.sum()))
    return [np.repeat(column, counts)[order] for column in columns]
