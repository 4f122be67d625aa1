"""From a start down to a local minimum of D(q||p), along the flow of the natural gradient.

Each step solves (H + damping I) step = -gradient in the local coordinates of q: a linearly implicit
Euler step of the gradient flow, of duration 1/damping. The damping is four times the length of the
gradient, so no step is longer than 1/4 in the Fisher metric and the path keeps to the flow, hence to the
basin of its start (but for a start within the error of a step of the ridge between two); at the minimum
the damping vanishes and the steps become Newton's.

References
----------
C. T. Kelley and D. E. Keyes, Convergence analysis of pseudo-transient continuation, SIAM J. Numer.
Anal. 35, 1998.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kltools.arguments import Array
from kltools.projections.gaussian import Expansion, Gaussian, Manifold, Moments

#: The length of the gradient at which a search ends, and the largest that a result may have.
AIM, ACCEPTED = 1e-11, 1e-9
_MAX_STEPS = 1000
_DAMPING = 4.0
#: Below this gradient a point where the Hessian has a negative eigenvalue is a saddle.
_STATIONARY, _FLAT = 1e-6, 1e-8
#: A component of the gradient below this is rounding, and does not say which way is down.
_ROUNDING = 1e-12
#: How many times narrower or wider than the start a Gaussian may become.
_WIDEST = 1e12


class ConvergenceError(ArithmeticError):
    """A search for a local minimum of D(q||p) did not arrive at one.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.projections import information_projection
    >>> try:
    ...     information_projection(stats.logistic(0, 1), start=(1e6, 1.0))
    ... except ConvergenceError:
    ...     print("start nearer")
    start nearer
    """


@dataclass
class Descent:
    """A search: the family, what is integrated, the Gaussians passed through, the expansion at the last."""

    manifold: Manifold
    moments: Callable[[Gaussian], Moments]
    path: list[Gaussian]
    label: str

    def __post_init__(self) -> None:
        self.here = self.at(self.path[-1])

    def at(self, q: Gaussian) -> Expansion:
        """Return the expansion of D(q||p) at q."""
        return self.manifold.expand(self.moments(q))

    def run(self) -> bool:
        """Step down until the gradient vanishes at a minimum; return False where no step goes down.

        Raises
        ------
        ConvergenceError
            If the steps run out, or the standard deviation runs to 0 or infinity.
        """
        while True:
            curvatures, axes = np.linalg.eigh(self.here.hessian)
            saddle = self.here.norm < _STATIONARY and curvatures[0] < -_FLAT
            if self.here.norm <= AIM and not saddle:
                return True
            moved = self._leave(axes[:, 0]) if saddle else self._step(curvatures, axes)
            if not moved:
                return self.here.norm <= ACCEPTED / 2.0 and not saddle
            self._check_bounds()

    def _step(self, curvatures: Array, axes: Array) -> bool:
        """Take one damped Newton step; return whether one was found that goes down."""
        slopes = axes.T @ self.here.gradient
        damping = _DAMPING * self.here.norm + 2.0 * max(0.0, -float(curvatures[0]))
        while damping < 1e12 * (1.0 + self.here.norm):
            step = -axes @ (slopes / (curvatures + damping))
            if self._accept(step, self.here.norm < _STATIONARY):
                return True
            damping = 4.0 * max(damping, 1e-3)
        return False

    def _leave(self, axis: Array) -> bool:
        """Leave a saddle along its downward axis: down the slope, else so that what changes most grows."""
        slope = float(axis @ self.here.gradient)
        downwards = -slope if abs(slope) > _ROUNDING else self._largest_change(axis)
        length = np.copysign(1.0 / _DAMPING, downwards)
        while abs(length) > 1e-9:
            if self._accept(length * axis, False):
                return True
            length /= 2.0
        return False

    def _largest_change(self, axis: Array) -> float:
        """Return the change along `axis` of the parameter that changes most, whatever the axes of q are."""
        q = self.path[-1]
        ahead, behind = (self.manifold.parameters(self.manifold.moved(q, e * axis)) for e in (1e-3, -1e-3))
        change = ahead - behind
        return float(change[np.argmax(np.abs(change) > 0.99 * np.max(np.abs(change)))])

    def _accept(self, step: Array, settling: bool) -> bool:
        """Move by `step` if D(q||p) falls, or where that can be rounding, if the gradient halves."""
        q = self.manifold.moved(self.path[-1], step)
        there = self.at(q)
        rounding = 1e-13 * (1.0 + abs(self.here.value)) if settling else 0.0
        falls = there.value < self.here.value - rounding
        if falls or (settling and there.norm < self.here.norm / 2.0):
            self.path.append(q)
            self.here = there
            return True
        return False

    def _check_bounds(self) -> None:
        growth = self.path[-1].sds / self.path[0].sds
        if np.max(growth) > _WIDEST or np.min(growth) < 1.0 / _WIDEST:
            way = "infinity" if np.max(growth) > _WIDEST else "0"
            raise self.failure(f"the standard deviation runs to {way}", "start with a width like that of p")
        if len(self.path) > _MAX_STEPS:
            raise self.failure("the steps ran out", "start nearer to where p has mass, with a width like p's")

    def failure(self, reason: str, cure: str) -> ConvergenceError:
        """Return the error that says where the search stopped, why, and what to do."""
        q = self.path[-1]
        return ConvergenceError(
            f"start: the search for a minimum of D(q||p) with p = {self.label} stopped after "
            f"{len(self.path) - 1} steps at mean {q.mean.tolist()}, standard deviations {q.sds.tolist()}, "
            f"gradient {self.here.norm:.2g}: {reason}; {cure}"
        )
