"""The build ran every chapter, in a fresh kernel and from its own folder, in its time."""

from __future__ import annotations

from typing import Any

import jupytext
import pytest
from jupyter_cache import get_cache
from jupyter_cache.executors.utils import single_nb_execution

from tests.book.chapters.prose import PAGES, ROOT
from tests.pace import leeway

CHAPTERS = [page for page in PAGES if "kernelspec:" in page.read_text(encoding="utf8")]
SECONDS = 20.0
"""What a chapter's cells may take on a quiet machine."""


def seconds_in_the_build() -> dict[str, float]:
    """How long each chapter took when the build last ran it, beside others."""
    caches = sorted((ROOT / "_build" / ".jupyter_cache").glob("*"))
    assert caches, "The book is not built; run `make book` first"
    latest: dict[str, Any] = {}
    for record in (record for cache in caches for record in get_cache(cache).list_cache_records()):
        latest[record.uri] = max(record, latest.get(record.uri, record), key=lambda one: one.created)
    return {uri.rpartition("/")[2]: record.data["execution_seconds"] for uri, record in latest.items()}


def seconds_alone(name: str) -> float:
    """How long a chapter takes as a build runs it, with nothing beside it."""
    notebook = jupytext.read(ROOT / "book" / name)
    ran = single_nb_execution(notebook, cwd=str(ROOT / "book"), timeout=None, allow_errors=False)
    assert ran.err is None, ran.err
    return ran.time


@pytest.mark.built
@pytest.mark.timed
def test_the_build_ran_every_chapter_in_its_own_folder_in_time(monkeypatch: pytest.MonkeyPatch):
    built = seconds_in_the_build()
    assert {chapter.name for chapter in CHAPTERS} <= set(built)
    monkeypatch.setenv("KLTOOLS_BUILD", "1")
    budget = SECONDS * leeway()
    # the build runs others beside it, on a machine that may have been slower then: what took too long is tried by itself
    again = {name: seconds_alone(name) for name, taken in built.items() if taken > budget}
    assert {name: taken for name, taken in again.items() if taken > budget} == {}
