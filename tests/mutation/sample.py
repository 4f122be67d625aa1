"""Try a random sample of mutants, as many of each file, and say which survive: ``python -m tests.mutation.sample 12``.

mutmut makes every mutant and asks which tests run which function. It is then told which mutants to leave out, and
one thing that it cannot see: what runs when `kltools` is imported (closed forms are registered then) it credits to the
one test that happened to come first. Such a function gets every test of distributions.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MUTMUT = str(Path(sys.executable).with_name("mutmut"))
MUTANTS = Path("mutants")
STATISTICS = MUTANTS / "mutmut-stats.json"
SEED = 20261128
"""Draws the mutants, unless another is given."""
LEFT_OUT, SURVIVED, UNTESTED = 34, 0, 33
"""What mutmut writes beside a mutant: skipped, all tests passed, no test runs it. Nothing yet: not tried."""
AT_IMPORT = "tests/distributions/"
"""Where the tests are of what runs at import."""


def files() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each file of results with what it holds, by name."""
    for path in sorted((MUTANTS / "kltools").rglob("*.meta")):
        yield path, json.loads(path.read_text(encoding="utf8"))


def credit_imports() -> None:
    """Give what runs at import every test of distributions."""
    statistics = json.loads(STATISTICS.read_text(encoding="utf8"))
    tests, durations = statistics["tests_by_mangled_function_name"], statistics["duration_by_test"]
    first = next(iter(durations))
    every = [name for name in durations if name.startswith(AT_IMPORT)]
    for function, own in tests.items():
        if first in own and function.startswith(("kltools.distributions", "kltools.projections")):
            tests[function] = sorted({*own, *every})
    STATISTICS.write_text(json.dumps(statistics), encoding="utf8")


def choose(count: int, seed: int) -> None:
    """Leave out all mutants but `count` of each file, drawn at random."""
    rng = random.Random(seed)
    for path, held in files():
        results = held["exit_code_by_key"]
        names = sorted(results)
        kept = set(rng.sample(names, min(count, len(names))))
        held["exit_code_by_key"] = {name: None if name in kept else LEFT_OUT for name in names}
        path.write_text(json.dumps(held), encoding="utf8")


def report() -> None:
    """Print a row for each file as `SURVIVORS.md` has it, then what each survivor changed."""
    survivors: list[str] = []
    for path, held in files():
        results = held["exit_code_by_key"]
        tried = {name: code for name, code in results.items() if code not in (LEFT_OUT, None)}
        alive = [name for name, code in tried.items() if code in (SURVIVED, UNTESTED)]
        survivors += alive
        if tried:
            name = path.relative_to(MUTANTS).with_suffix("").as_posix()
            print(f"| `{name}` | {len(results)} | {len(tried)} | {len(tried) - len(alive)} | {len(alive)} |")
    for name in survivors:
        print(subprocess.run([MUTMUT, "show", name], capture_output=True, text=True).stdout)


def main(count: int, seed: int = SEED) -> None:
    """Make the mutants, choose, try, report."""
    subprocess.run([MUTMUT, "run", "no mutant has this name"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not STATISTICS.exists():
        sys.exit("mutmut made no mutants, or a test fails without any; see what `mutmut run` says.")
    credit_imports()
    choose(count, seed)
    subprocess.run([MUTMUT, "run"], check=True)
    report()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
