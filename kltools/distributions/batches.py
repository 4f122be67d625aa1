"""Distributions with arrays of parameters, as ``stats.norm([0, 1], 1)``: many at once, one after another."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

import numpy as np
from scipy.stats.distributions import rv_frozen

from kltools.arguments import Array
from kltools.distributions.tables import is_poisson_binomial

Options = ParamSpec("Options")

_NUMBERS = frozenset((int, float))


def batch_shape(obj: Any, argument: str) -> tuple[int, ...]:
    """Return the shape to which the parameters of a distribution broadcast: () for a single one.

    Parameters
    ----------
    obj : object
        Anything; what is no distribution of one dimension is single.
    argument : str
        What it is called in messages.

    Raises
    ------
    ValueError
        If the parameters do not broadcast.

    Examples
    --------
    >>> from scipy import stats
    >>> batch_shape(stats.norm([0, 1, 2], [[1], [2]]), "p"), batch_shape(stats.norm(0, 1), "p")
    ((2, 3), ())
    """
    if isinstance(obj, rv_frozen) and not obj.kwds and _NUMBERS.issuperset(map(type, obj.args)):
        return ()
    shapes = {np.shape(value) for value in _parameters(obj).values() if type(value) not in _NUMBERS} - {()}
    if not shapes:
        return ()
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        given = ", ".join(f"{name} {np.shape(value)}" for name, value in _parameters(obj).items())
        raise ValueError(
            f"{argument} has parameters of shapes that do not broadcast: {given}; insert axes of length 1 where they differ"
        ) from None


def _parameters(obj: Any) -> dict[Any, Any]:
    """The parameters that one of SciPy's distributions of one dimension was given, by name or place."""
    if is_poisson_binomial(obj):
        return {}
    if isinstance(obj, rv_frozen):
        return {**dict(enumerate(obj.args)), **obj.kwds}
    given = getattr(obj, "_original_parameters", None)  # of SciPy's newer objects
    return given if isinstance(given, dict) and not isinstance(obj, type) else {}


def _member(obj: Any, shape: tuple[int, ...], index: tuple[int, ...]) -> Any:
    """Return one of the distributions that an object with arrays of parameters stands for."""
    values = {name: np.broadcast_to(value, shape)[index].item() for name, value in _parameters(obj).items()}
    if not isinstance(obj, rv_frozen):
        return type(obj)(**values)
    one = copy.copy(obj)
    one.args = tuple(values.pop(place) for place in range(len(obj.args)))
    one.kwds = values
    return one


def _members(
    function: Callable[..., float], given: tuple[Any, ...], shapes: list[tuple[int, ...]], *args: Any, **options: Any
) -> Array:
    """Return a function of distributions for each of those that they stand for, broadcast against each other."""
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError:
        raise ValueError(
            f"the parameters of p and of q have the shapes {shapes[0]} and {shapes[1]}, which do not broadcast; insert axes "
            "of length 1 where they differ"
        ) from None
    values = np.empty(shape)
    for index in np.ndindex(shape):
        each = (_member(one, shape, index) if own else one for one, own in zip(given, shapes, strict=True))
        try:
            values[index] = function(*each, *args, **options)
        except (ValueError, ArithmeticError) as error:
            error.add_note(f"at index {index} of the arrays of parameters")
            raise
    return values


def of_each_pair(
    function: Callable[Concatenate[Any, Any, Options], float],
) -> Callable[Concatenate[Any, Any, Options], float | Array]:
    """Let a function of two distributions take arrays of parameters, and return an array of their broadcast shape."""

    @wraps(function)
    def of_all(p: Any, q: Any, /, *args: Options.args, **options: Options.kwargs) -> float | Array:
        shapes = [batch_shape(p, "p"), batch_shape(q, "q")]
        if shapes == [(), ()]:
            return function(p, q, *args, **options)
        return _members(function, (p, q), shapes, *args, **options)

    return of_all


def of_each(
    function: Callable[Concatenate[Any, Options], float],
) -> Callable[Concatenate[Any, Options], float | Array]:
    """Let a function of one distribution take arrays of parameters, and return an array of their broadcast shape."""

    @wraps(function)
    def of_all(p: Any, /, *args: Options.args, **options: Options.kwargs) -> float | Array:
        shape = batch_shape(p, "p")
        return _members(function, (p,), [shape], *args, **options) if shape else function(p, *args, **options)

    return of_all
