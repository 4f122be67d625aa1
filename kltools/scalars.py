"""Options that are one real number: what counts as one, and what is said of anything else."""

from __future__ import annotations

from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np


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
