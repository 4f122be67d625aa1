"""How far a number is from the exact one."""

from __future__ import annotations

import mpmath as mp


def relative(value, exact):
    """The relative error of a float, to 60 digits."""
    with mp.workdps(60):
        return float(abs(mp.mpf(value) / exact - 1)) if exact else abs(value)
