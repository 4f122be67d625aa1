"""The options that every function of PMFs takes, and what they may be."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, TypedDict

import numpy as np

from kltools.arguments import Axis, real_option


class Options(NamedTuple):
    """How PMFs are given, and what shape the answer has; see `kltools.kl_divergence`.

    Examples
    --------
    >>> Options().plain, Options(log=True).plain
    (True, False)
    """

    axis: Axis = -1
    log: bool = False
    where: Any = None
    keepdims: bool = False
    tolerance: float | None = None
    renormalise: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing but one axis is chosen."""
        return (
            self.log is False
            and self.where is None
            and self.keepdims is False
            and self.tolerance is None
            and self.renormalise is False
            and not (self.axis is None or isinstance(self.axis, tuple))
        )

    def checked(self) -> Options:
        """Return the options as they are meant, or say what is wrong with one."""
        return self._replace(
            log=_truth(self.log, "log", "True where logarithms of probabilities are given"),
            keepdims=_truth(self.keepdims, "keepdims", "True to keep the axes of outcomes with length 1"),
            tolerance=None if self.tolerance is None else _share(self.tolerance),
            renormalise=_truth(self.renormalise, "renormalise", "True to divide each PMF by its sum"),
        )


class EntryOptions(TypedDict, total=False):
    """The options of a function that returns a number for each entry, as its overloads have them."""

    axis: Axis
    log: bool
    where: Any
    tolerance: float | None
    renormalise: bool


class PMFOptions(EntryOptions, total=False):
    """Those of a function that returns a number for each PMF."""

    keepdims: bool


class OnePMFOptions(EntryOptions, total=False):
    """Those with which one PMF has one number for an answer."""

    keepdims: Literal[False]


def _truth(value: Any, name: str, meaning: str) -> bool:
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {value!r}, but it is True or False; give {meaning}")
    return bool(value)


def _share(tolerance: Any) -> float:
    cure = "it is how far a sum may be from 1; give a number such as 1e-4"
    share = real_option(tolerance, "tolerance", cure)
    if not 0.0 <= share < 1.0:
        raise ValueError(f"tolerance is {share}, but {cure}, from 0 to below 1")
    return share
