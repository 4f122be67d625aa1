"""log p and log q at samples from p: computed or given, masked, in groups, and what is said where they are wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from kltools.arguments import Array
from kltools.estimators.clusters import Clusters, clusters_of
from kltools.estimators.samples import doubles, rectangular
from kltools.pmfs import align, is_labelled

LogDensity = Callable[[Any], ArrayLike]


@dataclass(frozen=True)
class LogRatios:
    """log(q/p) at the samples that count, (n,), their places in what was given, and their groups, if any."""

    values: Array
    places: NDArray[np.intp]
    shape: tuple[int, ...]
    clusters: Clusters | None

    def place(self, i: int) -> str:
        """Return where the i-th sample that counts stands in what was given."""
        return _place(int(self.places[i]), self.shape)


def log_ratios(log_p: Any, log_q: Any, samples: Any, where: Any, groups: Any) -> LogRatios:
    """Return log q - log p at the samples that count, or raise where the arguments are not what they should be."""
    points = None if samples is None else doubles(samples, "samples", "samples")
    if points is not None and points.ndim not in (1, 2):
        raise ValueError(f"samples has shape {points.shape}, but samples have shape (n,) or (n, d); reshape it")
    if is_labelled(log_p) and is_labelled(log_q):
        log_p, log_q = align([log_p, log_q], ["log_p", "log_q"], axis=None, missing=np.nan).arrays
    values_p, values_q = _at_samples(log_p, "log_p", points), _at_samples(log_q, "log_q", points)
    shape = values_p.shape
    if shape != values_q.shape:
        p, q = (
            (f"{values_p.size} values", values_q.size)
            if values_p.ndim == values_q.ndim == 1
            else (f"shape {shape}", values_q.shape)
        )
        raise ValueError(f"log_p has {p} but log_q has {q}; give both at the same samples")
    places = np.flatnonzero(_mask(where, shape))
    if places.size < 2:
        counted = "value(s)" if where is None else "value(s) where `where` is true"
        raise ValueError(f"log_p has {places.size} {counted}, but a standard error needs at least 2 samples; draw more")
    values_p, values_q = values_p.ravel()[places], values_q.ravel()[places]
    finite = "a sample from p has a finite log density; check that these are samples from p"
    _reject(~np.isfinite(values_p), values_p, "log_p", places, shape, finite)
    unusable = np.isnan(values_q) | np.isposinf(values_q)
    number = "a log density is a number, or -inf where q is 0; check log_q there"
    _reject(unusable, values_q, "log_q", places, shape, number)
    return LogRatios(values_q - values_p, places, shape, _clusters(groups, places, shape))


def _at_samples(source: Any, name: str, samples: Array | None) -> Array:
    """Return the values of a log density, computed or given: (n,), or of any shape where there are no samples."""
    if callable(source):
        if samples is None:
            raise TypeError(f"{name} is a function, but samples is None; give the samples it is to be taken at")
        with np.errstate(all="ignore"):  # far out, squares overflow in SciPy's log densities
            returned = source(samples.copy())
        values = doubles(returned, name, "log densities")
        if values.shape != (len(samples),):
            raise ValueError(
                f"{name} returned shape {values.shape} for samples of shape {samples.shape}; it must return one number "
                f"for each sample, shape ({len(samples)},)"
            )
        return values
    values = doubles(source, name, "log densities")
    if values.ndim == 0 or (samples is not None and values.shape != (len(samples),)):
        wanted = "(n,) or (sequences, tokens)" if samples is None else f"({len(samples)},), one for each sample"
        raise ValueError(f"{name} has shape {values.shape}, but log densities have shape {wanted}; give one a sample")
    return values


def _mask(where: Any, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which entries count, of `shape`."""
    if where is None:
        return np.ones(shape, dtype=bool)
    mask = rectangular(where, "where", "give a truth value for each entry of log_p")
    if mask.dtype != np.bool_:
        raise TypeError(f"where has dtype {mask.dtype}, but a mask is true or false; write where=mask == 1")
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(
            f"where has shape {mask.shape}, but log_p has {shape}; give a truth value for each entry of log_p"
        ) from None


def _clusters(groups: Any, places: NDArray[np.intp], shape: tuple[int, ...]) -> Clusters | None:
    """Return the groups of the samples that count; without labels, the rows of what has several axes."""
    if groups is None:
        if len(shape) == 1:
            return None
        labels, which = np.arange(shape[0]), f"log_p has shape {shape}: each row is a group, and"
    else:
        labels, which = groups, "groups has"
    codes = clusters_of(labels, shape, "groups").ravel()[places]
    present, codes = np.unique(codes, return_inverse=True)
    if present.size < 2:
        raise ValueError(
            f"{which} {present.size} group with samples that count, but a standard error by group needs at least 2; draw "
            "more groups, or give groups=np.arange(log_p.size).reshape(log_p.shape) if all entries are independent"
        )
    return Clusters(codes, int(present.size))


def _reject(
    bad: NDArray[np.bool_], values: Array, name: str, places: NDArray[np.intp], shape: tuple[int, ...], why: str
) -> None:
    """Raise for the first bad value, if there is one."""
    if bad.any():
        first = int(bad.argmax())
        raise ValueError(f"{name} is {float(values[first])} at sample {_place(int(places[first]), shape)}, but {why}")


def _place(flat: int, shape: tuple[int, ...]) -> str:
    """Return a flat index as one of an array of `shape`."""
    if len(shape) == 1:
        return str(flat)
    return "[" + ", ".join(str(int(i)) for i in np.unravel_index(flat, shape)) + "]"
