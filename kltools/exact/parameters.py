"""Parameters of families: exact, and rejected where they are provably out of range."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.exact_numbers import exact


def real(value: Any, name: str) -> sp.Expr:
    """A location: any real number."""
    return exact(value, name)


def positive(value: Any, name: str) -> sp.Expr:
    """A scale, a rate or a shape: above 0."""
    number = exact(value, name)
    if number.is_extended_positive is False:
        raise ValueError(f"{name} is {number}, but it must be above 0; check its sign")
    return number


def probability(value: Any, name: str, *, zero: bool = True) -> sp.Expr:
    """A probability: from 0 to 1, both included, or above 0 where `zero` is false."""
    number = exact(value, name)
    below = number.is_extended_negative or (not zero and number.is_zero)
    if below or (number - 1).is_extended_positive:
        least = "from 0" if zero else "above 0 and up"
        raise ValueError(f"{name} is {number}, but it must be a probability, {least} to 1")
    return number


def count(value: Any, name: str) -> sp.Expr:
    """A number of trials: an integer, 0 or above."""
    number = exact(value, name)
    if number.is_extended_negative or number.is_integer is not True:
        raise ValueError(
            f"{name} is {number}, but it must be an integer, 0 or above; declare a symbol with "
            "sympy.Symbol('n', integer=True, positive=True)"
        )
    return number


def interval(low: Any, high: Any) -> tuple[sp.Expr, sp.Expr]:
    """The ends of an interval, low below high."""
    start, end = exact(low, "low"), exact(high, "high")
    if (end - start).is_extended_positive is False:
        raise ValueError(f"low is {start} and high is {end}, but low must be below high; swap them")
    return start, end


def vector(value: Any, name: str) -> sp.ImmutableMatrix:
    """A column of real numbers."""
    entries = [exact(entry, f"{name}[{i}]") for i, entry in enumerate(_matrix(value, name))]
    if not entries:
        raise ValueError(f"{name} is empty, but it needs one entry for each variable; add them")
    return sp.ImmutableMatrix(entries)


def covariance_matrix(value: Any, size: int) -> sp.ImmutableMatrix:
    """A symmetric matrix, positive definite as far as its leading minors tell."""
    matrix = _matrix(value, "covariance")
    if matrix.shape != (size, size):
        raise ValueError(
            f"covariance has shape {matrix.shape}, but mean has {size} entries; give a matrix of shape {(size, size)}"
        )
    for i in range(size):
        for j in range(size):
            exact(matrix[i, j], f"covariance[{i}, {j}]")
            if sp.simplify(matrix[i, j] - matrix[j, i]).is_zero is False:
                raise ValueError(
                    f"covariance[{i}, {j}] is {matrix[i, j]} and covariance[{j}, {i}] is "
                    f"{matrix[j, i]}, but a covariance matrix is symmetric; make them equal"
                )
    for order in range(1, size + 1):
        minor = sp.simplify(matrix[:order, :order].det())
        if minor.is_extended_positive is False:
            raise ValueError(
                f"the leading minor of covariance of order {order} is {minor}, but a covariance "
                "matrix that has a density is positive definite; check its entries"
            )
    return sp.ImmutableMatrix(matrix)


def _matrix(value: Any, name: str) -> sp.Matrix:
    try:
        return sp.Matrix(value)
    except (TypeError, ValueError) as problem:
        raise TypeError(f"{name} is {value!r}, which SymPy cannot read as a matrix; give a sympy.Matrix") from problem
