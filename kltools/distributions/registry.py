"""Closed forms, found by the pair of families; a new pair never touches the dispatcher."""

from __future__ import annotations

from collections.abc import Callable

from .frozen import Component

#: Returns D(p||q) in nats, or None where the formula does not cover these parameters.
ClosedForm = Callable[[Component, Component], "float | None"]

CLOSED_FORMS: dict[tuple[str, str], ClosedForm] = {}


def register(p_family: str, q_family: str) -> Callable[[ClosedForm], ClosedForm]:
    """Register the decorated function as the closed form of D(p||q) for a pair of SciPy family names.

    The function may assume that p's support lies inside q's.
    """

    def decorate(function: ClosedForm) -> ClosedForm:
        CLOSED_FORMS[p_family, q_family] = function
        return function

    return decorate


def closed_form(p: Component, q: Component) -> float | None:
    """Return D(p||q) by the registered formula, or None where there is none.

    Raises
    ------
    OverflowError
        If the value is finite but above the largest floating-point number.
    """
    rule = CLOSED_FORMS.get((p.family or "", q.family or ""))
    value = rule(p, q) if rule else None
    if value is not None and not value < float("inf"):
        raise OverflowError(
            f"D(p||q) of p = {p.label} and q = {q.label} is finite but above the largest floating-point "
            "number; rescale the parameters"
        )
    return value
