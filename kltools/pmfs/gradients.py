"""Gradients of D(p||q), with respect to the probabilities of p or of q, and to logits whose softmax they are."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from kltools.arguments import Array, Axis, log_of_base
from kltools.pmfs.options import Options
from kltools.pmfs.pairs import Pair
from kltools.pmfs.preparation import Prepared, prepare
from kltools.pmfs.summation.blocks import Terms, map_terms, sum_terms
from kltools.pmfs.terms import Formula, log_ratio_terms, log_slack_terms, of_logarithms, of_probabilities, slack_terms

Argument = Literal["p", "q", "logits_p", "logits_q"]


def kl_gradient(
    p: Any,
    q: Any,
    with_respect_to: Argument,
    *,
    base: float | None = None,
    axis: Axis = -1,
    log: bool = False,
    where: Any = None,
    tolerance: float | None = None,
    renormalise: bool = False,
) -> Any:
    """Gradient of D(p||q), the sum of p log(p/q), exact for the floats given.

    Parameters
    ----------
    p, q, base, axis, log, where, tolerance, renormalise
        As for `kl_divergence`.
    with_respect_to : {"p", "q", "logits_p", "logits_q"}
        What moves: the probabilities of p or of q, each as a number of its own; or numbers whose softmax p or q is.

    Returns
    -------
    ndarray of float64, or dict, Series, DataFrame, DataArray
        The partial derivatives, of the broadcast shape, labelled as for `kl_terms`:

        - "p": log(p/q) + 1;
        - "q": -p/q;
        - "logits_p": p [log(p/q) - D(p||q)];
        - "logits_q": q - p.

        With respect to p it is ``-inf`` where p = 0 < q and ``inf`` where p > 0 = q; with respect to q it is ``-inf`` where
        p > 0 = q. Where both are 0, or `where` leaves an outcome out, it is 0.

    Raises
    ------
    ValueError
        As for `kl_divergence`; for another `with_respect_to`; and for "logits_p" where D(p||q) is infinite.
    TypeError
        As for `kl_divergence`.

    Notes
    -----
    Probabilities sum to 1, so only differences of the entries for "p" and "q" matter to a step that keeps the sum: whoever
    differentiates p log(p/q) - p + q instead finds every entry for "p" less by 1 and for "q" more by 1. Softmax takes a
    constant away by itself: the entries for logits sum to 0.

    References
    ----------
    .. [1] C. M. Bishop, *Pattern Recognition and Machine Learning*, Springer, 2006, section 4.3.4, for q - p.

    Examples
    --------
    >>> from kltools import kl_gradient
    >>> kl_gradient([0.5, 0.5], [0.25, 0.75], "logits_q")
    array([-0.25,  0.25])
    >>> kl_gradient([0.5, 0.5], [0.25, 0.75], "q")
    array([-2.        , -0.66666667])
    """
    if with_respect_to not in _FORMULAS:
        raise ValueError(
            f"with_respect_to is {with_respect_to!r}, but D(p||q) is differentiated with respect to one of "
            f"{', '.join(map(repr, _FORMULAS))}; give one of them"
        )
    scale = log_of_base(base)
    prepared = prepare([p, q], ["p", "q"], Options(axis, log, where, False, tolerance, renormalise))
    prepared.check()
    terms = _terms(_FORMULAS[with_respect_to], prepared)
    values = map_terms(terms, prepared.rows)
    if with_respect_to == "logits_p":
        values -= _weighted_divergence(prepared)
    values /= scale
    return prepared.entries(values + 0.0)


def _terms(formula: Formula, prepared: Prepared) -> Terms:
    """Return a formula as a function of what was given: probabilities or their logarithms."""
    return (of_logarithms if prepared.log else of_probabilities)(formula)


def _of_p(pair: Pair) -> Array:
    """Return log(p/q) + 1, 0 where both are 0."""
    return np.where(pair.impossible(), 0.0, pair.log_p_over_q() + 1.0)


def _of_q(pair: Pair) -> Array:
    """Return -p/q, 0 where both are 0."""
    return np.where(pair.impossible(), 0.0, -pair.p_over_q())


def _weighted_divergence(prepared: Prepared) -> Array:
    """Return p D(p||q) entry by entry, or say where D is infinite."""
    divergence = sum_terms(log_slack_terms if prepared.log else of_probabilities(slack_terms), prepared.rows)
    if not np.isfinite(divergence).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(divergence))[0])
        where = f" at index {index} of the other axes" if index else ""
        raise ValueError(
            f"D(p||q) is infinite{where}, so it has no gradient with respect to logits of p; give a q that is positive "
            "where p is"
        )
    p = prepared.rows[0]
    return (np.exp(p, dtype=np.float64) if prepared.log else p) * divergence[..., None]


_FORMULAS: dict[str, Formula] = {
    "p": _of_p,
    "q": _of_q,
    "logits_p": log_ratio_terms,
    "logits_q": lambda pair: pair.difference.copy(),
}
