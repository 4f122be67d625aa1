"""The errors raised where a divergence has a value that no float can stand for, or that nothing vouches for."""

from __future__ import annotations


class QuadratureError(ArithmeticError):
    """Numerical integration or summation cannot vouch for its answer.

    Raised instead of returning a number that may be wrong: the rule did not
    converge, a density was not a number, a tail did not decay, or a density did
    not integrate to 1 over the panels that were used.

    Examples
    --------
    >>> from scipy import stats
    >>> from kltools.distributions import kl_divergence
    >>> try:
    ...     kl_divergence(stats.t(2.001), stats.norm())
    ... except QuadratureError:
    ...     print("no number")
    no number
    """


def quadrature_error(quantity: str, p_label: str, q_label: str, reason: str) -> QuadratureError:
    """Return the error for a pair of distributions whose `quantity` could not be settled."""
    return QuadratureError(
        f"{quantity} of p = {p_label} and q = {q_label}: {reason}; no number is returned because none "
        "can be vouched for. Estimate it from samples instead, see kltools.estimators, or rewrite the "
        "pair so that a closed form applies"
    )


def above_floats(quantity: str, p_label: str, q_label: str) -> OverflowError:
    """Return the error for a pair of distributions whose `quantity` is finite and larger than every float."""
    return OverflowError(
        f"{quantity} of p = {p_label} and q = {q_label} is finite but above the largest floating-point number; "
        "rescale the parameters"
    )
