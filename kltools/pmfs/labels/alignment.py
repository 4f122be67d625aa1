"""Several labelled arrays made plain ones, whose entries go by position: matched by label, in any order."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Axis, axes_from_end
from kltools.pmfs.labels.dimensions import in_one_order
from kltools.pmfs.labels.labelled import AxisLabels, Labelled, is_labelled, read_labelled
from kltools.pmfs.labels.lookalikes import refuse_lookalikes


@dataclass(frozen=True)
class Aligned:
    """Plain arrays whose entries match by position.

    Attributes
    ----------
    arrays : list
        What was given, each labelled one as an array; the others as they came.
    axes : tuple of AxisLabels or None
        The labels along each axis of the broadcast shape that has some.
    source : object
        The labelled argument of most axes, the first of those; None where none is labelled.
    """

    arrays: list[Any]
    axes: tuple[AxisLabels | None, ...]
    source: Any = None

    def labels(self, axis: int = -1) -> list[Hashable] | None:
        """Return the labels along an axis counted from the end, None where there are none."""
        along = self.axes[axis] if len(self.axes) >= -axis else None
        return along.labels if along else None


def align(values: Sequence[Any], names: Sequence[str], axis: Axis = -1, *, missing: float = 0.0) -> Aligned:
    """Match labelled arguments by their labels.

    Parameters
    ----------
    values
        The arguments, labelled or not; see `kltools.pmfs.is_labelled`.
    names
        What they are called.
    axis
        The axis of the broadcast shape along which outcomes run, a tuple of them, or None for all. A labelled argument
        of one axis runs along the outcomes. An outcome that an argument lacks is added to it. Along other axes the labels
        must be the same, in any order.
    missing
        What an argument has for an outcome that it lacks: 0, or ``-inf`` for logarithms.

    Returns
    -------
    Aligned
        The arrays, in the order of the first labelled argument, with what it lacks at the end. An array without labels
        goes by position.

    Raises
    ------
    ValueError
        For a label that stands twice, axes of different names, labels along other axes than `axes` that differ, labels
        that are surely meant as the same and are not, and an array without labels beside several that are in different
        orders.
    TypeError
        For a dict that holds anything but a number for each outcome.

    Examples
    --------
    >>> found = align([{"a": 1, "b": 3}, {"b": 2, "c": 4}], ["p", "q"])
    >>> found.arrays, found.labels()
    ([array([1, 3, 0]), array([0, 2, 4])], ['a', 'b', 'c'])
    """
    given = [_read(value, name, missing) if is_labelled(value) else None for value, name in zip(values, names)]
    labelled = [one for one in given if one is not None]
    if not labelled:
        return Aligned(list(values), ())
    ndim = max(np.ndim(value) if one is None else one.array.ndim for one, value in zip(given, values))
    axes = axes_from_end(axis, ndim)
    given = in_one_order(given, names, axes)
    arrays: list[Any] = [value if one is None else one.array for one, value in zip(given, values)]
    shared: list[AxisLabels | None] = []
    for place in range(-ndim, 0):
        along = _common(given, values, names, place, outcomes=place in axes)
        shared.append(along)
        if along is not None:
            for i, one in enumerate(given):
                own = _along(one, place)
                if own is not None:
                    if along.labels and not own.labels:
                        raise ValueError(
                            f"{names[i]} has no labels and no entries along axis {place}; give it at least one"
                        )
                    arrays[i] = _taken(arrays[i], place, own.labels, along.labels, missing)
    source = max(labelled, key=lambda one: one.array.ndim).source
    return Aligned(arrays, tuple(shared), source)


def _read(value: Any, name: str, missing: float) -> Labelled:
    """Return one argument: a list of labelled ones as a batch of them."""
    if not isinstance(value, (list, tuple)):
        return read_labelled(value, name)
    names = [f"{name}[{i}]" for i in range(len(value))]
    rows = align(value, names, missing=missing)
    arrays = [np.asarray(row) for row in rows.arrays]
    shapes = {row.shape for row in arrays}
    if len(shapes) > 1:
        first = next(i for i, row in enumerate(arrays) if row.shape != arrays[0].shape)
        raise ValueError(
            f"{names[0]} has shape {arrays[0].shape} but {names[first]} has {arrays[first].shape}; "
            "give rows of one shape"
        )
    return Labelled(np.stack(arrays), (None, *rows.axes), value)


def _along(one: Labelled | None, axis: int) -> AxisLabels | None:
    """Return the labels of an argument along an axis counted from the end."""
    return one.axes[axis] if one is not None and one.array.ndim >= -axis else None


def _common(
    given: Sequence[Labelled | None], values: Sequence[Any], names: Sequence[str], axis: int, *, outcomes: bool
) -> AxisLabels | None:
    """Return the labels along an axis that all arguments are to have."""
    found = [(name, own) for one, name in zip(given, names) if (own := _along(one, axis)) is not None]
    if not found:
        return None
    first_name, first = found[0]
    common, known = list(first.labels), set(first.labels)
    _refuse_repeated(first, first_name, outcomes or len(found) > 1)
    name, name_of = first.name, first_name
    for other_name, other in found[1:]:
        _refuse_repeated(other, other_name, outcomes)
        if name is not None and other.name is not None and name != other.name:
            raise ValueError(
                f"{name_of} has {_axis_called(name)} where {other_name} has {_axis_called(other.name)}; "
                "give that axis one name in both, or transpose one"
            )
        if name is None:
            name, name_of = other.name, other_name
        if other.labels == first.labels:
            continue
        if outcomes:
            refuse_lookalikes(common, other.labels, (first_name, other_name))
            fresh = [label for label in other.labels if label not in known]
            common += fresh
            known.update(fresh)
        else:
            _refuse_different(first, first_name, other, other_name, axis)
    moved = any(own.labels != common for _, own in found) or (outcomes and _places_in_disorder(common))
    _check_plain(given, values, names, axis, common, moved=moved)
    return AxisLabels(common, name)


def _places_in_disorder(labels: list[Hashable]) -> bool:
    """Whether labels are the numbers 0, 1, 2, ... in another order."""
    return {*map(type, labels)} == {int} and labels != list(range(len(labels))) and {*labels} == {*range(len(labels))}


def _axis_called(name: Hashable) -> str:
    return f"an axis called {name!r}"


def _refuse_repeated(along: AxisLabels, name: str, outcomes: bool) -> None:
    """Raise if a label stands twice where labels are to be matched."""
    if not outcomes or len(set(along.labels)) == len(along.labels):
        return
    seen: set[Hashable] = set()
    twice = next(label for label in along.labels if label in seen or seen.add(label))  # type: ignore[func-returns-value]
    raise ValueError(
        f"{name} has the label {twice!r} more than once; add up what belongs together, "
        f"in pandas with {name}.groupby(level=0).sum()"
    )


def _refuse_different(first: AxisLabels, first_name: str, other: AxisLabels, other_name: str, axis: int) -> None:
    """Raise unless two arguments have the same labels along an axis that is not the outcomes'."""
    labels, others = set(first.labels), set(other.labels)
    if labels == others and len(first.labels) == len(other.labels):
        return
    alone = [label for label in first.labels if label not in others]
    missed = [label for label in other.labels if label not in labels]
    has, lacks, label = (first_name, other_name, alone[0]) if alone else (other_name, first_name, (missed or [None])[0])
    raise ValueError(
        f"{has} has the label {label!r} along axis {axis}, which {lacks} lacks: along an axis that is not the outcomes' "
        f"both need the same labels; select those that both have, or name the outcomes' axis with axis="
    )


