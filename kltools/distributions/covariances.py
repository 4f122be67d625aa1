"""Covariance and scale matrices: rank, factors and pairs of them, whatever the units of the axes.

A matrix is judged by its correlations. Each axis is measured in its own standard deviation, to a power of 2, so that
nothing is rounded. The entries are taken at their exact values: a matrix is singular only where it is exactly so, and
one that is too close to singular for its entries to tell is refused.

References
----------
J. Demmel, On floating point errors in Cholesky, LAPACK Working Note 14, 1989.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import mpmath
import numpy as np
from scipy.linalg import solve_triangular

from kltools.arguments import Array
from kltools.distributions.component import Component

#: Eigenvalues of a correlation matrix below this many roundings, times its size, are 0 or unknown.
_ROUNDINGS = 8
#: Up to this size a matrix may be factorised with many bits, which takes about a second there.
_LARGEST_EXACT = 40
#: The largest condition number of correlations that floats are trusted with, up to that size and beyond it.
_BENIGN, _BENIGN_LARGE = 1e3, 1e8
#: Enough bits for any two matrices of floats in like units; unlike units take as many more as their ratios have.
_BITS = 600


@dataclass(frozen=True)
class Factor:
    """A covariance matrix ``diag(units) root root^T diag(units)``, of full rank or of less.

    Attributes
    ----------
    matrix : ndarray of shape (d, d)
        The matrix.
    label : str
        What an error calls the distribution whose matrix it is.
    units : ndarray of shape (d,)
        Powers of 2 near the standard deviations; 1 where there is none.
    root : ndarray of shape (d, d) or None
        The Cholesky factor of the correlations, up to powers of 2; None where the matrix is singular.
    kept : ndarray of int
        The axes that determine the others: all of them at full rank.
    condition : float
        The condition number of the correlations of these axes.
    """

    matrix: Array
    label: str
    units: Array
    root: Array | None
    kept: Any
    condition: float

    @property
    def lower(self) -> Array:
        """The Cholesky factor of the matrix itself, of full rank."""
        assert self.root is not None
        return self.units[:, None] * self.root

    @property
    def log_det(self) -> float:
        """The logarithm of the determinant."""
        assert self.root is not None
        return 2.0 * float(np.sum(np.log(self.units)) + np.sum(np.log(np.diag(self.root))))

    def logs_over(self, other: Factor) -> Array:
        """The logarithms of the diagonal of this factor over that of another; twice their sum is that of the determinants."""
        assert self.root is not None and other.root is not None
        powers = np.log2(self.units) - np.log2(other.units)  # whole numbers
        return np.log(np.diag(self.root) / np.diag(other.root)) + powers * math.log(2.0)


def units_of(matrix: Array) -> Array:
    """Powers of 2 near the square roots of the diagonal; 1 where it is 0."""
    _, exponents = np.frexp(np.where(np.diag(matrix) > 0, np.diag(matrix), 0.5))
    return np.asarray(np.ldexp(1.0, exponents // 2), dtype=np.float64)


def factorise(matrix: Array, label: str) -> Factor:
    """Factorise a covariance or scale matrix.

    Raises
    ------
    ValueError
        If it is not positive semidefinite, or too close to singular for its entries to tell; `label` says whose it is.
    """
    units = units_of(matrix)
    scaled = matrix / units[:, None] / units
    with np.errstate(invalid="ignore", divide="ignore"):
        eigenvalues = np.linalg.eigvalsh(scaled)
    doubtful = _ROUNDINGS * len(matrix) * np.finfo(float).eps * max(1.0, float(eigenvalues[-1]))
    if eigenvalues[0] > doubtful:
        condition = float(eigenvalues[-1] / eigenvalues[0])
        return Factor(
            matrix,
            label,
            units,
            np.asarray(np.linalg.cholesky(scaled), dtype=np.float64),
            np.arange(len(matrix)),
            condition,
        )
    kept = None if eigenvalues[0] < -doubtful else _determining_axes(scaled)
    if kept is None:
        raise ValueError(
            f"{label} has a covariance or scale matrix whose least eigenvalue, each axis in its own standard deviation, is "
            f"{eigenvalues[0]:.1g}: rounding hides whether it is singular; write it in coordinates of the subspace that "
            "it fills"
        )
    inner = np.linalg.eigvalsh(scaled[np.ix_(kept, kept)]) if kept.size else np.ones(1)
    return Factor(matrix, label, units, None, kept, float(inner[-1] / inner[0]))


def _determining_axes(scaled: Array) -> Any:
    """The axes of a singular matrix that determine the others, by exact elimination; None where it is not singular."""
    rest = [[Fraction(float(entry)) for entry in row] for row in scaled]
    kept: list[int] = []
    while True:
        pivot = max(range(len(rest)), key=lambda i: rest[i][i])
        if any(rest[i][i] < 0 for i in range(len(rest))):
            return None
        if rest[pivot][pivot] == 0:
            vanished = not any(entry for row in rest for entry in row)
            return np.array(sorted(kept), dtype=int) if vanished and len(kept) < len(rest) else None
        row = [entry / rest[pivot][pivot] for entry in rest[pivot]]
        rest = [[a - line[pivot] * b for a, b in zip(line, row, strict=True)] for line in rest]
        kept.append(pivot)


def is_singular(component: Component) -> bool:
    """Whether a normal or Student distribution lies on a proper affine subspace."""
    return "cov" in component.parameters and component.source.factor.root is None


def common_axes(p: Component, q: Component) -> Any:
    """Axes that determine the others for two singular normals on one affine subspace; None where they fill two.

    Subspaces that agree within the rounding of the entries count as one, as the ends of intervals do.
    """
    factor_p, factor_q = p.source.factor, q.source.factor
    kept = factor_q.kept
    if kept.size != factor_p.kept.size:
        return None
    (cov_p, units_p), (cov_q, units_q) = ((c.parameters["cov"], f.units) for c, f in ((p, factor_p), (q, factor_q)))
    inner = cov_q[np.ix_(kept, kept)] / units_q[kept][:, None] / units_q[kept]
    others = np.linalg.solve(inner, cov_q[kept] / units_q[kept][:, None] / units_q).T if kept.size else cov_q[:, kept]
    slack = 64 * len(cov_p) * np.finfo(float).eps
    mapped = units_q[:, None] * others / units_q[kept]
    spread = mapped @ cov_p[np.ix_(kept, kept)] @ mapped.T
    if np.any(np.abs(cov_p - spread) > slack * units_p[:, None] * units_p * (np.diag(cov_p) > 0)):
        return None
    mean_p, mean_q = p.parameters["mean"], q.parameters["mean"]
    missed = np.abs(mean_p - mean_q - mapped @ (mean_p - mean_q)[kept])
    size = np.abs(mean_p) + np.abs(mean_q)
    return None if np.any(missed > slack * (size + np.abs(mapped) @ size[kept])) else kept


def shared_factors(p: Component, q: Component) -> tuple[Factor, Factor, Array]:
    """The factors of two normals and the difference of their means, on the subspace where both are of full rank.

    The supports must have been compared before: the two fill one subspace.
    """
    of_p, of_q, difference = p.source.factor, q.source.factor, p.parameters["mean"] - q.parameters["mean"]
    if of_q.root is not None:
        return of_p, of_q, difference
    kept = common_axes(p, q)
    assert kept is not None
    inner = (factorise(one.matrix[np.ix_(kept, kept)], one.label) for one in (of_p, of_q) if kept.size)
    return (*inner, difference[kept]) if kept.size else (of_p, of_q, difference[kept])


class Whitened(NamedTuple):
    """Two covariances in the coordinates in which q's is the identity and p's is diagonal.

    Attributes
    ----------
    excess : sequence
        The eigenvalues of cov_q^-1 cov_p, each less 1.
    shift : sequence
        The difference of the means in these coordinates.
    bits : int
        How many bits 1 + excess needs, where floats are not enough.
    """

    excess: Sequence[Any]
    shift: Sequence[Any]
    bits: int = 0


def benign(*factors: Factor) -> bool:
    """Whether floats are enough for matrices of these factors."""
    return all(factor.condition <= _trusted(len(factor.units)) for factor in factors)


def _trusted(size: int) -> float:
    """The largest condition number, or ratio of two variances, at which floats are enough."""
    return _BENIGN if size <= _LARGEST_EXACT else _BENIGN_LARGE


def log_determinant(factor: Factor) -> float:
    """The logarithm of the determinant of a matrix of full rank, in floats where no digits are lost by it, else in many bits.

    Raises
    ------
    ValueError
        If digits would be lost and the matrix is too large for many bits.
    """
    if benign(factor):
        return factor.log_det
    if len(factor.units) > _LARGEST_EXACT:
        raise ValueError(
            f"{factor.label} has a matrix of condition number {factor.condition:.1g}, each axis in its own standard deviation, "
            f"whose determinant loses too many digits in floats, and beyond {_LARGEST_EXACT} coordinates more digits take "
            "too long; write it in coordinates that are less correlated, or leave some out"
        )
    with mpmath.workprec(_BITS):
        root = cholesky(_exact(factor.matrix / factor.units[:, None] / factor.units))
        logs = [mpmath.log(root[i, i] * mpmath.mpf(float(unit))) for i, unit in enumerate(factor.units)]
        return float(2 * mpmath.fsum(logs))


def whiten(p: Factor, q: Factor, difference: Array, *, closely: bool = False) -> Whitened:
    """Diagonalise p's matrix in coordinates in which q's is the identity; both of full rank.

    In floats where no digits are lost by it, else, or if `closely`, with many bits.

    Raises
    ------
    ValueError
        If digits would be lost and the matrices are too large for many bits.
    """
    if not closely and benign(p, q):
        assert q.root is not None
        change = relative_change(p, q)
        if np.all(np.isfinite(change)):
            excess, axes = np.linalg.eigh(change)
            trusted = _trusted(len(excess))
            if 1.0 + excess[0] > 1.0 / trusted and excess[-1] < trusted:
                shift = axes.T @ solve_triangular(q.root, difference / q.units, lower=True)
                return Whitened(list(excess), list(shift))
    if len(difference) > _LARGEST_EXACT:
        conditions = " and ".join(f"{one.condition:.1g}" for one in (p, q))
        raise ValueError(
            f"p = {p.label} and q = {q.label} have matrices of condition numbers {conditions}, each axis in its own "
            f"standard deviation, which lose too many digits in floats, and beyond {_LARGEST_EXACT} coordinates more "
            "digits take too long; write both in coordinates that are less correlated, or leave some out"
        )
    return _whiten_exactly(p, q, difference)


def relative_change(p: Factor, q: Factor) -> Array:
    """p's matrix less q's, in coordinates in which q's is the identity; not finite where it is beyond floats."""
    assert q.root is not None
    with np.errstate(over="ignore"):
        difference = (p.matrix - q.matrix) / q.units[:, None] / q.units
    half = solve_triangular(q.root, difference, lower=True, check_finite=False)
    change = solve_triangular(q.root, half.T, lower=True, check_finite=False)
    return np.asarray(change / 2.0 + change.T / 2.0, dtype=np.float64)


