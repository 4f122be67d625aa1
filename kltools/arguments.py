"""What an argument may be: a real number, an array of them, a base, an axis; and what is said of anything else."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def is_real(value: Any) -> bool:
    """Whether something is one real number: no truth value, no text, no complex number.

    Examples
    --------
    >>> from fractions import Fraction
    >>> is_real(Fraction(1, 3)), is_real(True), is_real("0.5")
    (True, False, False)
    """
    return isinstance(value, (Real, Decimal)) and not isinstance(value, bool)


def real_option(value: Any, name: str, why: str) -> float:
    """Return an option as a float, or say why it is none.

    Parameters
    ----------
    value
        What was given for the option.
    name
        What the option is called.
    why
        What it should be and, after a semicolon, the cure.

    Raises
    ------
    TypeError
        If `value` is not one real number.
    ValueError
        If it is too large for a float.

    Examples
    --------
    >>> real_option(3, "base", "a base is a number above 1; use 2 for bits")
    3.0
    """
    number = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    if not is_real(number):
        raise TypeError(f"{name} is {value!r}, but {why}")
    try:
        return float(number)
    except (OverflowError, ValueError):  # a signalling NaN of Decimal is a ValueError
        raise ValueError(f"{name} is beyond the range of floats, but {why}") from None


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


def as_real(values: Any, name: str) -> NDArray[Any]:
    """Return probabilities as an array of real numbers with at least one axis, or say why they are none.

    Raises
    ------
    ValueError, TypeError
        As for `real_array`, and for a single number.

    Examples
    --------
    >>> as_real([1, 0], "p")
    array([1, 0])
    """
    array = real_array(values, name, "probabilities")
    if array.ndim == 0:
        raise ValueError(f"{name} is the single number {array[()]}, but a PMF needs an axis; wrap it in a list")
    return array


def _from_objects(array: NDArray[Any], name: str) -> NDArray[Any]:
    """Return an array of Python's numbers as doubles, any other one as it is."""
    if not all(is_real(entry) for entry in array.flat):
        return array
    try:
        return array.astype(np.float64)
    except (OverflowError, ValueError):  # a signalling NaN of Decimal is a ValueError
        raise ValueError(f"{name} holds a number beyond the range of floats; rescale it before you pass it") from None


def log_of_base(base: float | None) -> float:
    """Return the number of nats in one unit of the logarithm to `base`."""
    if base is None:
        return 1.0
    number = real_option(base, "base", "a base is a number above 1; use 2 for bits or None for nats")
    if not 1.0 < number < math.inf:
        raise ValueError(f"base is {base}, but a base must be finite and above 1; use 2 for bits or None for nats")
    return math.log(number)


def in_units(nats: Array | float, scale: float) -> float | Array:
    """Return nats divided by `scale`: a float where the input was one-dimensional."""
    if isinstance(nats, float) or nats.ndim == 0:
        return float(nats) / scale
    return nats if scale == 1.0 else nats / scale


def axis_from_end(axis: int, ndim: int) -> int:
    """Return `axis` counted from the end of a shape of `ndim` axes."""
    try:
        number = operator.index(axis)
    except TypeError:
        raise TypeError(f"axis is {axis!r}, but an axis is an integer; use -1 for the last axis") from None
    if not -ndim <= number < ndim:
        raise ValueError(
            f"axis is {number}, but the broadcast input has {ndim} axes; choose one from {-ndim} to {ndim - 1}"
        )
    return number if number < 0 else number - ndim
