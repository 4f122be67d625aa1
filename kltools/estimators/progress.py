"""How far long work has come: to the caller's own function, or in lines on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

#: Work that takes less than this many seconds says nothing; longer work says where it is this often.
_PATIENCE = 10.0


class Progress:
    """Counts what is done of `total`, and reports it.

    Parameters
    ----------
    what : str
        What is at work, such as the function that the reader called.
    total : int
        How many parts there are.
    report : callable, bool or None
        Called with what is done and `total` after each step; or, for None and True, lines on standard error with the
        time that is left, from ten seconds on; False for neither.

    Raises
    ------
    TypeError
        For a `report` that is none of these.
    """

    def __init__(self, what: str, total: int, report: Callable[[int, int], object] | bool | None) -> None:
        if not (report is None or isinstance(report, bool) or callable(report)):
            raise TypeError(
                f"progress is {report!r}, but it is called with what is done and the total; give a function of two "
                "numbers, or False for silence"
            )
        self.what, self.total, self.done = what, total, 0
        self._report = report
        self._begun = self._said = time.monotonic()

    def step(self, parts: int) -> None:
        """Add to what is done."""
        self.done += parts
        if callable(self._report):
            self._report(self.done, self.total)
            return
        now = time.monotonic()
        if self._report is not False and now - self._said > _PATIENCE:
            self._said = now
            left = (now - self._begun) * (self.total - self.done) / self.done
            print(f"{self.what}: {self.done / self.total:.0%} done, about {_duration(left)} left", file=sys.stderr)

    def more(self, parts: int) -> None:
        """Add to what there is to do."""
        self.total += parts


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
