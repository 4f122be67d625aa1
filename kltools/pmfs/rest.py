"""PMFs of which only some outcomes are listed, as the top k of a language model: the rest becomes one outcome."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from kltools.arguments import Array
from kltools.pmfs.labels.alignment import Aligned, align
from kltools.pmfs.labels.giving_back import give_back
from kltools.pmfs.labels.labelled import is_labelled
from kltools.pmfs.options import Options
from kltools.pmfs.preparation import prepare
from kltools.pmfs.validation import Candidate, row_sums, sums_of_exponentials

Key = TypeVar("Key", bound=Hashable)

#: How far a double can be from the number that was rounded to it, as a share of it.
_HALF_ULP = 2.0**-53


@overload
def with_rest(
    p: Mapping[Key, Any], *, log: bool = False, axis: int = -1, rest: Hashable = "rest", tolerance: float | None = None
) -> dict[Key | Hashable, float]: ...
@overload
def with_rest(
    p: ArrayLike, *, log: bool = False, axis: int = -1, rest: Hashable = "rest", tolerance: float | None = None
) -> Array: ...
def with_rest(
    p: Any, *, log: bool = False, axis: int = -1, rest: Hashable = "rest", tolerance: float | None = None
) -> Any:
    """Add to the listed outcomes of a PMF one that holds the rest.

    Parameters
    ----------
    p : array_like, or labelled
        Probabilities of some outcomes along `axis`, whose sums are at most 1; of any shape. Labelled ones are as for
        `kltools.kl_divergence`.
    log : bool, optional
        Whether they are given, and returned, as natural logarithms.
    axis : int, optional
        The axis along which outcomes run; the last by default.
    rest : hashable, optional
        The label of the added outcome, where there are labels.
    tolerance : float, optional
        How far a sum may be above 1, from 0 to below 1; the rest is 0 there. By default as for `kltools.kl_divergence`.

    Returns
    -------
    ndarray of float64, or dict, Series, DataFrame, DataArray
        The same, with 1 less their sum at the end; longer by 1 along `axis`.

    Raises
    ------
    ValueError
        For an entry that is no probability, a sum above 1, a label that is `rest` already, or a bad option.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    Outcomes that are merged have the sum of their probabilities. Merging the same outcomes of p and of q never raises
    D(p‖q), by the data-processing inequality (Cover & Thomas [1]_, section 2.8): what is left is a lower bound. Two PMFs
    must therefore list the same outcomes; for two top-k lists that differ, see `shared_with_rest`. The rest is summed
    from the entries as they are given, exactly for probabilities, so that it keeps its digits where it is small; one no
    larger than the rounding of as many entries is 0.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools import with_rest
    >>> with_rest([0.5, 0.25])
    array([0.5 , 0.25, 0.25])
    >>> with_rest({"the": 0.5, "a": 0.25})
    {'the': 0.5, 'a': 0.25, 'rest': 0.25}
    """
    prepared = prepare([p], ["p"], Options(axis=axis, log=log, tolerance=tolerance))
    one, (last,) = prepared.candidates[0], prepared.axes
    whole = np.concatenate([one.rows, _missing(one, log=prepared.log)[..., None]], axis=-1, dtype=np.float64)
    whole = np.moveaxis(whole, -1, last)
    return give_back(whole, _with_label(prepared.aligned, last, rest)) if is_labelled(p) else whole


def shared_with_rest(
    p: Any, q: Any, *, log: bool = False, rest: Hashable = "rest", tolerance: float | None = None
) -> tuple[dict[Hashable, float], dict[Hashable, float]]:
    """Keep the outcomes that two lists share, and merge all others of each into one.

    Parameters
    ----------
    p, q : dict, Series or DataArray
        The probabilities of the outcomes that each lists, such as the top k tokens of two language models.
    log, rest, tolerance
        As for `with_rest`.

    Returns
    -------
    tuple of two dicts
        p and q over the same outcomes, in the order of `p`, the merged one last.

    Raises
    ------
    ValueError, TypeError
        As for `with_rest`, and where `p` or `q` has no labels.

    Notes
    -----
    An outcome that only one of them lists has some probability in the other, which is not known: it counts to the rest of
    both. By the data-processing inequality (Cover & Thomas [1]_, section 2.8) the divergence of what is returned is at
    most that of the whole PMFs, and grows as the lists do.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools import kl_divergence, shared_with_rest
    >>> p, q = shared_with_rest({"the": 0.5, "a": 0.25, "one": 0.125}, {"a": 0.5, "the": 0.25, "no": 0.125})
    >>> p, q
    ({'the': 0.5, 'a': 0.25, 'rest': 0.25}, {'the': 0.25, 'a': 0.5, 'rest': 0.25})
    >>> round(kl_divergence(p, q, base=2), 12)
    0.25
    """
    align([p, q] if is_labelled(p) and is_labelled(q) else [], ["p", "q"])  # which refuses labels that do not match
    first, second = (_listed(value, name, log, tolerance) for value, name in ((p, "p"), (q, "q")))
    shared = [label for label in first if label in second]
    if rest in shared:
        raise ValueError(f"p and q have the label {rest!r} already; name the added outcome with rest=")
    merged = [{label: one[label] for label in shared} for one in (first, second)]
    for one in merged:
        one[rest] = _rest_of(np.array(list(one.values())), log=log)
    return merged[0], merged[1]


def _listed(value: Any, name: str, log: bool, tolerance: float | None) -> dict[Hashable, float]:
    """Return the labels of one list of outcomes with their probabilities, after checking that they can be some of a PMF."""
    if not is_labelled(value):
        raise TypeError(f"{name} is a {type(value).__name__}, but outcomes are matched by label; give a dict")
    prepared = prepare([value], [name], Options(log=log, tolerance=tolerance))
    one, labels = prepared.candidates[0], prepared.aligned.labels()
    if one.rows.ndim != 1 or labels is None:
        raise ValueError(
            f"{name} has shape {one.rows.shape}, but it lists outcomes along one axis; pass one row at a time"
        )
    _missing(one, log=prepared.log)
    return dict(zip(labels, one.rows.tolist(), strict=True))


def _missing(one: Candidate, *, log: bool) -> Array:
    """Return what each row lacks to a sum of 1, or its logarithm; 0 where rounding takes a sum above 1."""
    name = f"exp({one.argument.name})" if log else one.argument.name
    sums = (sums_of_exponentials if log else row_sums)(one.rows, one.argument)
    above = np.argwhere(~(sums <= 1.0 + one.tolerance))
    if len(above):
        index = tuple(int(i) for i in above[0])
        at = f" at index {index} of the other axes" if index else ""
        raise ValueError(
            f"{name} sums to {float(sums[index])!r}{at}, which leaves nothing for the rest; give probabilities that sum to "
            "at most 1, or a tolerance if that is rounding"
        )
    missing = np.empty(sums.shape)
    for index in np.ndindex(sums.shape):
        missing[index] = _rest_of(np.asarray(one.rows[index], dtype=np.float64), log=log)
    return missing


def _rest_of(row: Array, *, log: bool) -> float:
    """Return 1 less the sum of a row, or from logarithms its logarithm; 0 where the entries' rounding makes as much."""
    if not log:
        missing = math.fsum([1.0, *-row])
        return missing if missing > row.size * _HALF_ULP * float(row.sum()) else 0.0
    shares = np.exp(row)
    largest = int(row.argmax()) if row.size else 0
    # The largest is taken from 1 first, as it can be very close to it.
    missing = math.fsum([*-np.expm1(row[largest : largest + 1]), *-np.delete(shares, largest)]) if row.size else 1.0
    rounding = row.size * _HALF_ULP * float(-np.vecdot(shares, np.where(shares > 0.0, row, 0.0)))
    return math.log(missing) if missing > rounding else -math.inf


def _with_label(aligned: Aligned, axis: int, rest: Hashable) -> Aligned:
    """Return what an argument was aligned to, with one more label along an axis."""
    along = aligned.axes[axis]
    if along is None:
        return aligned
    if rest in along.labels:
        raise ValueError(f"p has the label {rest!r} already; name the added outcome with rest=")
    axes = list(aligned.axes)
    axes[axis] = replace(along, labels=[*along.labels, rest])
    return replace(aligned, axes=tuple(axes))
