"""The reverse direction: local minima of D(q||p) over Gaussians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kltools.distributions import Component, FlatMixture
from kltools.projections.descent import ACCEPTED, Descent
from kltools.projections.gaussian import Gaussian, Manifold
from kltools.projections.hermite_moments import Grid, Line
from kltools.projections.projection import Projection, projection
from kltools.projections.starts import default_starts, read_start
from kltools.projections.target import checked_target, require_whole_space

MAX_DIMENSION = 3
#: Nodes along an axis with which a search begins.
_FIRST_ORDERS = {2: 72, 3: 48}
#: Minima closer than this, in standard deviations and in logarithms of them, are one.
_SAME = 1e-4
_STUCK = "no step goes down", "D(q||p) is not smooth enough there to be minimised, so try another start"


def information_projection(p: Any, family: str = "normal", start: Any = None) -> Projection:
    """Gaussian q at the local minimum of D(q||p) whose basin holds the start.

    Parameters
    ----------
    p : distribution
        What `kltools.kl_divergence` takes, with positive density everywhere: a frozen SciPy distribution,
        one of SciPy's newer objects or a `Mixture`. Up to 3 dimensions (multivariate normal, Student and
        their mixtures); one multivariate normal in any dimension.
    family : {"normal", "factorised", "full"}
        "normal" in one dimension. In n dimensions, "factorised" for independent coordinates and "full"
        for any covariance.
    start : pair, optional
        (mean, standard deviation) for "normal"; (means, standard deviations), each of shape (n,), for
        "factorised"; (means, covariance matrix) for "full". The heaviest component of p unless given.

    Returns
    -------
    Projection
        The minimum with D(q||p) in nats, and the path that led to it. Another start may give another.

    Raises
    ------
    TypeError
        If p is not a distribution or is discrete, or `start` is not a pair.
    ValueError
        If p has density 0 somewhere (D(q||p) is infinite for every q), has too many dimensions or a
        family that cannot be integrated, or `start` has the wrong shape or values.
    ConvergenceError
        If the search does not arrive at a minimum.
    QuadratureError
        If numerical integration cannot vouch for D(q||p) or its gradient.

    Notes
    -----
    The path follows the flow of the natural gradient with steps of at most 1/4 (in the Fisher metric) and
    ends with Newton steps; all derivatives are expectations of log q - log p times Hermite polynomials,
    with no finite difference. From a saddle, where a start exactly on the ridge between two basins
    leads, the way is down the side of the larger mean (of the larger value of the parameter that changes
    most, in several dimensions).

    For one normal p the minimum is unique and in closed form: p itself, or for "factorised" the variances
    1/L_ii with L the inverse covariance of p; the path is then the start and the answer.

    References
    ----------
    C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 10.1.2.
    S. Amari, Natural gradient works efficiently in learning, Neural Computation 10, 1998.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.distributions import Mixture
    >>> p = Mixture([stats.norm(-3, 1), stats.norm(3, 1)], [0.5, 0.5])
    >>> information_projection(p, start=(1, 1))
    Projection(reverse, normal: mean=2.98431, variance=1.04728, divergence=0.688769)
    """
    target, manifold = _prepared(p, family)
    if start is None:
        begun = default_starts(target, manifold)[0]
    else:
        begun = read_start(start, manifold, "start")
    return _projection(p, manifold, _search(target, manifold, begun))


def information_projections(p: Any, family: str = "normal", starts: Sequence[Any] | None = None) -> list[Projection]:
    """All local minima of D(q||p) over a family of Gaussians that searches from several starts find.

    Parameters
    ----------
    p : distribution
        As for `information_projection`.
    family : {"normal", "factorised", "full"}
        As for `information_projection`.
    starts : sequence of pairs, optional
        Where to start, each as for `information_projection`. Unless given: each component of p, groups
        of them, and all of p.

    Returns
    -------
    list of Projection
        Different minima, best first.

    Raises
    ------
    TypeError, ValueError, ConvergenceError, QuadratureError
        As for `information_projection`, from any of the starts.

    Notes
    -----
    No finite set of starts proves that there is no other minimum.

    References
    ----------
    C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 10.1.2 and figure 10.3.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.distributions import Mixture
    >>> p = Mixture([stats.norm(-3, 1), stats.norm(3, 1)], [0.25, 0.75])
    >>> for fit in information_projections(p):
    ...     print(fit)
    Projection(reverse, normal: mean=2.99184, variance=1.02575, divergence=0.285409)
    Projection(reverse, normal: mean=-2.96859, variance=1.09019, divergence=1.37779)
    """
    target, manifold = _prepared(p, family)
    if starts is None:
        begun = default_starts(target, manifold)
    else:
        begun = _read_starts(starts, manifold)
    found: list[_Found] = []
    for start in begun:
        ending = _search(target, manifold, start)
        if not any(_same(ending.path[-1], other.path[-1]) for other in found):
            found.append(ending)
    fits = [_projection(p, manifold, ending) for ending in found]
    return sorted(fits, key=lambda fit: (fit.divergence, np.atleast_1d(fit.mean).tolist()))


def _read_starts(starts: Any, manifold: Manifold) -> list[Gaussian]:
    """Return the Gaussians that starts describe, or raise an error naming the one that does not."""
    try:
        listed = list(starts)
    except TypeError:
        raise TypeError(f"starts is {starts!r}; give a sequence of pairs, or None for starts spread over p") from None
    if not listed:
        raise ValueError("starts is empty; give at least one start, or None for starts spread over p")
    return [read_start(start, manifold, f"starts[{i}]") for i, start in enumerate(listed)]


@dataclass(frozen=True)
class _Found:
    path: list[Gaussian]
    gradient_norm: float


def _prepared(p: Any, family: str) -> tuple[FlatMixture, Manifold]:
    """Return p's components and the manifold of the family, after checking that D(q||p) can be had."""
    target = checked_target(p, family)
    require_whole_space(target)
    if target.dimension > MAX_DIMENSION and not _is_normal(target.single):
        raise ValueError(
            f"p = {target.label} has {target.dimension} dimensions; E_q[log p] is integrated numerically up "
            f"to {MAX_DIMENSION} unless p is one multivariate normal, so project p's marginals"
        )
    return target, Manifold(family, target.dimension)


