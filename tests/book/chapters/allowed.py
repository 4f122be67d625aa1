"""Numbers that prose may type, each with the reason; a result worked by hand stands beside a program that works it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from kltools import exact

HALF, THIRD, QUARTER = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
COINS = ([HALF, HALF], [QUARTER, 3 * QUARTER])
SPREAD, EVEN = [HALF, QUARTER, QUARTER], [THIRD] * 3


@dataclass(frozen=True)
class Allowed:
    """A text that may stand in the prose of a page, numbers and all.

    Parameters
    ----------
    page : str
        How the page's file begins.
    text : str
        The words about the number, as they stand.
    reason : str
        "set up" for a value that was chosen; "source" for what a source or a version says; "formula" for a factor of
        an expression that a proof derives; "worked" for a result of a calculation that the reader follows by hand.
    check : callable, optional
        For "worked": whether a program finds the same.
    """

    page: str
    text: str
    reason: str
    check: Callable[[], bool] | None = None


def same(value: sp.Expr, other: sp.Expr) -> bool:
    """Whether two exact numbers are equal."""
    return sp.simplify(sp.expand_log(value - other, force=True)) == 0


def log(numerator: int, denominator: int = 1) -> sp.Expr:
    """The logarithm of a fraction."""
    return sp.log(sp.Rational(numerator, denominator))


def coins_there() -> bool:
    """D of (1/2, 1/2) from (3/4, 1/4), by heads and tails."""
    return same(exact.kl_divergence(*COINS), log(4, 3) / 2)


ALLOWED = [
    Allowed("01", r"\log \frac23 < 0", "worked", lambda: same(sp.log(HALF / (3 * QUARTER)), log(2, 3))),
    Allowed("01", r"$\frac12 \log \frac23 + \frac12 \log 2 = \frac12 \log \frac43$", "worked", coins_there),
    Allowed("01", r"$\mu = 0.35$", "set up"),
    Allowed("use-a-figure", 'style="width:100%;border:0"', "set up"),
    Allowed("01", r"evidence $-0.4$ nats", "set up"),
    Allowed("01", "By a factor of e to the 0.4", "set up"),
    Allowed("02", r"(\frac12, \frac14, \frac14)", "set up"),
    Allowed("02", r"(\frac13, \frac13, \frac13)", "set up"),
    Allowed(
        "02",
        r"$p/q$ are $\frac32, \frac34, \frac34$",
        "worked",
        lambda: [a / b for a, b in zip(SPREAD, EVEN)] == [3 * HALF, 3 * QUARTER, 3 * QUARTER],
    ),
    Allowed(
        "02",
        r"\frac12 \log 2 + 2 \cdot \frac14 \log 4",
        "worked",
        lambda: same(exact.entropy(SPREAD), log(2) / 2 + log(4) / 2),
    ),
    Allowed("02", r"(\frac9{10}, \frac1{10})", "set up"),
    Allowed("02", "with version 2.13", "source"),
    Allowed(
        "02",
        r"$D(p\,\|\,q) = \frac12 \log \frac98$",
        "worked",
        lambda: same(exact.kl_divergence(SPREAD, EVEN), log(9, 8) / 2),
    ),
    Allowed(
        "02",
        r"$q/p$ are $\frac23, \frac43, \frac43$",
        "worked",
        lambda: [b / a for a, b in zip(SPREAD, EVEN)] == [2 * THIRD, 4 * THIRD, 4 * THIRD],
    ),
    Allowed(
        "02",
        r"$D(q\,\|\,p) = \frac13 \log \frac23 + \frac23 \log \frac43 = \frac13 \log \frac{32}{27}$",
        "worked",
        lambda: same(exact.kl_divergence(EVEN, SPREAD), log(32, 27) / 3),
    ),
    Allowed("02", r"$Q = (\frac14, \frac34)$", "set up"),
    Allowed("02", r"\frac12 \log 2 + \frac12 \log \frac23 = \frac12 \log \frac43", "worked", coins_there),
    Allowed("02", "give $D = 0.3$", "set up"),
    Allowed("02", "It may be lower, 0.2 say", "set up"),
    Allowed("02", "It is at least 0.3", "set up"),
    Allowed("02", "It must be 0.6", "set up"),
    Allowed("03", "$1/1 = 1$", "formula"),
    Allowed("03", r"(\frac12, \frac1{10}, \dots, \frac1{10})", "set up"),
    Allowed("03", "is $-0.2$", "set up"),
    Allowed("04", r"$q = (\frac14, \frac34)$", "set up"),
    Allowed("04", r"$b(1-b) \le \frac14$", "formula"),
    Allowed("04", "$a = 0.3$, another $b = 0.7$", "set up"),
    Allowed("05", "At weight 0.8", "set up"),
    Allowed("05", "$w = 0.3$", "set up"),
    Allowed("05", "section 10.1", "source"),
    Allowed("06", r"$1 \cdot \log \frac10$", "source"),
    Allowed("06", r"$q = (\frac13, \frac13, \frac13)$", "set up"),
    Allowed("06", "$[0, 0.99]$", "set up"),
    Allowed("06", r"$\log 0.99$ in size", "set up"),
    Allowed("06", "0.01", "set up"),
    Allowed(
        "07",
        r"$m = (\frac14, \frac12, \frac14)$",
        "worked",
        lambda: [HALF * HALF, HALF, HALF * HALF] == [QUARTER, HALF, QUARTER],
    ),
    Allowed("07", r"\approx \frac14 D(p\,\|\,q)", "formula"),
    Allowed(
        "07",
        r"H(\frac13, \frac23) = \log 3 - \frac23 \log 2",
        "worked",
        lambda: same(exact.entropy([THIRD, 2 * THIRD]), log(3) - 2 * log(2) / 3),
    ),
    Allowed("07", "$q(0.5)$", "source"),
    Allowed("08", r"falls by $\frac38 \sigma^2$", "worked", lambda: HALF * (1 - QUARTER) == Fraction(3, 8)),
    Allowed("09", "How do 0.1 and 0.9 go together", "set up"),
    Allowed("09", r"the denominator is $\frac14$", "worked", lambda: HALF * (1 - HALF) == QUARTER),
    Allowed("09", r"$f''(1) = \frac14$", "set up"),
    Allowed("10", r"\frac12 v^2 - \frac13 v^3", "formula"),
    Allowed("10", "95 % interval", "set up"),
    Allowed("10", "calls 0.1 a moderate change and 0.25 a large one", "source"),
    Allowed("10", r"off by $\frac18 \theta^4$", "formula"),
    Allowed("10", r"first-order $\frac14$", "worked", lambda: Fraction(2 - 1, 2 * 2) == QUARTER),
    Allowed("10", "k3 estimate is 0.02 with a tiny standard error, and the mean of $r$ is 0.9", "set up"),
    Allowed("10", "1 − 0.9", "set up"),
    Allowed("10", "a PSI of 0.12", "set up"),
    Allowed("10", "it is above 0.1", "set up"),
    Allowed("10", r"$\frac{25}{1000}$ nats", "worked", lambda: Fraction(26 - 1, 2 * 500) == Fraction(25, 1000)),
    Allowed("10", r"$\frac{26}{500}$ nats", "set up"),
    Allowed("10", r"$\mu = \frac{1}{10}$ and $\sigma = \frac{3}{10}$", "set up"),
    Allowed("11", r"(2 \pi x^3)^{-1/2}", "formula"),
    Allowed("corrections", "$q(0.5)$ for $q(1)$", "source"),
    Allowed("corrections", "$q(0.5) = 0$", "source"),
]
