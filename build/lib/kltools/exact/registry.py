"""Closed forms, found by the families they are about: one decorated function a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from kltools.exact.density import Density

ClosedForm = Callable[..., Any]
_FORMS: dict[tuple[str | None, ...], ClosedForm] = {}


def closed_form(quantity: str, *families: str) -> Callable[[ClosedForm], ClosedForm]:
    """Register f(*parameters of each family) as a quantity of one family or of a pair.

    The function may return None where its parameters have no closed form. It may take for
    granted that the support of p lies in that of q.
    """

    def register(function: ClosedForm) -> ClosedForm:
        _FORMS[(quantity, *families)] = function
        return function

    return register


def look_up(quantity: str, *densities: Density) -> sp.Expr | None:
    """The registered closed form of a quantity of one or two densities, else None."""
    form = _FORMS.get((quantity, *(density.family for density in densities)))
    return None if form is None else form(*(v for density in densities for v in density.parameters))