def _is_normal(component: Component | None) -> bool:
    return component is not None and component.family in ("norm", "multivariate_normal")


def _search(target: FlatMixture, manifold: Manifold, start: Gaussian) -> _Found:
    """Return the way from a start to its minimum."""
    if target.single is not None and _is_normal(target.single):
        return _Found([start, _closed_form(target.single, manifold)], 0.0)
    if target.dimension == 1:
        descent = Descent(manifold, Line(target), [start], target.label)
        if not descent.run():
            raise descent.failure(*_STUCK)
        return _Found(descent.path, descent.here.norm)
    return _refined(target, manifold, start)


def _closed_form(p: Component, manifold: Manifold) -> Gaussian:
    """Return argmin D(q||p) for one normal p."""
    if p.dimension == 1:
        return Gaussian(np.array([p.loc]), np.array([[p.scale]]))
    covariance = np.asarray(p.parameters["cov"], dtype=float)
    if manifold.diagonal:
        covariance = np.diag(1.0 / np.diag(np.linalg.inv(covariance)))
    return manifold.gaussian(np.asarray(p.parameters["mean"], dtype=float), covariance)


def _refined(target: FlatMixture, manifold: Manifold, start: Gaussian) -> _Found:
    """Search on a grid, and refine the grid until doubling it along no axis changes the answer."""
    n = target.dimension
    grid, path = Grid(target, (_FIRST_ORDERS[n],) * n), [start]
    while True:
        descent = Descent(manifold, grid, path, target.label)
        settled = descent.run()
        finer = [manifold.expand(grid.doubled(axis)(path[-1])) for axis in range(n)]
        changes = [float(np.linalg.norm(e.gradient - descent.here.gradient)) for e in finer]
        if max(changes) > ACCEPTED / 2.0:
            grid = grid.doubled(int(np.argmax(changes)))
        elif settled:
            return _Found(path, max(e.norm for e in finer))
        else:
            raise descent.failure(*_STUCK)


def _projection(p: Any, manifold: Manifold, found: _Found) -> Projection:
    path = np.array([manifold.parameters(q) for q in found.path])
    path.flags.writeable = False
    q = found.path[-1]
    search = {"path": path, "iterations": len(path) - 1, "gradient_norm": found.gradient_norm}
    return projection(p, "reverse", manifold.family, q.mean, q.covariance, **search)


def _same(a: Gaussian, b: Gaussian) -> bool:
    """Return whether two Gaussians agree, measured in a's standard deviations."""
    shift = np.linalg.solve(a.root, b.mean - a.mean)
    turn = np.linalg.solve(a.root, b.root)
    return bool(np.max(np.abs(shift)) < _SAME and np.max(np.abs(turn @ turn.T - np.eye(len(shift)))) < _SAME)
