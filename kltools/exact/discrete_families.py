"""PMFs on integers, and their logs in log-space."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact.density import Density, log_density
from kltools.exact.parameters import count, positive, probability

K = sp.Symbol("k", integer=True, nonnegative=True)


def bernoulli(prob: Any, *, k: sp.Symbol = K) -> Density:
    """The PMF of one trial: 1 with probability `prob`, else 0.

    The support of ``bernoulli(0)`` is {0}, that of ``bernoulli(1)`` is {1}.

    Parameters
    ----------
    prob : exact number or symbol
        The probability of 1, from 0 to 1.
    k : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed.,
       Wiley, 2005.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import bernoulli
    >>> bernoulli(sp.Symbol("a", positive=True)).log_expression
    k*log(a) + (1 - k)*log(1 - a)
    """
    success = probability(prob, "prob")
    expression = success**k * (1 - success) ** (1 - k)
    support = _trials(sp.S.One, success)
    return Density(expression, k, sp.FiniteSet(*support), "bernoulli", (success,))


@log_density("bernoulli")
def _log_bernoulli(k: sp.Symbol, prob: sp.Expr) -> sp.Expr:
    return _times_log(k, prob) + _times_log(1 - k, 1 - prob)


def binomial(n: Any, prob: Any, *, k: sp.Symbol = K) -> Density:
    """The PMF of the successes in `n` trials, each with probability `prob`.

    The support with prob = 0 is {0}, with prob = 1 it is {n}.

    Parameters
    ----------
    n : integer or integer symbol
        The number of trials, 0 or above.
    prob : exact number or symbol
        The probability of success, from 0 to 1.
    k : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed.,
       Wiley, 2005.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import binomial
    >>> pmf = binomial(3, sp.Rational(1, 2))
    >>> [pmf.expression.subs(pmf.variable, j) for j in pmf.support]
    [1/8, 3/8, 3/8, 1/8]
    """
    trials, success = count(n, "n"), probability(prob, "prob")
    expression = sp.binomial(trials, k) * success**k * (1 - success) ** (trials - k)
    return Density(expression, k, _trials(trials, success), "binomial", (trials, success))


@log_density("binomial")
def _log_binomial(k: sp.Symbol, n: sp.Expr, prob: sp.Expr) -> sp.Expr:
    ways = _log_factorial(n) - _log_factorial(k) - _log_factorial(n - k)
    return ways + _times_log(k, prob) + _times_log(n - k, 1 - prob)


def poisson(mean: Any, *, k: sp.Symbol = K) -> Density:
    """The Poisson PMF with `mean` > 0 on 0, 1, 2, ...

    Parameters
    ----------
    mean : exact number or symbol
        The mean, above 0.
    k : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed.,
       Wiley, 2005.

    Examples
    --------
    >>> from kltools.exact import poisson
    >>> poisson(3).log_expression
    k*log(3) - loggamma(k + 1) - 3
    """
    rate = positive(mean, "mean")
    expression = rate**k * sp.exp(-rate) / sp.factorial(k)
    return Density(expression, k, sp.S.Naturals0, "poisson", (rate,))


@log_density("poisson")
def _log_poisson(k: sp.Symbol, mean: sp.Expr) -> sp.Expr:
    return k * sp.log(mean) - mean - _log_factorial(k)


def geometric(prob: Any, *, k: sp.Symbol = K) -> Density:
    """The PMF of the trial of the first success, on 1, 2, 3, ... as SciPy's `geom`.

    Each trial succeeds with probability `prob`, 0 < prob <= 1; the mean is 1/prob. The support
    of ``geometric(1)`` is {1}.

    Parameters
    ----------
    prob : exact number or symbol
        The probability of success, above 0 and up to 1.
    k : sympy.Symbol, optional
        The variable.

    Raises
    ------
    TypeError
        If a parameter is a float, which is not exact.
    ValueError
        If a parameter is provably out of its range, or contains the variable.

    References
    ----------
    .. [1] N. L. Johnson, A. W. Kemp and S. Kotz, *Univariate Discrete Distributions*, 3rd ed.,
       Wiley, 2005.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import geometric
    >>> geometric(sp.Rational(1, 2)).log_expression
    -(k - 1)*log(2) - log(2)
    """
    success = probability(prob, "prob", zero=False)
    support = sp.FiniteSet(1) if success == 1 else sp.S.Naturals
    return Density(success * (1 - success) ** (k - 1), k, support, "geometric", (success,))


@log_density("geometric")
def _log_geometric(k: sp.Symbol, prob: sp.Expr) -> sp.Expr:
    return sp.log(prob) + _times_log(k - 1, 1 - prob)


def _trials(n: sp.Expr, prob: sp.Expr) -> sp.Set:
    """The counts of successes that have positive probability."""
    if prob.is_zero:
        return sp.FiniteSet(0)
    return sp.FiniteSet(n) if prob == 1 else sp.Range(0, n + 1)


def _log_factorial(n: sp.Expr) -> sp.Expr:
    # SymPy turns loggamma of a positive integer symbol into log(gamma), which overflows at 171.
    return sp.loggamma(n + 1) if n.is_number else sp.loggamma(n + 1, evaluate=False)


def _times_log(factor: sp.Expr, value: sp.Expr) -> sp.Expr:
    """factor log(value), 0 for value = 0, since the factor is then 0 on the whole support."""
    return sp.S.Zero if value.is_zero else factor * sp.log(value)
