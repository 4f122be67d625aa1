"""What a check of a printed claim is: the claim's own LaTeX, a program that could have failed, and a mistake that does fail."""

from __future__ import annotations

import inspect
import random
import textwrap
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

DIGITS = 50
"""Working precision of every numerical check."""


class ClaimFails(AssertionError):
    """A comparison that a claim promises does not hold."""


@dataclass
class Comparisons:
    """What a check calls to compare; counts how often, and remembers how closely.

    Attributes
    ----------
    count : int
        How many comparisons held.
    rng : random.Random
        Seeded by the claim's label, so that every run draws the same cases.
    """

    tolerance: float | None
    rng: random.Random
    count: int = 0

    def exactly(self, left: Any, right: Any) -> None:
        """Two SymPy expressions are equal, as SymPy proves by expanding or simplifying their difference to 0."""
        difference = sp.sympify(left) - sp.sympify(right)
        if sp.expand(sp.numer(sp.together(difference))) == 0:  # which settles most of them, in a fraction of the time
            self.count += 1
            return
        difference = sp.simplify(difference)
        self._keep(difference == 0, f"{left} is not {right}: they differ by {difference}")

    def close(self, left: Any, right: Any, tolerance: float | None = None) -> None:
        """Two numbers agree to the claim's tolerance, relative to the larger of them and 1e-60."""
        one, two = mp.mpmathify(left), mp.mpmathify(right)
        if mp.isinf(one) or mp.isinf(two):
            self._keep(one == two, f"{one} is not {two}")
            return
        size = max(abs(one), abs(two), mp.mpf("1e-60"))
        allowed = mp.mpf(self._tolerance(tolerance))
        self._keep(abs(one - two) <= allowed * size, f"{mp.nstr(one, 20)} is not {mp.nstr(two, 20)}")

    def near(self, left: Any, right: Any, within: Any) -> None:
        """Two numbers differ by no more than an absolute amount: a remainder that the claim bounds, or a sampling error."""
        one, two = mp.mpmathify(left), mp.mpmathify(right)
        self._keep(
            abs(one - two) <= within,
            f"{mp.nstr(one, 15)} is not within {mp.nstr(mp.mpf(within), 5)} of {mp.nstr(two, 15)}",
        )

    def at_most(self, left: Any, right: Any) -> None:
        """left <= right, but for the claim's tolerance relative to the larger of them."""
        one, two = mp.mpmathify(left), mp.mpmathify(right)
        if mp.isinf(two) and two > 0:
            self._keep(True, "")
            return
        size = max(abs(one), abs(two), mp.mpf("1e-60"))
        spare = mp.mpf(self.tolerance or 0) * size
        self._keep(one <= two + spare, f"{mp.nstr(one, 20)} is above {mp.nstr(two, 20)}")

    def less(self, left: Any, right: Any) -> None:
        """left < right, strictly."""
        self._keep(mp.mpmathify(left) < mp.mpmathify(right), f"{left} is not below {right}")

    def true(self, condition: Any, otherwise: str) -> None:
        """A condition holds."""
        self._keep(bool(condition), otherwise)

    def _tolerance(self, tolerance: float | None) -> float:
        chosen = self.tolerance if tolerance is None else tolerance
        if chosen is None:
            raise TypeError("a claim that compares numbers states its tolerance")
        return chosen

    def _keep(self, held: bool, otherwise: str) -> None:
        if not held:
            raise ClaimFails(otherwise)
        self.count += 1


Check = Callable[[Comparisons, bool], None]
"""Makes the comparisons of a claim; with True, those of the claim with a deliberate mistake in it."""


@dataclass(frozen=True)
class Claim:
    """A labelled statement and its check.

    Parameters
    ----------
    label : str
        As on the page: of an equation, or of a theorem, lemma, proposition or corollary.
    latex : str
        The statement, as the page's source has it: an equation's LaTeX, a theorem's whole text.
    method : str
        How it is checked, in a few words.
    tolerance : float or None
        Relative agreement asked of numbers; None where SymPy settles it exactly.
    mistake : str
        What the wrong variant gets wrong.
    check : callable
    """

    label: str
    latex: str
    method: str
    tolerance: float | None
    mistake: str
    check: Check

    def run(self, wrong: bool = False) -> Comparisons:
        """Make the comparisons; raise ClaimFails at the first that does not hold."""
        made = Comparisons(self.tolerance, random.Random(zlib.crc32(self.label.encode())))
        with mp.workdps(DIGITS):
            self.check(made, wrong)
        if not wrong and made.count == 0:
            raise ClaimFails(f"the check of {self.label} compares nothing")
        return made

    def row(self) -> dict[str, Any]:
        """What a build is handed: what is checked, how, how closely, and the check's own source."""
        return {
            "label": self.label,
            "latex": self.latex,
            "method": self.method,
            "tolerance": self.tolerance,
            "mistake": self.mistake,
            "source": textwrap.dedent(inspect.getsource(self.check)),
        }


CLAIMS: dict[str, Claim] = {}
"""Every claim by its label."""


def claim(
    label: str, latex: str, *, method: str, mistake: str, tolerance: float | None = None
) -> Callable[[Check], Check]:
    """Register a check of the statement with a label; see `Claim` for the parameters."""

    def register(check: Check) -> Check:
        if label in CLAIMS:
            raise ValueError(
                f"{label} has two checks, {CLAIMS[label].check.__name__} and {check.__name__}; give it one"
            )
        CLAIMS[label] = Claim(label, latex, method, tolerance, mistake, check)
        return check

    return register
