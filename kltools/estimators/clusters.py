"""Samples that come in groups, and means whose error is by group: tokens of responses, rows of users."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kltools.arguments import Array
from kltools.estimators.estimate import Estimate
from kltools.estimators.samples import rectangular


@dataclass(frozen=True)
class Clusters:
    """Which of `count` groups each sample is in: `codes` from 0, of shape (n,)."""

    codes: NDArray[np.intp]
    count: int

    def sums(self, terms: Array) -> Array:
        """Return the sum of the terms (n,) in each group, (count,)."""
        return np.bincount(self.codes, weights=terms, minlength=self.count).astype(np.float64)

    def deviations(self, terms: Array, per: str) -> Array:
        """Return what each group adds to the error of the mean per sample, or to that per group, (count,)."""
        sums = self.sums(terms)
        if per == "group":
            return sums - np.mean(sums)
        return sums - np.bincount(self.codes, minlength=self.count) * np.mean(terms)

    def mean(self, terms: Array, per: str) -> Estimate:
        """Return the mean per sample or per group, with an error that lets samples of a group depend on each other.

        Per sample it is the delta method for a ratio of two sums over groups: the groups' sums less the mean times
        their sizes, squared and added up, times G/(G - 1), over the square of the number of samples.
        """
        spread = math.sqrt(self.count / (self.count - 1.0) * float(np.sum(self.deviations(terms, per) ** 2)))
        total, parts = float(np.sum(terms)), self.count if per == "group" else terms.size
        return Estimate(total / parts, spread / parts, self.count - 1.0)


def clusters_of(groups: Any, shape: tuple[int, ...], name: str) -> NDArray[np.intp]:
    """Return the group of each sample as a number, of `shape`; a one-dimensional `groups` labels the first axis.

    Raises
    ------
    ValueError
        For labels of another shape, or a label that is NaN.
    TypeError
        For labels that cannot be compared with each other.
    """
    labels = rectangular(groups, name, "give a label for each sample")
    if labels.ndim == 1 and labels.shape == shape[:1]:
        labels = labels.reshape(-1, *(1 for _ in shape[1:]))
    if labels.ndim != len(shape) or any(own not in (1, size) for own, size in zip(labels.shape, shape)):
        more = f", a label for each row, or {shape}" if len(shape) > 1 else ", a label for each sample"
        raise ValueError(f"{name} has shape {labels.shape}, but labels have shape {shape[:1]}{more}; give one for each")
    labels = np.broadcast_to(labels, shape)
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"{name} has a label that is nan, but a label names a group; give each sample's group a name")
    try:
        _, codes = np.unique(labels, return_inverse=True)
    except TypeError:
        raise TypeError(f"{name} has labels that cannot be sorted; give all as integers, or all as strings") from None
    return codes.reshape(shape)
