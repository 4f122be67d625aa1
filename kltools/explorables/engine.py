"""What runs a page's JavaScript for a check: any engine that takes a script and answers with text."""

from __future__ import annotations

from typing import Protocol

from kltools.extras import require


class Engine(Protocol):
    """An engine of JavaScript, which keeps what its scripts declare from one run to the next."""

    def run(self, script: str) -> str:
        """Run a script; return its last value as text."""
        ...


class V8:
    """The engine of Chromium and Node, in this process, from the package mini-racer.

    Raises
    ------
    ModuleNotFoundError
        Where mini-racer is missing; it names the extra that brings it.

    Examples
    --------
    >>> engine = V8()
    >>> engine.run("const half = 1 / 2; half")
    '0.5'
    >>> engine.run("half + half")
    '1'
    """

    def __init__(self) -> None:
        require("explorables", "py_mini_racer")
        from py_mini_racer import MiniRacer  # here, since a scene is described and shown without an engine

        self._racer = MiniRacer()

    def run(self, script: str) -> str:
        """Run a script; return its last value as text."""
        return str(self._racer.eval(script))
