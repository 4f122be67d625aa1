"""PMFs as they are given, made ready to be summed over: labels matched, outcomes chosen and moved to one last axis.

Every option of a function of PMFs is obeyed here, once for all of them. A function whose arguments are plain arrays along
one axis needs none of it, and goes straight to `kltools.pmfs.validation.candidates`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array, as_real, axes_from_end, is_real
from kltools.pmfs.labels.alignment import Aligned
from kltools.pmfs.labels.giving_back import give_back
from kltools.pmfs.labels.labelled import is_labelled, is_missing
from kltools.pmfs.masks import as_given, left_out, mask_of, with_mask
from kltools.pmfs.options import Options
from kltools.pmfs.places import Argument
from kltools.pmfs.rescaling import less_logsumexp, over_sum
from kltools.pmfs.validation import Candidate, candidate, check_shapes, outcomes_last, tolerance_of


def is_plain(values: Sequence[Any], options: Options) -> bool:
    """Whether PMFs are arrays without labels, along one axis, and nothing is to be done to them."""
    axis, log, where, keepdims, tolerance, renormalise = options
    chosen = not (log is False and where is None and keepdims is False and tolerance is None and renormalise is False)
    if chosen or axis is None or type(axis) is tuple:
        return False
    for value in values:
        if type(value) is not np.ndarray and is_labelled(value):
            return False
    return True


@dataclass(frozen=True)
class Prepared:
    """PMFs with their outcomes along one last axis, and how to give back what was computed from them."""

    candidates: list[Candidate]
    log: bool
    axes: tuple[int, ...]
    keepdims: bool
    aligned: Aligned

    @property
    def rows(self) -> list[NDArray[Any]]:
        """The arrays, of any real dtype; their other axes broadcast."""
        return [one.rows for one in self.candidates]

    def check(self) -> None:
        """Raise unless all are PMFs, or logarithms of PMFs."""
        for one in self.candidates:
            one.check_log() if self.log else one.check()

    def reduced(self, values: Array | float) -> Array:
        """Return one value for each PMF, with the axes that were summed over if they are to be kept."""
        return np.expand_dims(values, self.axes) if self.keepdims else np.asarray(values)

    def entries(self, values: Array) -> Any:
        """Return one value for each entry in the shape, and the kind of object, in which PMFs were given."""
        if self.axes != (-1,):
            lengths = self.candidates[0].argument.lengths
            whole = values.reshape(*values.shape[:-1], *lengths)
            values = np.moveaxis(whole, range(-len(lengths), 0), self.axes)
        return give_back(values, self.aligned) if self.aligned.axes else values


def prepare(values: Sequence[Any], names: Sequence[str], options: Options, what: str = "PMF") -> Prepared:
    """Return PMFs ready to be summed over, entries and sums not yet checked; or say what is wrong with them.

    Parameters
    ----------
    values
        The PMFs, labelled or not.
    names
        What they are called.
    options
        How they are given.
    what
        What runs along the outcomes.
    """
    options = options.checked()
    arrays = [value if is_labelled(value) else as_given(value, name, options) for value, name in zip(values, names)]
    aligned, mask = with_mask(arrays, names, options)
    axes = axes_from_end(options.axis, max(array.ndim for array in aligned.arrays))
    shapes = [array.shape for array in aligned.arrays]
    if len(axes) > 1 or shapes.count(shapes[0]) < len(shapes):
        for axis in axes:
            check_shapes(aligned.arrays, list(names), axis, what)
    if mask is not None:
        arrays = left_out(aligned.arrays, mask_of(mask, aligned.arrays, axes), fill=-math.inf if options.log else 0.0)
    else:
        arrays = aligned.arrays
    ready = []
    for array, name in zip(arrays, names):
        lengths = tuple(array.shape[axis] for axis in axes)
        argument = Argument(name, axes, lengths, aligned.axes)
        real = _real(array, argument)
        rows = _rescaled(_outcomes_together(real, name, axes, what), argument, tolerance_of(real), options)
        ready.append(rows)
    return Prepared(ready, options.log, axes, options.keepdims, aligned)


def _real(array: NDArray[Any], argument: Argument) -> NDArray[Any]:
    """Return an array of real numbers; of a labelled one that holds anything else, name the label."""
    if argument.labels and array.dtype.kind not in "iuf":
        _refuse_no_number(array, argument)
    return as_real(array, argument.name)


def _refuse_no_number(array: NDArray[Any], argument: Argument) -> None:
    """Raise for the first entry of a labelled array that is no real number, if there is one."""
    for index in np.ndindex(array.shape):
        entry = array[index]
        if not is_real(entry):
            place = argument._replace(axes=(-1,)).place(index)
            cure = "fill it or leave its label out" if is_missing(entry) else "convert it to float64"
            raise TypeError(f"{place} is {entry!r}, but an entry is a real number; {cure}")


def _outcomes_together(array: NDArray[Any], name: str, axes: tuple[int, ...], what: str) -> NDArray[Any]:
    """Return an array with its outcomes along one last axis."""
    if len(axes) == 1:
        return outcomes_last(array, name, axes[0], what)
    moved = np.moveaxis(array, axes, range(-len(axes), 0))
    return moved.reshape(*moved.shape[: -len(axes)], math.prod(moved.shape[-len(axes) :]))


def _rescaled(rows: NDArray[Any], argument: Argument, usual: float, options: Options) -> Candidate:
    """Return an argument divided by its sums if that is asked for, with the tolerance that its sums have."""
    tolerance = usual if options.tolerance is None else options.tolerance
    if options.renormalise:
        within = None if options.tolerance is None else tolerance
        rows, tolerance = (less_logsumexp if options.log else over_sum)(rows, argument, within), usual
    return candidate(rows, argument, tolerance)
