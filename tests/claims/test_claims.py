"""Every claim of the book holds, its wrong variant does not, and what is checked is what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kltools.book.sphinx.claim_runs import kept_results
from kltools.book.sphinx.statements import spaced
from tests.claims.claim import CLAIMS, ClaimFails
from tests.claims.run import load
from tests.claims.statements import ROOT, built, printed

load()
PRINTED = printed()


def comparisons_in_the_build() -> dict[str, int]:
    """How many comparisons of each claim held in the build, if it ran these very checks, package and versions."""
    kept = [path for path in kept_results(Path(__file__).parent, ROOT / "_build").values() if path.exists()]
    counts = [json.loads(path.read_text(encoding="utf8"))["comparisons"] for path in kept]
    return {label: count for one in counts for label, count in one.items()}


HELD = comparisons_in_the_build()


@pytest.mark.parametrize("label", sorted(CLAIMS))
def test_the_claim_holds(label):
    assert (HELD.get(label) or CLAIMS[label].run().count) > 0


@pytest.mark.parametrize("label", sorted(CLAIMS))
def test_the_claim_with_a_mistake_fails(label):
    with pytest.raises(ClaimFails):
        CLAIMS[label].run(wrong=True)


@pytest.mark.parametrize("label", sorted(CLAIMS))
def test_what_is_checked_is_what_is_printed(label):
    assert spaced(CLAIMS[label].latex) == PRINTED.get(label), f"{label} is printed otherwise, or not at all"


@pytest.mark.built
def test_every_label_of_the_built_book_has_a_check():
    labels = built()
    assert labels.pages, "The book is not built; run `make book` first"
    assert sorted(set(labels.pages) - set(CLAIMS)) == [], "labels with no check"
    assert sorted(set(CLAIMS) - set(labels.pages)) == [], "checks with no label"
    assert labels.bare == [], "displayed equations with no label"


@pytest.mark.built
def test_the_sources_and_the_built_book_have_the_same_labels():
    assert sorted(PRINTED) == sorted(built().pages)
