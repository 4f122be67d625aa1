"""Gaussians as points of a manifold: local coordinates, and D(q||p) expanded to second order in them.

Near q = N(mean, L L^T) the coordinates are a shift m and a symmetric matrix A: the Gaussian with mean
``mean + L m`` and covariance ``L exp(A) L^T``. In the basis used here the Fisher metric of q is the
identity, so lengths of steps and of gradients do not depend on the units of x.

With r = log q - log p and R_k the expectation of the k-th derivatives of r(mean + L z) in z, z standard
normal, D(q||p) near q is

    |m|^2/2 + tr(exp(A) - A - I)/2 + R_0 + R_1.m + <R_2, mm + A + AA/2>/2 + <R_3, mA>/2 + <R_4, A⊗A>/8,

because a derivative in the covariance is half a second derivative in x (Price's theorem), and each R_k
is an expectation of r times Hermite polynomials (Stein's lemma): derivatives of p are not needed.

References
----------
R. Price, A useful theorem for nonlinear devices having Gaussian inputs, IRE Trans. Inf. Theory 4, 1958.
S. Amari, Natural gradient works efficiently in learning, Neural Computation 10, 1998.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kltools.arguments import Array

#: Expectations of r(z) times products of Hermite polynomials of orders 0 to 4, shape (5,) * n.
Moments = Array


@dataclass(frozen=True)
class Gaussian:
    """N(mean, root root^T), mean of shape (n,), root of shape (n, n)."""

    mean: Array
    root: Array

    @property
    def covariance(self) -> Array:
        """The covariance matrix, exactly symmetric."""
        return self.root @ self.root.T

    @property
    def sds(self) -> Array:
        """The standard deviations of the coordinates."""
        sds: Array = np.linalg.norm(self.root, axis=1)
        return sds


@dataclass(frozen=True)
class Expansion:
    """D(q||p) at one Gaussian, with its derivatives in the local coordinates."""

    value: float
    gradient: Array
    hessian: Array

    @property
    def norm(self) -> float:
        """The length of the gradient in the Fisher metric."""
        return float(np.linalg.norm(self.gradient))


class Manifold:
    """All Gaussians of one family in n dimensions: "normal" and "factorised" are diagonal, "full" is not."""

    def __init__(self, family: str, n: int) -> None:
        self.family, self.n, self.diagonal = family, n, family != "full"

    @cached_property
    def basis(self) -> Array:
        """Symmetric matrices that are orthonormal in the Fisher metric tr(AB)/2, shape (k, n, n)."""
        pairs = [(i, i) for i in range(self.n)]
        if not self.diagonal:
            pairs += list(itertools.combinations(range(self.n), 2))
        basis = np.zeros((len(pairs), self.n, self.n))
        for matrix, (i, j) in zip(basis, pairs, strict=True):
            matrix[i, j] = matrix[j, i] = math.sqrt(2.0) if i == j else 1.0
        return basis

    def gaussian(self, mean: Array, covariance: Array) -> Gaussian:
        """Return N(mean, covariance) with the root whose columns are the principal axes."""
        if self.diagonal:
            return Gaussian(mean, np.diag(np.sqrt(np.diag(covariance))))
        variances, axes = np.linalg.eigh(covariance)
        return Gaussian(mean, axes * np.sqrt(variances))

    def moved(self, q: Gaussian, step: Array) -> Gaussian:
        """Return the Gaussian at the local coordinates `step` of q."""
        shift, matrix = step[: self.n], np.tensordot(step[self.n :], self.basis, axes=1)
        mean = q.mean + q.root @ shift
        if self.diagonal:
            return Gaussian(mean, q.root * np.exp(np.diag(matrix) / 2.0))
        logs, axes = np.linalg.eigh(matrix)
        root = q.root @ (axes * np.exp(logs / 2.0))
        return self.gaussian(mean, root @ root.T)

    def expand(self, moments: Moments) -> Expansion:
        """Return value, gradient and Hessian of D(q||p) from the moments of log q - log p."""
        n, b = self.n, self.basis
        r = [_derivatives(moments, n, order) for order in range(5)]
        gradient = np.concatenate([r[1], 0.5 * np.einsum("ij,kij->k", r[2], b)])
        products = np.einsum("kij,ljh->klih", b, b)
        curved = np.einsum("klij,ij->kl", products, r[2])
        mixed = 0.5 * np.einsum("ijh,kjh->ik", r[3], b)
        spread = (
            0.5 * np.einsum("klii->kl", products)
            + 0.25 * (curved + curved.T)
            + 0.25 * np.einsum("ijgh,kij,lgh->kl", r[4], b, b)
        )
        hessian = np.block([[np.eye(n) + r[2], mixed], [mixed.T, spread]])
        return Expansion(float(r[0]), gradient, hessian)

    def parameters(self, q: Gaussian) -> Array:
        """Return one row of a path: the means, then standard deviations or the covariance matrix."""
        return np.concatenate([q.mean, q.sds if self.diagonal else q.covariance.ravel()])


def _derivatives(moments: Moments, n: int, order: int) -> Array:
    """Return the tensor of expected derivatives of one order, shape (n,) * order."""
    tensor = np.empty((n,) * order)
    for index in np.ndindex(*tensor.shape):
        tensor[index] = moments[tuple(index.count(i) for i in range(n))]
    return tensor
