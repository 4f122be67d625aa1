"""Entries given back as their argument came: with its labels, in an object of its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kltools.arguments import Array
from kltools.pmfs.labels.alignment import Aligned
from kltools.pmfs.labels.labelled import MISSING, AxisLabels, library_of


def give_back(entries: Array, aligned: Aligned) -> Any:
    """Return one number for each entry of aligned arguments, in the kind of object that was given.

    Parameters
    ----------
    entries
        The numbers, of the broadcast shape of the arrays.
    aligned
        What they were computed from.

    Returns
    -------
    object
        A dict for a mapping, a Series or a DataFrame for those of pandas, a DataArray for one of xarray; the array itself
        where nothing was labelled, or the shape fits no object of that kind.

    Examples
    --------
    >>> import numpy as np
    >>> from kltools.pmfs.labels.alignment import align
    >>> give_back(np.array([0.25, 0.75]), align([{"a": 1, "b": 3}], ["counts"]))
    {'a': 0.25, 'b': 0.75}
    """
    source, axes = aligned.source, aligned.axes
    if len(axes) != entries.ndim:
        axes = (*[None] * (entries.ndim - len(axes)), *axes)
    library = library_of(source)
    if isinstance(source, Mapping) and entries.ndim == 1:
        labels = aligned.labels()
        return dict(zip(labels, entries.tolist(), strict=True)) if labels is not None else entries
    if library == "pandas" and entries.ndim in (1, 2):
        return _of_pandas(entries, axes, source)
    if library == "xarray" and entries.ndim == source.ndim:
        return _of_xarray(entries, axes, source)
    return entries


def _of_pandas(entries: Array, axes: tuple[AxisLabels | None, ...], source: Any) -> Any:
    """Return a Series or a DataFrame with the index of its source, and what labels others added to it."""
    if entries.ndim == 1 and source.ndim == 1:
        found = type(source)(entries, index=_index(axes[0], source.index), name=source.name)
        return _named(found, axes, ("index",))
    frame = source if source.ndim == 2 else source.to_frame()
    old = (frame.index, frame.columns) if source.ndim == 2 else (None, frame.index)
    index, columns = (_index(own, was) for own, was in zip(axes, old, strict=True))
    return _named(type(frame)(entries, index=index, columns=columns), axes, ("index", "columns"))


def _index(along: AxisLabels | None, old: Any) -> Any:
    """Return the labels of an axis: the index that was there, where it has them all."""
    if along is None or (old is not None and len(old) == len(along.labels)):
        return old
    labels = [math.nan if label is MISSING else label for label in along.labels]
    return old.from_tuples(labels) if hasattr(old, "from_tuples") and hasattr(old, "levels") else labels


def _named(found: Any, axes: tuple[AxisLabels | None, ...], which: tuple[str, ...]) -> Any:
    """Return an object of pandas with the names of its axes."""
    for attribute, along in zip(which, axes, strict=True):
        if along is not None:
            index = getattr(found, attribute)
            names = [along.name] if index.nlevels == 1 else along.name or [None] * index.nlevels
            setattr(found, attribute, index.set_names(names))
    return found


def _of_xarray(entries: Array, axes: tuple[AxisLabels | None, ...], source: Any) -> Any:
    """Return a DataArray of the dimensions of its source."""
    coordinates = {dim: own.labels for dim, own in zip(source.dims, axes, strict=True) if own is not None}
    return type(source)(entries, dims=source.dims, coords=coordinates)
