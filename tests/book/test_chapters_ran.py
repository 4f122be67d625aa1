"""The build ran every chapter, in a fresh kernel and from its own folder, in its time."""

from __future__ import annotations

import pytest
from jupyter_cache import get_cache
from pace import leeway
from prose import PAGES, ROOT

CHAPTERS = [page for page in PAGES if "kernelspec:" in page.read_text(encoding="utf8")]
SECONDS = 20.0
"""What a chapter's cells may take on a quiet machine."""


@pytest.mark.built
@pytest.mark.timed
def test_the_build_ran_every_chapter_in_its_own_folder_in_time():
    caches = sorted((ROOT / "_build" / ".jupyter_cache").glob("*"))
    assert len(caches) == 1, "The book is not built; run `make book` first"
    latest = {}
    for record in get_cache(caches[0]).list_cache_records():
        latest[record.uri] = max(record, latest.get(record.uri, record), key=lambda one: one.created)
    seconds = {uri.rpartition("/")[2]: record.data["execution_seconds"] for uri, record in latest.items()}
    assert {chapter.name for chapter in CHAPTERS} <= set(seconds)
    budget = SECONDS * leeway()
    assert {name: taken for name, taken in seconds.items() if taken > budget} == {}
