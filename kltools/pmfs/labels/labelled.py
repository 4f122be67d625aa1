"""Arrays whose entries have labels: what they are, and the labels along each of their axes."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import is_real

#: The classes that are read, by the library that their base class comes from.
_CLASSES = {("pandas", "Series"), ("pandas", "DataFrame"), ("xarray", "DataArray")}
#: Labels of these types are what they seem; of others, each is asked whether it stands for a missing one.
_PLAIN = {str, int}


class _Missing:
    """The one label that NaN, NaT, NA and None stand for, which are not equal to themselves or to each other."""

    def __repr__(self) -> str:
        return "nan"


MISSING = _Missing()


@dataclass(frozen=True)
class AxisLabels:
    """The labels along one axis."""

    labels: list[Hashable]
    #: What the axis is called, None where it has no name.
    name: Hashable = None


@dataclass(frozen=True)
class Labelled:
    """An array and the labels along its axes, None along an axis that has none.

    The entries are as they came, numbers or not.
    """

    array: NDArray[Any]
    axes: tuple[AxisLabels | None, ...]
    #: What it was made from.
    source: Any

    @property
    def dimensions(self) -> tuple[Hashable, ...] | None:
        """The names of the axes where those, and not their order, tell what they are, as in xarray."""
        return tuple(self.source.dims) if library_of(self.source) == "xarray" else None


def is_labelled(value: Any) -> bool:
    """Whether something has labels: a mapping, a Series or DataFrame of pandas, a DataArray of xarray, a list of those.

    Examples
    --------
    >>> is_labelled({"heads": 0.5, "tails": 0.5}), is_labelled([0.5, 0.5]), is_labelled([{"heads": 1}, {"tails": 1}])
    (True, False, True)
    """
    if isinstance(value, np.ndarray):
        return False
    if isinstance(value, (list, tuple)):
        return len(value) > 0 and not isinstance(value[0], (float, int)) and any(map(is_labelled, value))
    return isinstance(value, Mapping) or library_of(value) is not None


def read_labelled(value: Any, name: str) -> Labelled:
    """Return the array and the labels of something labelled that is no list.

    Raises
    ------
    TypeError
        For a mapping whose values are no numbers, such as one of lists.
    """
    library = library_of(value)
    if library == "pandas":
        axes = tuple(_of_index(index) for index in value.axes)
        return Labelled(_plain(value.to_numpy()), axes, value)
    if library == "xarray":
        named = tuple(_of_dimension(value, dimension) for dimension in value.dims)
        return Labelled(_plain(value.to_numpy()), named, value)
    if hasattr(value, "data_vars"):
        raise TypeError(f"{name} is a {type(value).__name__} of several arrays; pass one of them, {name}['its name']")
    array = _array_of(list(value.values()))
    labels = AxisLabels(known_labels(value))
    if array.ndim != 1:
        key, entry = next((key, entry) for key, entry in value.items() if not is_real(entry))
        raise TypeError(
            f"{name}[{key!r}] is a {type(entry).__name__}, but in a dict each outcome has one number; "
            f"pass one PMF, such as {name}[{key!r}], or a pandas.DataFrame for several"
        )
    return Labelled(array, (labels,), value)


def known_labels(labels: Any) -> list[Hashable]:
    """Return labels as a list in which all that are missing are one and the same.

    Examples
    --------
    >>> known_labels(["a", float("nan"), None])
    ['a', nan, nan]
    """
    listed = list(labels)
    if {*map(type, listed)} <= _PLAIN:
        return listed
    return [MISSING if is_missing(label) else label for label in listed]


def is_missing(label: Any) -> bool:
    """Whether a label or an entry stands for what is missing: None, NaN, NaT or NA."""
    if label is None:
        return True
    try:
        return bool(label != label)
    except TypeError:  # pandas.NA, whose comparisons are neither true nor false
        return True


def library_of(value: Any) -> str | None:
    """Return the library whose labelled class something is of, or derived from; None of another."""
    for base in type(value).__mro__:
        library = base.__module__.partition(".")[0]
        if (library, base.__name__) in _CLASSES:
            return library
    return None


def _of_index(index: Any) -> AxisLabels:
    """Return the labels of an index of pandas; those of several levels are tuples."""
    names = tuple(index.names)
    name = names if len(names) > 1 and any(one is not None for one in names) else names[0]
    return AxisLabels(known_labels(index), name)


def _of_dimension(array: Any, dimension: Hashable) -> AxisLabels | None:
    """Return the labels along a dimension of xarray, None where it has no coordinates."""
    if dimension not in array.indexes:
        return None
    return AxisLabels(known_labels(array.indexes[dimension]), None if str(dimension).startswith("dim_") else dimension)


def _plain(array: Any) -> NDArray[Any]:
    """Return numbers that came as objects, as those of nullable columns do, in the dtype NumPy gives them."""
    values: NDArray[Any] = np.asarray(array)
    return _array_of(values.tolist()) if values.dtype.kind == "O" and values.ndim == 1 else values


def _array_of(values: Sequence[Any]) -> NDArray[Any]:
    """Return a list as an array, of objects where it holds anything but real numbers."""
    try:
        array = np.asarray(values)
    except ValueError:
        array = np.empty(len(values), dtype=object)
        array[:] = values
    if array.dtype.kind in "iuf" and not {*map(type, values)} & {bool, np.bool_}:
        return array
    if array.ndim == 1:
        array = np.empty(len(values), dtype=object)
        array[:] = values
    return array
