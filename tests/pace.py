"""How much longer than a quiet machine, which budgets in seconds are meant for, this one may take."""

from __future__ import annotations

import time
from statistics import median

QUIET = 0.06
"""Seconds of one stint on a quiet machine of the kind that the budgets name."""
SHARED = 3.0
"""What a budget is stretched by in any case: shared machines were seen to change their pace as much within a minute."""


def leeway() -> float:
    """What to multiply a budget by: the slowest of seven stints, and at least SHARED."""
    return max(SHARED, *_stints())


def pace() -> float:
    """How many times as long as on a quiet machine Python takes now: the median of seven stints."""
    return median(_stints())


def _stints() -> list[float]:
    """How many times as long as on a quiet machine a loop of Python takes, seven times."""
    return [_stint() / QUIET for _ in range(7)]


def _stint() -> float:
    """Seconds that a fixed loop of Python takes now."""
    began = time.perf_counter()
    total = 0
    for i in range(1_000_000):
        total += i * i
    return time.perf_counter() - began
