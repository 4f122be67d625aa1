"""Divergences in closed form, and the registry that finds them by a pair of families.

Most of them come from one mechanism, :class:`~.exponential.ExponentialFamily`: a family is declared by its natural
parameters, sufficient statistics and log-partition function, and its divergence is a Bregman divergence. What is
not of that form is one registered function.
"""

# each of these declares its families as it is imported
from . import bounded, counts, dirichlet, extremes, finite, functions, line, matrices, positive, powers  # noqa: F401
from .bounded import BETA
from .counts import BINOMIAL, POISSON
from .exponential import ExponentialFamily, Member, declare
from .line import NORMAL, VON_MISES
from .positive import GAMMA
from .registry import ClosedForm, closed_form, closed_forms, register

__all__ = [
    "BETA",
    "BINOMIAL",
    "GAMMA",
    "NORMAL",
    "POISSON",
    "VON_MISES",
    "ClosedForm",
    "ExponentialFamily",
    "Member",
    "closed_form",
    "closed_forms",
    "declare",
    "register",
]
