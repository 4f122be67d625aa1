"""What an argument may be: a real number, an array of them, a base, an axis; and what is said of anything else."""

from __future__ import annotations

import math
import operator
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Axis: TypeAlias = int | tuple[int, ...] | None
"""An axis, several of them, or all."""

#: The smallest normal double: what is nearer to 0 has fewer digits as a double, or none.
SMALLEST_NORMAL = float(np.finfo(np.float64).tiny)


#: How many bytes hold a double.
_DOUBLE_BYTES = 8


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
    array = any_array(values, name)
    if array.dtype.kind == "O":
        array = _from_objects(array, name)
    if array.dtype.kind not in "iuf":
        raise TypeError(f"{name} has dtype {array.dtype}, but {what} are real numbers; convert it to float64")
    if array.dtype.itemsize > _DOUBLE_BYTES:
        with np.errstate(all="ignore"):
            _check_kept(array, array.astype(np.float64), name)
    return array


def any_array(values: Any, name: str) -> NDArray[Any]:
    """Return values as an array of whatever dtype they have, bfloat16 as float32, or say why they become none."""
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is not a rectangular array ({error}); give rows of one length") from None
    except (TypeError, RuntimeError) as error:  # tensors that NumPy cannot read, as they say themselves
        raise TypeError(f"{name} becomes no array ({error}); convert it to a NumPy array of float64") from None
    if array.dtype.kind == "V" and array.dtype.names is None and np.can_cast(array.dtype, np.float32):
        return array.astype(np.float32)  # bfloat16 and its kin, which NumPy knows once ml_dtypes is imported
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
        doubles = array.astype(np.float64)
    except (OverflowError, ValueError):  # a signalling NaN of Decimal is a ValueError
        raise ValueError(f"{name} holds a number beyond the range of floats; rescale it before you pass it") from None
    _check_kept(array, doubles, name)
    return doubles


def _check_kept(array: NDArray[Any], doubles: Array, name: str) -> None:
    """Raise for the first number so near to 0 that it has fewer digits as a double, if there is one."""
    small = np.abs(doubles) < SMALLEST_NORMAL
    if array.dtype.kind == "f":
        small &= array != doubles
    for place in np.argwhere(small):
        index = tuple(place.tolist())
        number = array[index]
        double = Fraction(float(doubles[index])) if isinstance(number, Fraction) else float(doubles[index])
        if number != double:
            at = f"{name}[{', '.join(map(str, index))}]" if index else name
            raise ValueError(
                f"{at} is {number!s:.40}, which is below the range of doubles and would lose its digits; "
                "rescale it, or pass the logarithms of probabilities with log=True"
            )


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


def axes_from_end(axis: Axis, ndim: int) -> tuple[int, ...]:
    """Return one axis, a tuple of them, or for None all of them, counted from the end of a shape of `ndim` axes.

    Examples
    --------
    >>> axes_from_end(0, 2), axes_from_end((0, -1), 3), axes_from_end(None, 2)
    ((-2,), (-3, -1), (-2, -1))
    """
    if axis is None:
        return tuple(range(-ndim, 0))
    axes = tuple(axis_from_end(one, ndim) for one in (axis if isinstance(axis, tuple) else (axis,)))
    if not axes:
        raise ValueError("axis is (), but outcomes run along some axis; use -1 for the last axis")
    if len({*axes}) < len(axes):
        raise ValueError(f"axis is {axis}, which names an axis twice; name each once")
    return axes
