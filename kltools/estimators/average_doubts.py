"""What speaks against the averages of log ratios and their standard errors, in sentences."""

from __future__ import annotations

import math

import numpy as np

from kltools.arguments import Array
from kltools.estimators.estimate import Estimate, mean_with_error
from kltools.estimators.log_ratios import LogRatios
from kltools.estimators.pareto import tail_shape

#: A generalised Pareto tail of larger shape has infinite variance.
_HEAVIEST = 0.5
#: A mean is called impossible, above or below what it can be, by more than this many of its standard errors.
_FAR = 4.0
#: Logarithms in single precision are off by less than this on average.
_ROUNDING = 1e-6
#: Terms that differ by less than this are equal but for rounding.
_EVEN = 1e-12
#: From so many samples on, a standard error from them is judged.
_FEWEST = 20
#: The effective number of terms in a variance below which it rests on a few, from 100 terms on and below.
_FEW, _ONE = 2.2, 1.1


def mean_of(terms: Array, ratios: LogRatios, per: str = "sample") -> Estimate:
    """Return the mean of terms (n,) with its error, by group where there are groups."""
    if ratios.clusters is None:
        return mean_with_error(terms)
    with np.errstate(over="ignore", invalid="ignore"):
        return ratios.clusters.mean(terms, per)


def rests_on_few(terms: dict[str, Array], ratios: LogRatios, per: str = "sample") -> list[str]:
    """Return what is said where the variance of a mean of terms (n,), by its name, is that of very few of them."""
    rests, largest, share = [], 0, 0.0
    for name, one in terms.items():
        with np.errstate(over="ignore", invalid="ignore"):
            parts = one if ratios.clusters is None else ratios.clusters.deviations(one, per)
            sizes = np.abs(parts - np.median(parts))  # one far term among few moves their mean
        if sizes.size < 10 or not _EVEN < np.max(sizes) < math.inf:
            continue
        squares = (sizes / np.max(sizes)) ** 2
        if np.sum(squares) ** 2 / np.sum(squares**2) < (_FEW if sizes.size >= 100 else _ONE):
            rests.append(name)
            largest, share = int(np.argmax(sizes)), float(1.0 / np.sum(squares))
    if not rests:
        return []
    if ratios.clusters is None:
        which = f"sample {ratios.place(largest)}, where log_q - log_p is {ratios.values[largest]:g},"
    else:
        first = int(np.argmax(ratios.clusters.codes == largest))
        which = f"the group of sample {ratios.place(first)}"
    return [
        f"{which} carries {share:.1%} of the variance of {rests[-1]}, so the error of {' and '.join(rests)} is that of a few "
        "samples; check log_p and log_q there, or draw many more"
    ]


def impossible(k1: Estimate) -> list[str]:
    """Return what is said where k1 is below 0 by more than its error allows."""
    if not k1.value < -_FAR * k1.standard_error - _ROUNDING:
        return []
    return [
        f"k1 is {k1}, and D(p||q) is never negative: the samples are not from p, or a log density is off by a constant; "
        "check that log_p is the density that was sampled"
    ]


def doubts_of_k3(ratios: LogRatios, k3: Estimate) -> list[str]:
    """Return what speaks against k3 and its standard error, in sentences."""
    if not math.isfinite(k3.value):
        largest = float(np.max(ratios.values))
        return [f"log_q - log_p is {largest:g} at a sample from p, so k3 overflows; are these samples from p?"]
    doubts = []
    mean = mean_of(np.exp(ratios.values), ratios)
    short = 1.0 - mean.value
    if short > _FAR * mean.standard_error + 1e-12:  # where all r are 1, their mean may round below it
        doubts.append(
            f"the mean of q/p is {mean.value:.3g}, and 1 where samples from p reach all of q: q has mass outside p's "
            f"support, or where p was hardly sampled, and k3 is low by about {short:.2g} nats; use k1"
        )
    if -short > _FAR * mean.standard_error + _ROUNDING and ratios.values.size >= _FEWEST:
        doubts.append(
            f"the mean of q/p is {mean.value:.3g}, and no density q makes it more than 1: the samples are not from p, or a "
            "log density is off by a constant; check that both integrate to 1"
        )
    shape = tail_shape(ratios.values)
    if shape > _HEAVIEST:
        doubts.append(
            f"the largest q/p have a tail of shape {shape:.2f}, and above {_HEAVIEST:g} their variance is infinite: a few "
            "samples carry k3, and its standard error is too small; use k1"
        )
    return doubts
