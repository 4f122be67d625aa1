"""Arrays of real numbers: what counts as one, and what is said of anything else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.scalars import is_real


def real_array(values: Any, name: str, what: str) -> NDArray[Any]:
    """Return values as an array of real numbers, of the dtype they came in, or say why they are none.

    Parameters
    ----------
    values
        Anything that becomes an array of integers or floats; lists of fractions and decimals too, as doubles.
    name
        What the argument is called.
    what
        What its entries are, in the plural.

    Raises
    ------
    ValueError
        If the rows have several lengths, entries are masked, or a number is beyond the range of floats.
    TypeError
        If the entries are not real numbers.

    Examples
    --------
    >>> from fractions import Fraction
    >>> real_array([Fraction(1, 4), Fraction(3, 4)], "p", "probabilities")
    array([0.25, 0.75])
    """
    if np.ma.is_masked(values):
        raise ValueError(f"{name} has masked entries, which are no {what}; fill them or leave them out")
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is not a rectangular array ({error}); give rows of one length") from None
    if array.dtype.kind == "O":
        array = _from_objects(array, name)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} has dtype {array.dtype}, but {what} are real numbers; convert it to float64")
    return array


def _from_objects(array: NDArray[Any], name: str) -> NDArray[Any]:
    """Return an array of Python's numbers as doubles, any other one as it is."""
    if not all(is_real(entry) for entry in array.flat):
        return array
    try:
        return array.astype(np.float64)
    except (OverflowError, ValueError):  # a signalling NaN of Decimal is a ValueError
        raise ValueError(f"{name} holds a number beyond the range of floats; rescale it before you pass it") from None
