"""A table of two variables from labels that are pairs."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.pmfs.labels.labelled import read_labelled


def as_table(value: Any, name: str, missing: float) -> Any:
    """Return what is labelled by pairs along one axis as a table of both; what has more axes as it is.

    Parameters
    ----------
    value
        A mapping from pairs, a Series whose index has two levels, or anything labelled of two axes or more.
    name
        What it is called.
    missing
        What stands for a pair that it lacks.

    Raises
    ------
    ValueError
        If it has one axis and its labels are no pairs, or a pair stands twice.

    Examples
    --------
    >>> as_table({("sun", "warm"): 0.5, ("rain", "cold"): 0.5}, "joint", 0.0)
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    found = read_labelled(value, name) if not isinstance(value, (list, tuple)) else None
    along = found.axes[0] if found is not None and found.array.ndim == 1 else None
    if found is None or along is None:
        return value
    pairs: list[Any] = along.labels
    odd = next((label for label in pairs if not (isinstance(label, tuple) and len(label) == 2)), None)
    if odd is not None:
        raise ValueError(
            f"{name} has the label {odd!r}, but a joint PMF has two variables; label each share by a pair, "
            "or pass a table, as of pandas.crosstab"
        )
    rows, columns = (_places(pair[i] for pair in pairs) for i in (0, 1))
    if len(set(pairs)) < len(pairs):
        twice = next(pair for i, pair in enumerate(pairs) if pair in pairs[:i])
        raise ValueError(f"{name} has the label {twice!r} more than once; add up what belongs together")
    kind = found.array.dtype if found.array.dtype.kind in "fO" else np.dtype(np.float64)
    table: NDArray[Any] = np.full((len(rows), len(columns)), missing, dtype=kind)
    table[[rows[row] for row, _ in pairs], [columns[column] for _, column in pairs]] = found.array
    return table


def _places(labels: Any) -> dict[Hashable, int]:
    """Return labels in the order of their first appearance, each with its place."""
    return {label: i for i, label in enumerate(dict.fromkeys(labels))}
