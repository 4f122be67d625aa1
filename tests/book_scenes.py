"""The book's scenes by name: described when a test first asks, since describing all takes seconds; and their built blocks."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from kltools.book import scenes
from kltools.book.sphinx.execution_cache import chapter_keys, is_notebook
from kltools.drawing import Block
from kltools.drawing.block import MIME

ROOT = Path(__file__).resolve().parents[1]
CACHES = ROOT / "_build" / ".jupyter_cache"
RECORDED = ("alpha", "binning", "estimators", "evidence", "reverse_fit")
"""The scenes that are recordings; the others are formulas."""
FOUR = ("alpha", "evidence", "mixture_fit", "sliding_uniforms")
"""Scenes that differ in all that the engine tells apart: what does not vary by scene is tried on these, and on all by night."""
CALL = re.compile(r"^from kltools\.book\.scenes import (\w+)\n+\1\((.*?)\)$", re.MULTILINE)
"""A cell that shows an explorable: its name and its options."""


@cache
def described(name: str, **options: bool) -> Any:
    """A scene's description."""
    return getattr(scenes, name).describe(**options)


@cache
def kept_blocks() -> dict[tuple[str, str], Block]:
    """What the build made of each call of a scene, and checked; nothing of what no build ran with this very package."""
    kept = {}
    keys = set(chapter_keys(page for page in (ROOT / "book").glob("*.md") if is_notebook(page)).values())
    for notebook in sorted(path for key in keys for path in (CACHES / key).glob("executed/*/base.ipynb")):
        for cell in json.loads(notebook.read_text(encoding="utf8"))["cells"]:
            if called := CALL.search("".join(cell["source"])):
                (data,) = (output["data"][MIME] for output in cell["outputs"] if "data" in output)
                kept[called[1], called[2]] = Block.from_data(data)
    return kept
