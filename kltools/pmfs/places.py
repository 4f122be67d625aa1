"""What an argument is called, and its entries: by index or by label, for errors to name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kltools.pmfs.labels.labelled import AxisLabels


class Argument(NamedTuple):
    """An argument that holds PMFs, whose outcomes were moved to one last axis.

    Examples
    --------
    >>> Argument("p", axes=(-2,)).place((5, 3))
    'p[3, 5]'
    """

    name: str
    #: The axes along which its outcomes run, counted from the end.
    axes: tuple[int, ...] = (-1,)
    #: How long those axes are; needed where there are several.
    lengths: tuple[int, ...] = ()
    #: The labels along its last axes.
    labels: Sequence[AxisLabels | None] = ()

    def place(self, index: tuple[int, ...]) -> str:
        """Write an index of the moved outcomes as an index of the argument given, in labels where it has some."""
        several = len(self.axes) > 1
        outcome: tuple[Any, ...] = np.unravel_index(index[-1], self.lengths) if several else (index[-1],)
        ndim = len(index) - 1 + len(self.axes)
        along = {ndim + axis: int(i) for axis, i in zip(self.axes, outcome, strict=True)}
        others = iter(index[:-1])
        whole = [along[i] if i in along else next(others) for i in range(ndim)]
        labels = [*[None] * (ndim - len(self.labels)), *self.labels[-ndim:]]
        written = [repr(own.labels[i]) if own else str(i) for own, i in zip(labels, whole, strict=True)]
        return f"{self.name}[{', '.join(written)}]"
