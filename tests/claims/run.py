"""Run every claim and write what the book's page of claims shows: ``python run.py results.json``."""

from __future__ import annotations

import importlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from claim import CLAIMS, ClaimFails
from statements import chapters


def load() -> None:
    """Import the checks of every chapter, which register themselves."""
    for path in sorted(Path(__file__).parent.glob("chapter_*.py")):
        importlib.import_module(path.stem)


def checked(label: str) -> dict[str, Any]:
    """What the page shows of one claim, once its check has passed."""
    return CLAIMS[label].result()


def main(target: Path) -> None:
    """Run the claims, as many at a time as there are processors; say which fails, and write nothing then."""
    load()
    results = []
    with ProcessPoolExecutor(initializer=load) as pool:
        running = [
            (chapter.title, [pool.submit(checked, label) for label in chapter.statements if label in CLAIMS])
            for chapter in chapters()
        ]
        try:
            for title, claims in running:
                results.append({"title": title, "claims": [claim.result() for claim in claims]})
        except ClaimFails as failure:
            sys.exit(f"{title}: {failure}")
        finally:
            pool.shutdown(cancel_futures=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([one for one in results if one["claims"]], ensure_ascii=False), encoding="utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
