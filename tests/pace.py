"""How much longer this machine takes, just now, than the quiet one that budgets in seconds are meant for."""

from __future__ import annotations

import time

QUIET = 0.06
"""Seconds of one stint on a quiet machine of the kind that the budgets name."""


def slowness() -> float:
    """The ratio of a stint's time here to its time there; 1 on a faster machine, so that a budget never shrinks."""
    return max(1.0, min(_stint() for _ in range(7)) / QUIET)


def _stint() -> float:
    began = time.perf_counter()
    total = 0
    for i in range(1_000_000):
        total += i * i
    return time.perf_counter() - began
