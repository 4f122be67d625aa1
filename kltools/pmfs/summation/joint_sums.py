"""Sums over the cells of joint PMFs: of mutual information, from the joint PMF and its marginals."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import SMALLEST_NORMAL, Array
from kltools.pmfs.summation.blocks import BLOCK, block_indices, exact_sum, load
from kltools.pmfs.terms import log_slack_terms, of_probabilities, slack_terms


class Space(NamedTuple):
    """What a joint PMF is given in: probabilities or their logarithms."""

    #: Takes an array, an axis and `keepdims`, and returns a marginal.
    total: Callable[..., Array]
    #: Adds up two parts of a marginal.
    add: Callable[[Array, Array], Array]
    #: Takes a joint PMF and its marginals, which broadcast against it, and returns the terms of the information.
    terms: Callable[[Array, Array, Array], Array]


def of_joint(array: NDArray[Any], space: Space) -> Array:
    """Return the mutual information in nats of joint PMFs over the last two axes."""
    # The longer axis is cut into blocks; the marginal along the shorter one fits in memory.
    if array.shape[-1] > array.shape[-2]:
        array = np.swapaxes(array, -1, -2)
    batch, cells = array.shape[:-2], array.shape[-2] * array.shape[-1]
    values = np.empty(batch)
    with np.errstate(all="ignore"):
        if cells > BLOCK:
            for index in product(*map(range, batch)):
                values[index] = _large_information(array[index], space)
        else:
            for block in block_indices(batch, cells):
                values[block] = _information(load(array[block]), space)
    return values


def _information(joint: Array, space: Space) -> Array:
    """Return the mutual information in nats of each of a block of joint PMFs."""
    rows, columns = space.total(joint, axis=-1, keepdims=True), space.total(joint, axis=-2, keepdims=True)
    return np.asarray(space.terms(joint, rows, columns).sum(axis=(-2, -1)))


def _large_information(joint: NDArray[Any], space: Space) -> float:
    """Return the mutual information in nats of one joint PMF, some rows at a time."""
    step = max(BLOCK // joint.shape[1], 1)
    blocks = [slice(start, start + step) for start in range(0, joint.shape[0], step)]
    columns = reduce(space.add, (space.total(load(joint[block]), axis=0) for block in blocks))
    parts = []
    for block in blocks:
        part = load(joint[block])
        parts.append(float(space.terms(part, space.total(part, axis=1, keepdims=True), columns).sum()))
    return exact_sum(parts)


_SLACKS = of_probabilities(slack_terms)


def _information_terms(joint: Array, rows: Array, columns: Array) -> Array:
    """Return the slacks of a joint PMF and the product of its marginals, which broadcast against it.

    Where the product leaves the range of normal doubles, the slack of p and r c is that of p/r and c, times r.
    """
    independent = rows * columns
    terms = _SLACKS(joint, independent)
    lost = (independent < SMALLEST_NORMAL) & (joint > 0)
    if lost.any():
        share, column = np.broadcast_to(rows, joint.shape)[lost], np.broadcast_to(columns, joint.shape)[lost]
        terms[lost] = share * _SLACKS(joint[lost] / share, column)
    return terms


def _log_total(logs: Array, axis: int, keepdims: bool = False) -> Array:
    """Return the log of the sum of exponentials along an axis."""
    peak = logs.max(axis=axis, keepdims=True)
    shift = np.where(np.isfinite(peak), peak, 0.0)
    total: Array = np.log(np.exp(logs - shift).sum(axis=axis, keepdims=True)) + shift
    return total if keepdims else total.squeeze(axis)


PROBABILITIES = Space(np.sum, np.add, _information_terms)
LOGARITHMS = Space(_log_total, np.logaddexp, lambda joint, rows, columns: log_slack_terms(joint, rows + columns))