def _check_plain(
    given: Sequence[Labelled | None],
    values: Sequence[Any],
    names: Sequence[str],
    axis: int,
    common: list[Hashable],
    *,
    moved: bool,
) -> None:
    """Raise if the places of an argument without labels are not those of the labels along an axis."""
    for one, value, name in zip(given, values, names):
        length = np.shape(value)[axis] if one is None and np.ndim(value) >= -axis else 1
        if length > 1 and moved:
            raise ValueError(
                f"{name} has no labels, and the labels of the others are in different orders, or are places in disorder, so "
                f"that it is not clear which places are meant; give {name} labels"
            )
        if length > 1 and length != len(common):
            raise ValueError(
                f"{name} has {length} entries along axis {axis}, where labels are given for {len(common)}; "
                "give one entry for each label"
            )


def _taken(array: NDArray[Any], axis: int, own: list[Hashable], common: list[Hashable], missing: float) -> NDArray[Any]:
    """Return the entries of an array in the order of common labels, with a number where it lacks one."""
    if own == common:
        return array
    place = {label: i for i, label in enumerate(own)}
    order = np.array([place.get(label, -1) for label in common], dtype=np.intp)
    taken: NDArray[Any] = np.take(array, order, axis=axis)
    lacking = order < 0
    if lacking.any():
        if math.isinf(missing) and taken.dtype.kind in "iu":
            taken = taken.astype(np.float64)
        np.moveaxis(taken, axis, -1)[..., lacking] = missing
    return taken
