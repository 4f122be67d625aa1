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
#: The largest condition number of correlations that floats are trusted with, and of the ratio of two covariances.
_BENIGN, _BENIGN_RATIO = 1e3, 1e3
#: Up to this size other matrices are factorised with many bits, which takes about a second there.
_LARGEST_EXACT = 40
#: Enough to resolve any two matrices of floats.
_BITS = 1200


@dataclass(frozen=True)
class Factor:
    """A covariance matrix ``diag(units) root root^T diag(units)``, of full rank or of less.

    Attributes
    ----------
    units : ndarray of shape (d,)
        Powers of 2 near the standard deviations; 1 where there is none.
    root : ndarray of shape (d, d) or None
        The Cholesky factor of the correlations, up to powers of 2; None where the matrix is singular.
    kept : ndarray of int
        The axes that determine the others: all of them at full rank.
    condition : float
        The condition number of the correlations of these axes.
    """

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
            units, np.asarray(np.linalg.cholesky(scaled), dtype=np.float64), np.arange(len(matrix)), condition
        )
    kept = None if eigenvalues[0] < -doubtful else _determining_axes(scaled)
    if kept is None:
        raise ValueError(
            f"{label} has a covariance or scale matrix whose least eigenvalue, each axis in its own standard deviation, is "
            f"{eigenvalues[0]:.1g}: rounding hides whether it is singular; write it in coordinates of the subspace that "
            "it fills"
        )
    inner = np.linalg.eigvalsh(scaled[np.ix_(kept, kept)]) if kept.size else np.ones(1)
    return Factor(units, None, kept, float(inner[-1] / inner[0]))


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
    if "cov" not in component.parameters:
        return False
    return factorise(component.parameters["cov"], component.label).root is None


def common_axes(p: Component, q: Component) -> Any:
    """Axes that determine the others for two singular normals on one affine subspace; None where they fill two.

    Subspaces that agree within the rounding of the entries count as one, as the ends of intervals do.
    """
    factor_p, factor_q = (factorise(one.parameters["cov"], one.label) for one in (p, q))
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


class Whitened(NamedTuple):
    """Two covariances in the coordinates in which q's is the identity and p's is diagonal.

    Attributes
    ----------
    excess : sequence
        The eigenvalues of cov_q^-1 cov_p, each less 1.
    shift : sequence
        The difference of the means in these coordinates.
    """

    excess: Sequence[Any]
    shift: Sequence[Any]


def benign(*factors: Factor) -> bool:
    """Whether floats are enough for matrices of these factors."""
    return all(factor.condition <= _BENIGN for factor in factors)


def whiten(
    matrix_p: Array, matrix_q: Array, difference: Array, labels: tuple[str, str], *, closely: bool = False
) -> Whitened:
    """Diagonalise p's matrix in coordinates in which q's is the identity; both of full rank.

    In floats where no digits are lost by it, else, or if `closely`, with many bits.

    Raises
    ------
    ValueError
        If digits would be lost and the matrices are too large for many bits.
    """
    units = units_of(matrix_q)
    p, q, step = matrix_p / units[:, None] / units, matrix_q / units[:, None] / units, difference / units
    factors = factorise(matrix_p, labels[0]), factorise(matrix_q, labels[1])
    if not closely and benign(*factors) and np.all(np.isfinite(p)) and np.all(np.isfinite(step)):
        root = np.linalg.cholesky(q)
        half = solve_triangular(root, p - q, lower=True)
        change = solve_triangular(root, half.T, lower=True)
        excess, axes = np.linalg.eigh((change + change.T) / 2.0)
        if 1.0 + excess[0] > 1.0 / _BENIGN_RATIO and excess[-1] < _BENIGN_RATIO:
            return Whitened(list(excess), list(axes.T @ solve_triangular(root, step, lower=True)))
    if len(p) > _LARGEST_EXACT:
        conditions = " and ".join(f"{one.condition:.1g}" for one in factors)
        raise ValueError(
            f"p = {labels[0]} and q = {labels[1]} have matrices of condition numbers {conditions}, each axis in its own "
            f"standard deviation, which lose too many digits in floats, and beyond {_LARGEST_EXACT} coordinates more "
            "digits take too long; write both in coordinates that are less correlated, or leave some out"
        )
    return _whiten_exactly(matrix_p, matrix_q, difference, units)


def _whiten_exactly(matrix_p: Array, matrix_q: Array, difference: Array, units: Array) -> Whitened:
    """The same with `_BITS` bits."""
    with mpmath.workprec(_BITS):
        scale = _exact(units)
        p, q = (_exact(matrix) / scale[:, None] / scale for matrix in (matrix_p, matrix_q))
        root = cholesky(q)
        half = solve_lower(root, p - q)
        change = solve_lower(root, half.T)
        excess, axes = mpmath.eigsy(mpmath.matrix(change.tolist()))
        steps = solve_lower(root, _exact(difference) / scale)
        shift = axes.T * mpmath.matrix(steps.tolist())
        return Whitened(list(excess), list(shift))


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
