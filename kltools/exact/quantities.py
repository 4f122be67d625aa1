"""The public quantities, which send PMFs and densities each to their own formulas."""

from __future__ import annotations

from typing import Any

import sympy as sp

from kltools.exact import density_divergences, exact_pmfs
from kltools.exact.density import Density, align
from kltools.exact.exact_numbers import in_base

Distribution = exact_pmfs.PMF | Density


def kl_divergence(p: Distribution, q: Distribution, *, base: Any = None) -> sp.Expr:
    """Kullback-Leibler divergence D(p||q) as a SymPy expression.

    Parameters
    ----------
    p, q : dict, sequence of length n, or Density
        Two PMFs of exact or symbolic numbers (ints, ``fractions.Fraction``, SymPy expressions),
        or two densities. A dict maps outcomes to probabilities, outcomes are matched by key and
        a missing outcome has probability 0; a sequence has the outcomes 0, ..., n - 1.
    base : exact number, optional
        The base of the logarithm, above 1; nats by default, bits for 2.

    Returns
    -------
    sympy.Expr
        For PMFs the sum, with the logs of numbers written as logs of primes. For densities the
        closed form where there is one, in which a condition on symbolic parameters is a
        ``Piecewise``; ``oo`` where p has mass off the support of q; and where SymPy has no
        closed form, an unevaluated ``Integral`` or ``Sum``. Once its parameters are numbers
        ``sympy.N`` evaluates it, but at a kink, as of a Laplace density, it loses digits:
        split the integral there. For such pairs `kltools.kl_divergence` is the better way.

    Raises
    ------
    TypeError
        If a number is a float, which is not exact (`kltools.kl_divergence` takes floats), or
        one of p and q is a PMF and the other a `Density`.
    ValueError
        If a probability is negative, a sum is not, or cannot be shown to be, 1, two sequences
        differ in length, the densities are of different kinds or dimensions, or base is not
        above 1.

    Notes
    -----
    SymPy's own integration is tried for p uniform or a density without a family; for other
    pairs the closed forms of families are used, or none, since SymPy takes minutes to find none.
    A value it gives is compared with numerical integration where there are no symbols; with
    symbols it is SymPy's word.

    0 log 0 = 0, and a probability p > 0 where q = 0 gives ``oo``. A symbolic probability that
    might be 0 is treated as positive. [1]_

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006,
       sections 2.3 and 8.5.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import kl_divergence, normal
    >>> half, third = sp.Rational(1, 2), sp.Rational(1, 3)
    >>> kl_divergence([half, half / 2, half / 2], [third, third, third])
    -3*log(2)/2 + log(3)
    >>> kl_divergence({0: 1}, {1: 1})
    oo
    >>> mu, sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
    >>> kl_divergence(normal(0, 1), normal(mu, sigma))
    log(sigma) - 1/2 + (mu**2 + 1)/(2*sigma**2)
    """
    if isinstance(p, Density) and isinstance(q, Density):
        return in_base(density_divergences.density_kl(*align(p, q)), base)
    return in_base(exact_pmfs.pmf_kl(*_read_pmfs(p, q)), base)


def js_divergence(p: Distribution, q: Distribution, *, base: Any = None) -> sp.Expr:
    """Jensen-Shannon divergence, (D(p||m) + D(q||m))/2 with m = (p + q)/2.

    Parameters
    ----------
    p, q : dict, sequence of length n, or Density
        As for `kl_divergence`.
    base : exact number, optional
        The base of the logarithm, above 1; nats by default, bits for 2.

    Returns
    -------
    sympy.Expr
        For PMFs, and densities on finitely many outcomes, the sum. For other densities the
        unevaluated ``Integral`` or ``Sum`` of the integrand over the union of the supports, in
        which log p and log q are written in log-space and log m is a log of a sum; where only
        one of the two is positive it is that density times log(2)/2.

    Raises
    ------
    TypeError, ValueError
        As for `kl_divergence`.

    Notes
    -----
    The divergence is finite, at most log 2, which it reaches for disjoint supports. [1]_

    References
    ----------
    .. [1] J. Lin, "Divergence measures based on the Shannon entropy", *IEEE Transactions on
       Information Theory* 37 (1991), 145-151.

    Examples
    --------
    >>> from kltools.exact import js_divergence
    >>> js_divergence({0: 1}, {1: 1})
    log(2)
    >>> js_divergence({0: 1}, {1: 1}, base=2)
    1
    """
    if isinstance(p, Density) and isinstance(q, Density):
        return in_base(density_divergences.density_js(*align(p, q)), base)
    return in_base(exact_pmfs.pmf_js(*_read_pmfs(p, q)), base)


