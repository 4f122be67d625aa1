"""Run the claims of some files, for a build: ``python -m tests.claims.run chapter_03_a=results.json …``.

The claims of those files are printed at once, as one line of JSON; how many comparisons each made is written to the file's
results, once all of them hold.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.claims.claim import CLAIMS, ClaimFails


def load(names: Sequence[str] | None = None) -> None:
    """Import some files of checks, which register their claims; all of them unless named."""
    found = [path.stem for path in sorted(Path(__file__).parent.glob("chapter_*.py"))]
    for name in found if names is None else names:
        importlib.import_module(f"tests.claims.{name}")


def comparisons(label: str) -> int:
    """How many comparisons the check of one claim made, all of which held."""
    return CLAIMS[label].run().count


def claims_of(name: str) -> list[str]:
    """The labels of the claims in one file of checks."""
    return [label for label, claim in CLAIMS.items() if claim.check.__module__ == f"tests.claims.{name}"]


def main(targets: dict[str, Path]) -> None:
    """Run the claims, as many at a time as there are processors; say which fails, and write nothing more then."""
    if hasattr(os, "nice"):
        os.nice(5)  # the build's own process has more to do than can be shared: it goes first
    load(list(targets))
    print(json.dumps([CLAIMS[label].row() for name in targets for label in claims_of(name)]), flush=True)
    with ProcessPoolExecutor(initializer=load, initargs=[list(targets)]) as pool:
        running = {name: {label: pool.submit(comparisons, label) for label in claims_of(name)} for name in targets}
        try:
            for name, path in targets.items():
                held = {}
                for label, claim in running[name].items():
                    held[label] = claim.result()
                rows = [CLAIMS[label].row() for label in held]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps({"claims": rows, "comparisons": held}, ensure_ascii=False), encoding="utf8")
        except ClaimFails as failure:
            sys.exit(f"{label}: {failure}")
        finally:
            pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    main({name: Path(path) for name, _, path in (asked.partition("=") for asked in sys.argv[1:])})
