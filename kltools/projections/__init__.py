"""Best Gaussian fits to a target, in either direction of the Kullback-Leibler divergence.

The forward fit, argmin_q D(p||q), keeps p's moments and covers all of p. The reverse fit, a local minimum
of D(q||p), settles on what it starts near and avoids places where p is small.
"""

from kltools.projections.descent import ConvergenceError
from kltools.projections.forward import moment_projection
from kltools.projections.projection import Projection
from kltools.projections.reverse import information_projection, information_projections

__all__ = [
    "ConvergenceError",
    "Projection",
    "information_projection",
    "information_projections",
    "moment_projection",
]