def entropy(p: Distribution, *, base: Any = None) -> sp.Expr:
    """Entropy H(p) of a PMF, or the differential entropy of a density.

    Parameters
    ----------
    p : dict, sequence of length n, or Density
        As for `kl_divergence`.
    base : exact number, optional
        The base of the logarithm, above 1; nats by default, bits for 2.

    Returns
    -------
    sympy.Expr
        The closed form, or an unevaluated ``Integral`` or ``Sum`` where SymPy has none.

    Raises
    ------
    TypeError, ValueError
        As for `kl_divergence`.

    Notes
    -----
    The sum, or the integral, of -p log p. A differential entropy may be negative. [1]_

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006,
       sections 2.1 and 8.1.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import entropy, normal
    >>> entropy([sp.Rational(1, 2), sp.Rational(1, 4), sp.Rational(1, 4)], base=2)
    3/2
    >>> entropy(normal(0, 1))
    1/2 + log(2*pi)/2
    """
    if isinstance(p, Density):
        return in_base(density_divergences.density_entropy(p), base)
    return in_base(exact_pmfs.pmf_entropy(exact_pmfs.read_pmf(p, "p")), base)


def cross_entropy(p: Distribution, q: Distribution, *, base: Any = None) -> sp.Expr:
    """Cross entropy H(p, q), the mean under p of -log q; it is H(p) + D(p||q).

    Parameters
    ----------
    p, q : dict, sequence of length n, or Density
        As for `kl_divergence`.
    base : exact number, optional
        The base of the logarithm, above 1; nats by default, bits for 2.

    Returns
    -------
    sympy.Expr
        As for `kl_divergence`; ``oo`` where p has mass off the support of q.

    Raises
    ------
    TypeError, ValueError
        As for `kl_divergence`.

    References
    ----------
    .. [1] T. M. Cover and J. A. Thomas, *Elements of Information Theory*, 2nd ed., Wiley, 2006,
       section 5.4.

    Examples
    --------
    >>> import sympy as sp
    >>> from kltools.exact import cross_entropy
    >>> half = sp.Rational(1, 2)
    >>> cross_entropy([half, half], [half / 2, 1 - half / 2], base=2)
    -log(3)/(2*log(2)) + 2
    """
    if isinstance(p, Density) and isinstance(q, Density):
        return in_base(density_divergences.density_cross_entropy(*align(p, q)), base)
    return in_base(exact_pmfs.pmf_cross_entropy(*_read_pmfs(p, q)), base)


def kl_integrand(p: Density, q: Density) -> sp.Expr:
    """p log(p/q) as an expression in the variable of p: the area under it is D(p||q).

    Parameters
    ----------
    p, q : Density
        Two densities, or two PMFs on integers, of one kind and dimension.

    Returns
    -------
    sympy.Expr
        ``p.expression * (p.log_expression - q.log_expression)``, in nats, free of the underflow
        of a ratio of densities. It holds on the support of p, and off it the integrand is 0.
        Where the support of p may reach beyond that of q, a ``Piecewise`` gives ``oo`` there.

    Raises
    ------
    TypeError
        If p or q is not a `Density`.
    ValueError
        If the two are of different kinds or dimensions.

    Examples
    --------
    >>> from kltools.exact import exponential, kl_integrand
    >>> kl_integrand(exponential(2), exponential(1))
    2*(-x + log(2))*exp(-2*x)
    """
    for density, name in ((p, "p"), (q, "q")):
        if not isinstance(density, Density):
            raise TypeError(
                f"{name} is {density!r}, but kl_integrand takes two kltools.exact.Density; "
                "use kltools.kl_terms for the terms of PMFs"
            )
    return density_divergences.log_space_integrand(*align(p, q))


def _read_pmfs(p: Distribution, q: Distribution) -> tuple[exact_pmfs.Table, exact_pmfs.Table]:
    if isinstance(p, Density) or isinstance(q, Density):
        names = ("p", "q") if isinstance(p, Density) else ("q", "p")
        raise TypeError(
            f"{names[0]} is a Density and {names[1]} is not; give two PMFs or two densities, "
            "for example Density(expression, k, sympy.FiniteSet(0, 1)) for a PMF on numbers"
        )
    return exact_pmfs.read_pair(p, q)
