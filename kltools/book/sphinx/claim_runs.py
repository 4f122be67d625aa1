"""Runs of the checks of the book's claims: each file of checks runs again when it, what it shares or the package has changed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TypedDict

from sphinx.errors import ExtensionError

from kltools.book.sphinx.execution_cache import PACKAGE, computing_versions, digest

CHECKS = "chapter_*.py"
"""The files of checks in their folder; what else lies there they share."""


class ClaimFalse(ExtensionError):
    """A claim does not hold.

    Parameters
    ----------
    label, why : str
        The claim's, and what its check said.
    """

    def __init__(self, label: str, why: str) -> None:
        super().__init__(f"The claim {label} does not hold: {why}")
        self.label, self.why = label, why


FALSE = re.compile(r"^(?P<label>[\w-]+): (?P<why>.*)\Z", re.MULTILINE | re.DOTALL)
"""What a run says last of a claim that does not hold."""
UNCHECKED = ("book", "drawing", "explorables", "sphinx")
"""Parts of the package on which no check depends, but for the book's data."""
DATA = "book/data.py"


class Claim(TypedDict):
    """A claim and its check, as a run hands them on; without a tolerance it is checked exactly."""

    label: str
    latex: str
    method: str
    tolerance: float | None
    mistake: str
    source: str


class Results(TypedDict):
    """What a run keeps of one file of checks: its claims, and how many comparisons of each held."""

    claims: list[Claim]
    comparisons: dict[str, int]


def kept_results(checks: Path, build: Path, pattern: str = CHECKS) -> dict[str, Path]:
    """Where a build keeps the results of each file of checks, as it and what it depends on are now.

    Parameters
    ----------
    checks : Path
        The folder of checks.
    build : Path
        The folder that a build writes to.
    pattern : str
        Which files of checks are asked for.

    Returns
    -------
    dict
        Paths, of files that need not be there, by the name of the file of checks without its ending.
    """
    files = sorted(checks.glob(CHECKS))
    shared = [path for path in sorted(checks.glob("*.py")) if path not in files and not path.name.startswith("test_")]
    package = digest(PACKAGE, ("*.py",), *computing_versions(), without=UNCHECKED)
    words = [package, *(path.read_text(encoding="utf8") for path in [PACKAGE / DATA, *shared])]
    keys = {path.stem: digest(checks, (path.name,), *words) for path in sorted(checks.glob(pattern))}
    return {name: build / "claims" / f"{name}-{key}.json" for name, key in keys.items()}


class ClaimRun:
    """One run of the checks whose results are not kept, in a process of its own, beside those kept from earlier runs.

    Parameters
    ----------
    root : Path
        The book's, from which the checks are imported.
    checks : str
        The folder of checks, from there. It holds a module ``run``: called with pairs ``name=path`` it prints the claims
        of those files as one line of JSON, makes their comparisons, and writes the results of each.
    build : Path
        The folder that a build writes to.
    pattern : str
        Which files of checks are asked for.
    """

    def __init__(self, root: Path, checks: str, build: Path, pattern: str = CHECKS) -> None:
        self.results = kept_results(root / checks, build, pattern)
        self._waiting = {name: path for name, path in self.results.items() if not path.exists()}
        self._process: subprocess.Popen[str] | None = None
        kept = {path for name in self.results for path in (build / "claims").glob(f"{name}-*.json")}
        for stale in kept - set(self.results.values()):
            stale.unlink()
        if self._waiting:
            asked = [f"{name}={path}" for name, path in self._waiting.items()]
            self._process = subprocess.Popen(
                [sys.executable, "-m", ".".join([*Path(checks).parts, "run"]), *asked],
                cwd=root,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )

    @property
    def runs(self) -> list[str]:
        """The files of checks that had to run."""
        return list(self._waiting)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """Every claim by its label, before those that run have been checked.

        Raises
        ------
        ExtensionError
            If the run could not begin, with what it said.
        """
        kept = [path for name, path in self.results.items() if name not in self._waiting]
        claims = [claim for path in kept for claim in _read(path)["claims"]]
        if self._process is not None:
            assert self._process.stdout is not None
            line = self._process.stdout.readline()
            if not line:
                self.wait()  # which raises what the run said
            claims += json.loads(line)
        return {claim["label"]: claim for claim in claims}

    def wait(self) -> dict[str, int]:
        """How many comparisons of each claim held, once all of them are made.

        Raises
        ------
        ClaimFalse
            If a claim does not hold, with what its check said.
        ExtensionError
            If the run ended otherwise, with what it said.
        """
        return self._comparisons

    @cached_property
    def _comparisons(self) -> dict[str, int]:
        if self._process is not None:
            _, said = self._process.communicate()
            if self._process.returncode:
                told = FALSE.search(said)
                raise (
                    ClaimFalse(told["label"], told["why"])
                    if told
                    else ExtensionError(f"The checks ended: {said.strip()}")
                )
        counts = [_read(path)["comparisons"] for path in self.results.values()]
        return {label: count for one in counts for label, count in one.items()}

    def stop(self) -> None:
        """End a run that nobody waits for any more."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()


def _read(path: Path) -> Results:
    results: Results = json.loads(path.read_text(encoding="utf8"))
    return results
