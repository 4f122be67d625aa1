"""Exponential families, and D between two members of one as a Bregman divergence.

The members have densities h(x) exp(eta . T(x) - A(eta)). Their divergence needs the log-partition function A alone:
D(p||q) = A(eta_q) - A(eta_p) - grad A(eta_p) . (eta_q - eta_p).

References
----------
A. Banerjee, S. Merugu, I. S. Dhillon and J. Ghosh, Clustering with Bregman divergences, Journal of Machine
Learning Research 6, 2005, section 4.
M. J. Wainwright and M. I. Jordan, Graphical models, exponential families, and variational inference, Foundations
and Trends in Machine Learning 1, 2008, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy import cos, log, loggamma, sin, sqrt, tanh

from kltools.exact.closed_forms import log_multigamma, log_zeta

_I = sp.Symbol("i", integer=True)


@dataclass(frozen=True)
class ExponentialFamily:
    """A family of densities h(x) exp(eta . T(x) - A(eta)).

    Parameters
    ----------
    natural : callable
        The natural parameters, a tuple, from the parameters of the family.
    statistics : callable
        T, a tuple, from an outcome.
    log_partition : callable
        A, from the natural parameters, and after them from what is held fixed.
    held : callable
        What A depends on beside eta, from the parameters of the family: a number of trials. Two members are of one
        exponential family only where it agrees. Nothing unless given.

    Examples
    --------
    >>> from kltools.exact import exponential_families
    >>> poisson = exponential_families["poisson"]
    >>> eta = sp.Symbol("eta")
    >>> poisson.log_partition(eta), poisson.statistics(sp.Symbol("x")), poisson.natural(2)
    (exp(eta), (x,), (log(2),))
    >>> poisson.bregman([0], [1])
    -2 + E
    """

    natural: Callable[..., tuple[Any, ...]]
    statistics: Callable[[Any], tuple[Any, ...]]
    log_partition: Callable[..., Any]
    held: Callable[..., tuple[Any, ...]] = lambda *parameters: ()

    def bregman(self, eta_p: Any, eta_q: Any, *held: Any) -> Any:
        """A(eta_q) - A(eta_p) - grad A(eta_p) . (eta_q - eta_p).

        Parameters
        ----------
        eta_p, eta_q : sequence
            The natural parameters of p and of q: numbers, symbols or matrices of them.
        *held
            What A depends on beside them.

        Returns
        -------
        sympy.Expr
        """
        start, end = (tuple(map(sp.sympify, eta)) for eta in (eta_p, eta_q))
        step = sp.Dummy("step", real=True)
        # the gradient times the step is the slope along it
        along = self.log_partition(*(a + step * (b - a) for a, b in zip(start, end, strict=True)), *held)
        slope = sp.diff(along, step).subs(step, 0)
        return self.log_partition(*end, *held) - self.log_partition(*start, *held) - slope


def _log_odds(prob: Any) -> Any:
    return log(prob) - log(1 - prob)


def _normal_log_partition(eta: Any, half: Any) -> Any:
    return -(eta**2) / (4 * half) - log(-2 * half) / 2


def _normals_log_partition(eta: Any, half: Any) -> Any:
    return -(eta.T * half.inv() * eta)[0, 0] / 4 - log((-2 * half).det()) / 2


def _multinomial_log_partition(eta: Any, n: Any) -> Any:
    return n * log(sp.Add(*(sp.exp(one) for one in eta)))


exponential_families: Mapping[str, ExponentialFamily] = MappingProxyType(
    {
        "normal": ExponentialFamily(
            natural=lambda mu, sigma: (mu / sigma**2, -1 / (2 * sigma**2)),
            statistics=lambda x: (x, x**2),
            log_partition=_normal_log_partition,
        ),
        "gamma": ExponentialFamily(
            natural=lambda shape, rate: (shape, -rate),
            statistics=lambda x: (log(x), x),
            log_partition=lambda a, b: loggamma(a) - a * log(-b),
        ),
        "inverse_gaussian": ExponentialFamily(
            natural=lambda mean, shape: (-shape / (2 * mean**2), -shape / 2),
            statistics=lambda x: (x, 1 / x),
            log_partition=lambda a, b: -log(-2 * b) / 2 - 2 * sqrt(a * b),
        ),
        "beta": ExponentialFamily(
            natural=lambda a, b: (a, b),
            statistics=lambda x: (log(x), log(1 - x)),
            log_partition=lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b),
        ),
        "truncated_exponential": ExponentialFamily(
            natural=lambda rate: (-rate,),
            statistics=lambda x: (x,),
            log_partition=lambda eta: log((1 - sp.exp(eta)) / -eta),
        ),
        "von_mises": ExponentialFamily(
            natural=lambda mu, kappa: (kappa * cos(mu), kappa * sin(mu)),
            statistics=lambda x: (cos(x), sin(x)),
            log_partition=lambda a, b: log(sp.besseli(0, sqrt(a**2 + b**2))),
        ),
        "binomial": ExponentialFamily(
            natural=lambda n, prob: (_log_odds(prob),),
            statistics=lambda x: (x,),
            log_partition=lambda eta, n: n * log(1 + sp.exp(eta)),
            held=lambda n, prob: (n,),
        ),
        "negative_binomial": ExponentialFamily(
            natural=lambda n, prob: (log(1 - prob),),
            statistics=lambda x: (x,),
            log_partition=lambda eta, n: -n * log(1 - sp.exp(eta)),
            held=lambda n, prob: (n,),
        ),
        "poisson": ExponentialFamily(
            natural=lambda mean: (log(mean),),
            statistics=lambda x: (x,),
            log_partition=sp.exp,
        ),
        "logarithmic": ExponentialFamily(
            natural=lambda prob: (log(prob),),
            statistics=lambda x: (x,),
            log_partition=lambda eta: log(-log(1 - sp.exp(eta))),
        ),
        "discrete_laplace": ExponentialFamily(
            natural=lambda decay: (-decay,),
            statistics=lambda x: (sp.Abs(x),),
            log_partition=lambda eta: -log(tanh(-eta / 2)),
        ),
        "truncated_geometric": ExponentialFamily(
            natural=lambda decay, n: (-decay,),
            statistics=lambda x: (x,),
            log_partition=lambda eta, n: log((1 - sp.exp(n * eta)) / (1 - sp.exp(eta))),
            held=lambda decay, n: (n,),
        ),
        "zipf": ExponentialFamily(
            natural=lambda exponent: (-exponent,),
            statistics=lambda x: (log(x),),
            log_partition=lambda eta: log_zeta(-eta),
        ),
        "multivariate_normal": ExponentialFamily(
            natural=lambda mean, cov: (cov.inv() * mean, -cov.inv() / 2),
            statistics=lambda x: (x, x * x.T),
            log_partition=_normals_log_partition,
        ),
        "wishart": ExponentialFamily(
            natural=lambda df, scale: (df / 2, -scale.inv() / 2),
            statistics=lambda x: (log(sp.det(x)), x),
            log_partition=lambda a, b: log_multigamma(a, b.rows).spelled_out() - a * log((-b).det()),
        ),
        "dirichlet": ExponentialFamily(
            natural=lambda alpha: (alpha,),
            statistics=lambda x: (log(x[_I, 0]),),
            log_partition=lambda eta: sp.Add(*map(loggamma, eta)) - loggamma(sp.Add(*eta)),
        ),
        "multinomial": ExponentialFamily(
            natural=lambda n, prob: (prob.applyfunc(log),),
            statistics=lambda x: (x[_I, 0],),
            log_partition=_multinomial_log_partition,
            held=lambda n, prob: (n,),
        ),
    }
)
"""Name of a family, as its closed forms are registered by, to its declaration."""
