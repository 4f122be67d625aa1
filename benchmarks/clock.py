"""Times of things done in turn, so that a machine that slows down slows all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Times = Mapping[str, NDArray[np.float64]]


def times(things: Mapping[str, Callable[[], object]], rounds: int, repeats: int = 1) -> Times:
    """Processor seconds of each thing, in each of some rounds that do all of them.

    Parameters
    ----------
    things : mapping of str to callable
    rounds : int
        How often all are done in turn, after a first round that is not counted.
    repeats : int
        How often a thing is done in a row for one time: processor clocks tick too coarsely for one.

    Returns
    -------
    mapping of str to ndarray
        Seconds for one doing, one entry a round. Other processes of the machine do not add to them.
    """
    measured = np.empty((rounds + 1, len(things)))
    gc.disable()
    try:
        for taken in measured:
            for place, thing in enumerate(things.values()):
                start = time.process_time()
                for _ in range(repeats):
                    thing()
                taken[place] = (time.process_time() - start) / repeats
    finally:
        gc.enable()
    return dict(zip(things, measured[1:].T, strict=True))


def ratio(taken: Times, one: str, other: str) -> float:
    """The median over the rounds of one time over another."""
    return float(np.median(taken[one] / taken[other]))


def median(taken: Times, name: str) -> float:
    """The median time in seconds."""
    return float(np.median(taken[name]))
