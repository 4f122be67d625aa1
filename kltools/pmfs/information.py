"""Entropy, cross-entropy and mutual information of probability mass functions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array, Axis, as_real, in_units, log_of_base
from kltools.pmfs.labels.contingency import as_table
from kltools.pmfs.labels.labelled import is_labelled
from kltools.pmfs.masks import as_given
from kltools.pmfs.options import Options
from kltools.pmfs.preparation import is_plain, prepare
from kltools.pmfs.summation.checked_sum import CheckedSum
from kltools.pmfs.summation.joint_sums import LOGARITHMS, PROBABILITIES, of_joint
from kltools.pmfs.terms import log_surprisal_terms, surprisal_terms
from kltools.pmfs.validation import check_joint

ENTROPY = CheckedSum(lambda p: surprisal_terms(p, np.log(p)), lambda log_p: log_surprisal_terms(log_p, log_p))
CROSS_ENTROPY = CheckedSum(lambda p, q: surprisal_terms(p, np.log(q)), log_surprisal_terms)


def entropy(
    p: ArrayLike,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Shannon entropy of a PMF; see `kltools.entropy`."""
    scale = log_of_base(base)
    nats = ENTROPY.evaluate([p], ["p"], Options(axis, log, where, keepdims, tolerance, renormalise))
    # A sum of p just above 1 must not make an entropy negative.
    return in_units(np.maximum(nats, 0.0), scale)


def cross_entropy(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Cross-entropy of PMFs; see `kltools.cross_entropy`."""
    scale = log_of_base(base)
    nats = CROSS_ENTROPY.evaluate([p, q], ["p", "q"], Options(axis, log, where, keepdims, tolerance, renormalise))
    return in_units(np.maximum(nats, 0.0), scale)


def mutual_information(
    joint: ArrayLike,
    *,
    base: float | None = None,
    axis: tuple[int, int] = (-2, -1),
    log: bool = False,
    where: Any = None,
    keepdims: bool = False,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> float | Array:
    """Mutual information of two variables, from their joint PMF.

    Parameters
    ----------
    joint : array_like, or labelled
        The joint PMF, of shape (r, c), or a stack of them, of shape (..., r, c). A dict or a Series is one too if its
        labels are pairs, one of each variable's outcomes.
    base : float, optional
        The base of the logarithm, above 1; by default the unit is the nat.
    axis : tuple of two ints, optional
        The axes along which the two variables run; the last two by default.
    log, where, keepdims, tolerance, renormalise
        As for `kltools.kl_divergence`; they speak of the joint PMF as a whole.

    Returns
    -------
    float or ndarray of float64
        D(joint || product of its marginals), of shape (...); a float for one joint PMF. Never
        negative.

    Raises
    ------
    ValueError
        For fewer than two axes, a NaN, infinite or negative entry, a sum that is not 1, an empty
        axis or a bad option.
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
    options = Options(axis, log, where, keepdims, tolerance, renormalise)
    if axis == (-2, -1) and is_plain([joint], options._replace(axis=-1)):
        array = _two_axes(as_real(joint, "joint"))
        check_joint(array)
        return in_units(of_joint(array, PROBABILITIES), scale)
    missing = -math.inf if options.log else 0.0
    table = as_table(joint, "joint", missing) if is_labelled(joint) else _two_axes(as_given(joint, "joint", options))
    prepared = prepare([table], ["joint"], options._replace(axis=_two(axis)))
    prepared.check()
    rows, lengths = prepared.rows[0], prepared.candidates[0].argument.lengths
    array = rows.reshape(*rows.shape[:-1], *lengths)
    return in_units(prepared.reduced(of_joint(array, LOGARITHMS if prepared.log else PROBABILITIES)), scale)


def _two(axis: Any) -> tuple[int, ...]:
    """Return the axes of two variables, or say why they are none."""
    if not isinstance(axis, tuple) or len(axis) != 2:
        raise ValueError(f"axis is {axis!r}, but two variables have two axes; give both, as (-2, -1)")
    return axis


def _two_axes(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array that can hold a joint PMF, or say why it can not."""
    if array.ndim < 2:
        raise ValueError(
            f"joint has shape {array.shape}, but a joint PMF has an axis for each of its two variables; reshape it"
        )
    if 0 in array.shape[-2:]:
        raise ValueError(
            f"joint has shape {array.shape}: no outcomes along one of its last two axes; give at least one"
        )
    return array
