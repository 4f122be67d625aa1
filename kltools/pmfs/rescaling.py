"""Rows divided by their sums: of counts or probabilities, and of exponentials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.pmfs.places import Argument
from kltools.pmfs.summation.blocks import max_terms, sum_terms
from kltools.pmfs.validation import check_sums, first_unlike, row_sums


def over_sum(
    rows: NDArray[Any], argument: Argument, within: float | None = None, what: str = "probability"
) -> NDArray[Any]:
    """Return rows divided by their sums along the last axis.

    Parameters
    ----------
    rows
        Numbers, none negative.
    argument
        What they are called.
    within
        How far a sum may be from 1; by default it may be any positive number.
    what
        What an entry is.
    """
    sums = row_sums(rows, argument, what)
    good = (sums > 0) & (sums < math.inf)
    if not np.all(good):
        index = tuple(int(i) for i in np.argwhere(~good)[0])
        where = f" at index {index} of the other axes" if index else ""
        verb = "sum" if what == "count" else "sums"
        raise ValueError(
            f"{argument.name} {verb} to {float(sums[index])}{where}, but only a positive finite sum can be divided out; "
            "leave out slices that hold no counts, and rescale counts whose sum overflows"
        )
    if within is not None:
        _check_within(sums, argument.name, within)
    with np.errstate(under="ignore"):
        return np.asarray(np.divide(rows, sums[..., None], dtype=np.float64))


def less_logsumexp(rows: NDArray[Any], argument: Argument, within: float | None = None) -> NDArray[Any]:
    """Return logits less the logarithm of the sum of their exponentials along the last axis.

    Parameters
    ----------
    rows
        Logits, ``-inf`` for what is impossible.
    argument
        What they are called.
    within
        How far a sum of exponentials may be from 1; by default it may be any positive number.
    """
    peaks = max_terms(lambda block: block, [rows])
    if not bool((peaks < math.inf).all()):
        found = first_unlike(rows, lambda part: part < math.inf)
        if found:
            index, value = found
            raise ValueError(
                f"{argument.place(index)} is {value}, but a logit must be a number below inf; "
                f"check how {argument.name} was computed"
            )
    if bool(np.isneginf(peaks).any()):
        first = tuple(int(i) for i in np.argwhere(np.isneginf(peaks))[0])
        at = f" at index {first} of the other axes" if first else ""
        raise ValueError(
            f"exp({argument.name}) sums to 0.0{at}, but only a positive sum can be divided out; "
            "give at least one outcome a logit above -inf"
        )
    shares: Array = np.subtract(rows, peaks[..., None], dtype=np.float64)
    logs = np.log(sum_terms(np.exp, [shares]))
    if within is not None:
        with np.errstate(over="ignore"):
            _check_within(np.exp(peaks + logs), f"exp({argument.name})", within)
    shares -= logs[..., None]
    return shares


def _check_within(sums: Array, name: str, within: float) -> None:
    cure = "leave tolerance out to divide by whatever the sum is"
    check_sums(sums, name, within, lambda total: cure)
