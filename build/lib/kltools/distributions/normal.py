"""The Rényi divergence of two normals, in closed form.

References
----------
T. van Erven and P. Harremoës, Rényi divergence and Kullback-Leibler divergence, IEEE Trans. Inf. Theory 60, 2014.
"""

from __future__ import annotations

import math

from .slack import log_quotient, log_slack


def normal_renyi(mean_p: float, sd_p: float, mean_q: float, sd_q: float, alpha: float) -> float:
    """Return the Rényi divergence of two normals, alpha not 1 (van Erven and Harremoës 2014, equation 10).

    With d = sd_p^2/sd_q^2 - 1 the variance ratio of the tilted density is 1 + (1 - alpha) d; where it is
    not positive the integral diverges. g(d) = d - log(1 + d) is the slack of the logarithm.
    """
    shift = (mean_p - mean_q) / sd_q
    d = ((sd_p - sd_q) / sd_q) * ((sd_p + sd_q) / sd_q)
    tilted = 1.0 + (1.0 - alpha) * d
    if tilted <= 0:
        return math.inf
    if -0.5 < d < 1e300:
        spread = log_slack(d) - log_slack((1.0 - alpha) * d) / (1.0 - alpha)
    else:
        spread = math.log(tilted) / (1.0 - alpha) - 2.0 * log_quotient(sd_p, sd_q)
    return max(0.0, (alpha * shift * shift / tilted + spread) / 2.0)
