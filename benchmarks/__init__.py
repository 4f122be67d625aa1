"""`kltools` beside what a reader would pick instead: ``make bench`` measures, and writes RESULTS.md."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# The tests' 50-digit oracles, their browser and their measure of the machine's pace serve here too.
sys.path[:0] = [str(ROOT / "tests" / part) for part in ("", "accuracy", "distributions", "browser", "explorables")]
