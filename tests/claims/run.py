"""Run every claim and write what the book's page of claims shows: ``python run.py results.json``."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from claim import CLAIMS, ClaimFails
from statements import chapters


def load() -> None:
    """Import the checks of every chapter, which register themselves."""
    for path in sorted(Path(__file__).parent.glob("chapter_*.py")):
        importlib.import_module(path.stem)


def main(target: Path) -> None:
    """Run the claims in the order of the pages; say which fails, and write nothing then."""
    load()
    results = []
    for chapter in chapters():
        checked = [label for label in chapter.statements if label in CLAIMS]
        try:
            results.append({"title": chapter.title, "claims": [CLAIMS[label].result() for label in checked]})
        except ClaimFails as failure:
            sys.exit(f"{chapter.title}: {failure}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps([one for one in results if one["claims"]], ensure_ascii=False), encoding="utf8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
