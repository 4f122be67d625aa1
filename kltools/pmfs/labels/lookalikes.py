"""Labels that differ but are surely meant as the same: 1 and '1', a number and its rounding, bins that overlap."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from numbers import Real
from typing import Any

import numpy as np

#: Two numbers this near each other, as a share of the larger, are roundings of one: that of float32 is half of this.
_ROUNDED = 1.2e-7


def refuse_lookalikes(first: Sequence[Hashable], second: Sequence[Hashable], names: tuple[str, str]) -> None:
    """Raise if labels that only one of two arguments has are meant as the same.

    Parameters
    ----------
    first, second
        The labels of each argument.
    names
        What the two arguments are called.

    Raises
    ------
    ValueError
        If labels of two types are written alike, numbers differ by their rounding, intervals overlap, or the arguments
        share no label and not even a type of label.

    Examples
    --------
    >>> refuse_lookalikes([1, 2], ["1", "2"], ("p", "q"))
    Traceback (most recent call last):
        ...
    ValueError: p has the label 1 of type int, q has '1' of type str; give both the same type of labels
    """
    labels, others = set(first), set(second)
    here, there = [label for label in first if label not in others], [label for label in second if label not in labels]
    if not (here and there):
        return
    pair = _written_alike(here, there) or _rounded_alike(here, there)
    if pair:
        one, other = pair
        raise ValueError(
            f"{names[0]} has the label {one!r} of type {type(one).__name__}, {names[1]} has {other!r} of type "
            f"{type(other).__name__}; {_cure(one, other)}"
        )
    overlap = _overlapping(here, there)
    if overlap:
        raise ValueError(
            f"{names[0]} has the bin {overlap[0]} and {names[1]} has {overlap[1]}, which overlap; "
            "count both in the same bins, as with pandas.cut(..., bins=edges)"
        )
    if len(here) == len(labels) and len(there) == len(others):
        _refuse_other_kinds(here, there, names)


def _cure(one: Hashable, other: Hashable) -> str:
    if isinstance(one, Real) and isinstance(other, Real):
        return "round the labels of both"
    return "give both the same type of labels"


def _written_alike(here: list[Any], there: list[Any]) -> tuple[Hashable, Hashable] | None:
    """Return two labels that are written alike, one of each list, if there are any."""
    written = {_text(label): label for label in here}
    return next(((written[_text(label)], label) for label in there if _text(label) in written), None)


def _text(label: Hashable) -> str:
    """Return how a label is written: a whole number without its point, bytes as their text."""
    if isinstance(label, float) and label.is_integer():
        return str(int(label))
    if isinstance(label, bytes):
        return label.decode(errors="replace")
    return str(label)


def _rounded_alike(here: list[Any], there: list[Any]) -> tuple[Hashable, Hashable] | None:
    """Return two numbers, one of each list and not both whole, that differ by their rounding, if there are any."""
    marked: list[tuple[float, Any, bool]] = []
    for is_here, labels in ((True, here), (False, there)):
        marked += [(float(label), label, is_here) for label in labels if isinstance(label, Real)]
    marked.sort(key=lambda entry: entry[0])
    for (low, one, one_here), (high, other, other_here) in zip(marked, marked[1:]):
        whole = low.is_integer() and high.is_integer()
        if one_here != other_here and not whole and high - low <= _ROUNDED * max(abs(low), abs(high)):
            return (one, other) if one_here else (other, one)
    return None


def _overlapping(here: list[Any], there: list[Any]) -> tuple[Hashable, Hashable] | None:
    """Return two intervals that overlap, one of each list, if there are any."""
    ours, theirs = ([label for label in labels if hasattr(label, "overlaps")] for labels in (here, there))
    return next(((one, other) for one in ours for other in theirs if one.overlaps(other)), None)


def _refuse_other_kinds(labels: list[Any], others: list[Any], names: tuple[str, str]) -> None:
    """Raise if no label of one argument is of a type that some label of the other has."""
    kinds, other_kinds = ({_kind(label): label for label in each} for each in (labels, others))
    if not kinds.keys() & other_kinds.keys():
        (kind, label), (other_kind, other) = next(iter(kinds.items())), next(iter(other_kinds.items()))
        raise ValueError(
            f"{names[0]} and {names[1]} share no label, and theirs are of different types: {label!r} is a {kind}, "
            f"{other!r} a {other_kind}; give both the same labels, or pass plain arrays to go by position"
        )


def _kind(label: Hashable) -> str:
    """Return what a label is called for its type: numbers are of one kind, tuples of one for each length."""
    if isinstance(label, (Real, np.bool_)):
        return "number"
    if isinstance(label, str):
        return "str"
    if isinstance(label, tuple):
        return f"tuple of {len(label)}"
    return type(label).__name__
