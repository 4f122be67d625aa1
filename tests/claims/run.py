"""Run every claim, for the book's page of claims: ``python -m tests.claims.run results.json``.

What the page shows of each claim is printed at once, as one line of JSON; how many comparisons it made is written to the
file, once all of them hold. With the name of a page after the file, only that page's claims are run.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.claims.claim import CLAIMS, ClaimFails
from tests.claims.statements import chapters


def load() -> None:
    """Import the checks of every chapter, which register themselves."""
    for path in sorted(Path(__file__).parent.glob("chapter_*.py")):
        importlib.import_module(f"tests.claims.{path.stem}")


def comparisons(label: str) -> int:
    """How many comparisons the check of one claim made, all of which held."""
    return CLAIMS[label].run().count


def main(target: Path, page: str = "") -> None:
    """Run the claims, or one page's, as many at a time as there are processors; say which fails, and write nothing then."""
    if hasattr(os, "nice"):
        os.nice(5)  # the build's own process has more to do than can be shared: it goes first
    load()
    found = [
        (one.title, labels)
        for one in chapters()
        if page in ("", one.page) and (labels := [label for label in one.statements if label in CLAIMS])
    ]
    with ProcessPoolExecutor(initializer=load) as pool:
        running = {label: pool.submit(comparisons, label) for _, labels in found for label in labels}
        shown = [{"title": title, "claims": [CLAIMS[label].row() for label in labels]} for title, labels in found]
        print(json.dumps(shown), flush=True)
        held = {}
        try:
            for label, claim in running.items():
                held[label] = claim.result()
        except ClaimFails as failure:
            sys.exit(f"{label}: {failure}")
        finally:
            pool.shutdown(cancel_futures=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"chapters": shown, "comparisons": held}, ensure_ascii=False), encoding="utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
