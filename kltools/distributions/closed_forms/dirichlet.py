"""The Dirichlet family of vectors of shares.

References
----------
W. D. Penny, KL-divergences of normal, gamma, Dirichlet and Wishart densities, Wellcome Department of Cognitive
Neurology, University College London, 2001.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from scipy.special import betaln, gammaln

from kltools.distributions.closed_forms.precision import evaluate_to_double
from kltools.distributions.closed_forms.registry import ClosedForm, add
from kltools.distributions.component import Component


def _loggamma_bregman(a: Any, b: Any) -> Any:
    """The Bregman divergence of log Gamma from a to b."""
    return mpmath.loggamma(b) - mpmath.loggamma(a) - mpmath.digamma(a) * (b - a)


def _dirichlet(p: Component, q: Component) -> float:
    """Its log-partition function is sum log Gamma(a_i) - log Gamma(sum a_i), and Bregman divergences add."""
    a, b = ([mpmath.mpf(value) for value in c.parameters["alpha"]] for c in (p, q))
    if a == b:
        return 0.0

    def evaluate() -> Any:
        parts = mpmath.fsum(_loggamma_bregman(one, two) for one, two in zip(a, b))
        return parts - _loggamma_bregman(mpmath.fsum(a), mpmath.fsum(b))

    return evaluate_to_double(evaluate)


def _by_breaking_a_stick(p: Any, q: Any) -> float:
    """D of two Dirichlets of three shares: p's first share, and the second's part of the rest, are independent betas."""
    logits = np.linspace(-45.0, 45.0, 361)  # integrated by the trapezoid rule
    low, high = -np.logaddexp(0.0, -logits), -np.logaddexp(0.0, logits)  # the logarithms of a share and of the rest

    def chances(a: float, b: float) -> Any:
        return np.exp(a * low + b * high - betaln(a, b)) * (logits[1] - logits[0])

    one, two, three = p.alpha
    share = np.multiply.outer(chances(one, two + three), chances(two, three))
    log_shares = [low[:, None] + 0 * low, high[:, None] + low, high[:, None] + high]
    ratios = sum((a - b) * x for a, b, x in zip(p.alpha, q.alpha, log_shares))
    constants = [gammaln(np.sum(c.alpha)) - np.sum(gammaln(c.alpha)) for c in (p, q)]
    return float(np.sum(share * ratios) + constants[0] - constants[1])


add(
    ClosedForm(
        "dirichlet",
        "dirichlet",
        _dirichlet,
        r"\log\frac{\Gamma(\bar\alpha_p)}{\Gamma(\bar\alpha_q)} + \sum_i \log\frac{\Gamma(\alpha_{q,i})}{\Gamma(\alpha_{p,i})}"
        r" + \sum_i (\alpha_{p,i} - \alpha_{q,i}) \left(\psi(\alpha_{p,i}) - \psi(\bar\alpha_p)\right)"
        r",\ \bar\alpha = \sum_i \alpha_i",
        condition="equal numbers of shares",
        statistics=r"\log x_i",
        source="Penny 2001",
        example=({"alpha": [2.0, 3.0, 1.5]}, {"alpha": [1.2, 2.0, 3.0]}),
        check=_by_breaking_a_stick,
    )
)
