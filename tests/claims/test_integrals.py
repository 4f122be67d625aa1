"""What the integrals in symbols settle, and what they say they do not."""

from __future__ import annotations

import pytest
import sympy as sp

from tests.claims.integrals import over_the_half_line, over_the_line

X = sp.Symbol("x", real=True)
Y = sp.Symbol("y", positive=True)


def test_over_the_line():
    assert over_the_line((X**2 + 3) * sp.exp(-(X**2) / 2), X) == 4 * sp.sqrt(2 * sp.pi)


@pytest.mark.parametrize(
    "function",
    [X**2, sp.Integer(1), sp.exp(X), sp.exp(X**2), sp.exp(-(X**4)), sp.exp(-abs(X)), sp.sin(X) * sp.exp(-(X**2)),
     sp.exp(-(X**2)) / X, abs(X) * sp.exp(-(X**2))],
    ids=str,
)  # fmt: skip
def test_another_term_over_the_line_is_refused(function):
    with pytest.raises(ValueError, match="is not a power of x times an exponential of a quadratic in it that falls"):
        over_the_line(function, X)


@pytest.mark.parametrize("function", [Y**2, sp.exp(Y), sp.exp(-Y) / Y, sp.sin(Y) * sp.exp(-Y)], ids=str)
def test_another_term_over_the_half_line_is_refused(function):
    with pytest.raises(ValueError, match="is not powers of y and its logarithm times an exponential"):
        over_the_half_line(function, Y)
