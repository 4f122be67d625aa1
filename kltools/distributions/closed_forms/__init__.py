"""Divergences in closed form, and the registry that finds them by a pair of families.

Most of them come from one mechanism, :class:`~.exponential.ExponentialFamily`: a family is declared by its natural
parameters, sufficient statistics and log-partition function, and its divergence is a Bregman divergence. What is
not of that form is one registered function.
"""

# each of these declares its families as it is imported
from kltools.distributions.closed_forms import (  # noqa: F401
    bounded,
    counts,
    dirichlet,
    extreme_values,
    finite,
    functions,
    line,
    matrices,
    positive,
    powers,
)
from kltools.distributions.closed_forms.bounded import BETA
from kltools.distributions.closed_forms.counts import BINOMIAL, POISSON
from kltools.distributions.closed_forms.exponential import ExponentialFamily, Member, declare
from kltools.distributions.closed_forms.line import NORMAL, VON_MISES
from kltools.distributions.closed_forms.positive import GAMMA
from kltools.distributions.closed_forms.registry import ClosedForm, closed_form, closed_forms, register

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
