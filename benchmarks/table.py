"""Tables of what was measured, beside what was promised."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Cells = tuple[str, ...]
BOUNDED = ("measured", "bound", "met")
"""The columns that `at_most`, `at_least` and `unbounded` fill."""


@dataclass(frozen=True)
class Table:
    """A table of text, under a heading, with a note on how it was measured."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Cells]
    note: str = ""

    def markdown(self) -> str:
        """The table as Markdown: words to the left, what was measured to the right."""
        lines = [self.columns, ["---", *["---:"] * (len(self.columns) - 1)], *self.rows]
        body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        return "\n\n".join(part for part in (f"## {self.heading}", self.note, body) if part)


def shown(value: float) -> str:
    """A number to three digits."""
    if value != 0 and math.isfinite(value) and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.1e}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def at_most(value: float, bound: float, unit: str = "") -> Cells:
    """A measured value, its upper bound, and whether it is met."""
    return _bounded(value, bound, unit, "≤", value <= bound)


def at_least(value: float, bound: float, unit: str = "") -> Cells:
    """A measured value, its lower bound, and whether it is met."""
    return _bounded(value, bound, unit, "≥", value >= bound)


def unbounded(value: float, unit: str = "") -> Cells:
    """A measured value of which nothing was promised."""
    return (f"{shown(value)} {unit}".strip(), "", "")


def _bounded(value: float, bound: float, unit: str, sign: str, met: bool) -> Cells:
    return f"{shown(value)} {unit}".strip(), f"{sign} {shown(bound)} {unit}".strip(), "yes" if met else "**no**"