def _whiten_exactly(p: Factor, q: Factor, difference: Array) -> Whitened:
    """The same with many bits: an eigenvalue is as small as the square of the ratio of two units."""
    bits = _BITS + 4 * int(np.max(np.abs(np.log2(p.units) - np.log2(q.units))))
    with mpmath.workprec(bits):
        scale = _exact(q.units)
        one, two = (_exact(factor.matrix) / scale[:, None] / scale for factor in (p, q))
        root = cholesky(two)
        half = solve_lower(root, one - two)
        change = solve_lower(root, half.T)
        excess, axes = mpmath.eigsy(mpmath.matrix(change.tolist()))
        steps = solve_lower(root, _exact(difference) / scale)
        shift = axes.T * mpmath.matrix(steps.tolist())
        return Whitened(list(excess), list(shift), bits)


_exact = np.vectorize(lambda value: mpmath.mpf(float(value)), otypes=[object])


def cholesky(matrix: Any) -> Any:
    """The Cholesky factor of a matrix of mpmath's numbers."""
    root = np.full(matrix.shape, mpmath.mpf(0), dtype=object)
    for j in range(len(matrix)):
        root[j, j] = mpmath.sqrt(matrix[j, j] - np.dot(root[j, :j], root[j, :j]))
        root[j + 1 :, j] = (matrix[j + 1 :, j] - root[j + 1 :, :j] @ root[j, :j]) / root[j, j]
    return root


def solve_lower(root: Any, right: Any) -> Any:
    """root^-1 right, of mpmath's numbers."""
    solution = np.empty(right.shape, dtype=object)
    for i in range(len(root)):
        solution[i] = (right[i] - root[i, :i] @ solution[:i]) / root[i, i]
    return solution
