"""From counts or weights to a probability mass function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, overload

from numpy.typing import ArrayLike

from kltools.arguments import Array, Axis
from kltools.pmfs.options import Options
from kltools.pmfs.preparation import prepare
from kltools.pmfs.rescaling import over_sum

Key = TypeVar("Key")


@overload
def normalize(counts: Mapping[Key, Any], *, axis: Axis = -1, where: Any = None) -> dict[Key, float]: ...
@overload
def normalize(counts: ArrayLike, *, axis: Axis = -1, where: Any = None) -> Array: ...
def normalize(counts: Any, *, axis: Axis = -1, where: Any = None) -> Any:
    """Turn counts or weights into a probability mass function.

    Parameters
    ----------
    counts : array_like, or labelled
        Finite numbers, none negative, of any shape; each slice along `axis` has a positive sum. Labelled ones are as for
        `kltools.kl_divergence`.
    axis : int, tuple of ints or None, optional
        The axis along which outcomes run; the last by default. Several axes hold one PMF together; None means all.
    where : array_like of bool, optional
        Which outcomes count; the others get 0, whatever stands there. By default all count.

    Returns
    -------
    ndarray of float64, or dict, Series, DataFrame, DataArray
        `counts` divided by its sums along `axis`; the shape of `counts`. Labelled counts keep their labels, so a
        ``collections.Counter`` gives a dict.

    Raises
    ------
    ValueError
        For NaN, infinite or negative entries, a sum that is zero or overflows, an empty axis,
        an axis out of range, or a label that stands twice.
    TypeError
        For input that is not real numbers.

    Notes
    -----
    The result is the empirical distribution of the counts, their type in the sense of
    Cover & Thomas [1]_, section 11.1.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006.

    Examples
    --------
    >>> from kltools.pmfs.normalization import normalize
    >>> normalize([1, 2, 5])
    array([0.125, 0.25 , 0.625])
    >>> from collections import Counter
    >>> normalize(Counter("abba"))
    {'a': 0.5, 'b': 0.5}
    """
    prepared = prepare([counts], ["counts"], Options(axis=axis, where=where), "count")
    rows, argument = prepared.rows[0], prepared.candidates[0].argument
    return prepared.entries(over_sum(rows, argument, what="count"))
