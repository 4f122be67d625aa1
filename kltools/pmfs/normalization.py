"""From counts or weights to a probability mass function."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array, as_real, axis_from_end
from kltools.pmfs.validation import outcomes_last, row_sums


def normalize(counts: ArrayLike, *, axis: int = -1) -> Array:
    """Turn counts or weights into a probability mass function.

    Parameters
    ----------
    counts : array_like
        Finite numbers, none negative, of any shape; each slice along `axis` has a positive sum.
    axis : int, optional
        The axis along which outcomes run; the last by default.

    Returns
    -------
    ndarray of float64
        `counts` divided by its sums along `axis`; the shape of `counts`.

    Raises
    ------
    ValueError
        For NaN, infinite or negative entries, a sum that is zero or overflows, an empty axis,
        or an axis out of range.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    The result is the empirical distribution of the counts, their type in the sense of
    Cover & Thomas [1]_, section 11.1.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools.pmfs.normalization import normalize
    >>> normalize([1, 2, 5])
    array([0.125, 0.25 , 0.625])
    """
    array = as_real(counts, "counts")
    last = axis_from_end(axis, array.ndim)
    rows = outcomes_last(array, "counts", last, "count")
    sums = row_sums(rows, "counts", last, "count")
    good = (sums > 0) & (sums < math.inf)
    if not np.all(good):
        index = tuple(int(i) for i in np.argwhere(~good)[0])
        where = f" at index {index} of the other axes" if index else ""
        raise ValueError(
            f"counts sum to {float(sums[index])}{where}, but only a positive finite sum can be divided out; "
            "leave out slices that hold no counts, and rescale counts whose sum overflows"
        )
    with np.errstate(under="ignore"):
        return np.asarray(np.divide(array, np.expand_dims(sums, last), dtype=np.float64))
