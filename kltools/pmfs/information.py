"""Entropy, cross-entropy and mutual information of probability mass functions."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, as_real, in_units, log_of_base
from kltools.pmfs.pairs import SMALLEST_NORMAL
from kltools.pmfs.summation.blocks import BLOCK, block_indices, exact_sum, load
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.terms import of_probabilities, slack_terms, surprisal_terms
from kltools.pmfs.validation import check_joint

ENTROPY = CheckedSum(lambda p: surprisal_terms(p, np.log(p)))
CROSS_ENTROPY = CheckedSum(lambda p, q: surprisal_terms(p, np.log(q)))


def entropy(p: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Shannon entropy of a PMF; see `kltools.entropy`."""
    scale = log_of_base(base)
    # A sum of p just above 1 must not make an entropy negative.
    return in_units(np.maximum(ENTROPY.evaluate([p], ["p"], axis), 0.0), scale)


def cross_entropy(p: ArrayLike, q: ArrayLike, *, base: float | None = None, axis: int = -1) -> float | Array:
    """Cross-entropy of PMFs; see `kltools.cross_entropy`."""
    scale = log_of_base(base)
    return in_units(np.maximum(CROSS_ENTROPY.evaluate([p, q], ["p", "q"], axis), 0.0), scale)


def mutual_information(joint: ArrayLike, *, base: float | None = None) -> float | Array:
    """Mutual information of two variables, from their joint PMF.

    Parameters
    ----------
    joint : array_like
        The joint PMF, of shape (r, c), or a stack of them, of shape (..., r, c).
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.

    Returns
    -------
    float or ndarray of float64
        D(joint || product of its marginals), of shape (...); a float for one joint PMF. Never
        negative.

    Raises
    ------
    ValueError
        For fewer than two axes, a NaN, infinite or negative entry, a sum that is not 1, an empty
        axis or a bad `base`.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    Cover & Thomas [1]_, section 2.3. Each term is a slack p log(p/q) - p + q >= 0 with q the
    product of the marginals, so no difference of entropies is taken.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools.pmfs.information import mutual_information
    >>> round(mutual_information([[0.5, 0.0], [0.0, 0.5]], base=2), 12)
    1.0
    >>> mutual_information([[0.25, 0.25], [0.25, 0.25]])
    0.0
    """
    scale = log_of_base(base)
    array = as_real(joint, "joint")
    check_joint(array)
    # The longer axis is cut into blocks; the marginal along the shorter one fits in memory.
    if array.shape[-1] > array.shape[-2]:
        array = np.swapaxes(array, -1, -2)
    batch, cells = array.shape[:-2], array.shape[-2] * array.shape[-1]
    values = np.empty(batch)
    with np.errstate(all="ignore"):
        if cells > BLOCK:
            for index in product(*map(range, batch)):
                values[index] = _large_information(array[index])
        else:
            for block in block_indices(batch, cells):
                values[block] = _information(load(array[block]))
    return in_units(values, scale)


def _information(joint: Array) -> Array:
    """Return the mutual information in nats of each of a block of joint PMFs."""
    rows, columns = joint.sum(axis=-1, keepdims=True), joint.sum(axis=-2, keepdims=True)
    return np.asarray(_information_terms(joint, rows, columns).sum(axis=(-2, -1)))


def _large_information(joint: NDArray[Any]) -> float:
    """Return the mutual information in nats of one joint PMF, some rows at a time."""
    step = max(BLOCK // joint.shape[1], 1)
    blocks = [slice(start, start + step) for start in range(0, joint.shape[0], step)]
    columns = np.zeros(joint.shape[1])
    for block in blocks:
        columns += load(joint[block]).sum(axis=0)
    parts = []
    for block in blocks:
        part = load(joint[block])
        parts.append(float(_information_terms(part, part.sum(axis=1, keepdims=True), columns).sum()))
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
