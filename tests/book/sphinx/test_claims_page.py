"""The extension that shows the claims: a claim that does not hold stops the build, and theorems lead to their checks."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from kltools.book.sphinx.claims_page import THEOREM, Run, _start, _wait, counted, section

HOLDS = """import json, pathlib, sys
shown = [{"title": "Why?", "claims": [{"label": "eq-a"}]}]
print(json.dumps(shown))
path = pathlib.Path(sys.argv[1])
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps({"chapters": shown, "comparisons": {"eq-a": 3}}))
"""


def app_with(tmp_path: Path, program: str) -> SimpleNamespace:
    """An application whose checks are one program."""
    (tmp_path / "checks").mkdir()
    (tmp_path / "book").mkdir()
    (tmp_path / "checks" / "run.py").write_text(program)
    config = SimpleNamespace(kltools_claims="checks", kltools_claims_page="book/claims")
    return SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "_build" / "html", config=config)


def test_a_claim_that_does_not_hold_stops_the_build(tmp_path):
    run = Run(app_with(tmp_path, "import sys\nsys.exit('eq-a: 1 is not 2')\n"))
    assert run.chapters == []
    with pytest.raises(ExtensionError, match="does not hold. eq-a: 1 is not 2"):
        run.wait()


def test_the_checks_run_again_only_when_something_changed(tmp_path):
    (tmp_path / "_build").mkdir()
    app = app_with(tmp_path, HOLDS)
    first = Run(app)
    assert first.runs
    shown = first.chapters
    assert (shown[0]["title"], first.wait()) == ("Why?", {"eq-a": 3})
    second = Run(app)
    assert (second.key, second.runs) == (first.key, False)
    assert (second.chapters, second.wait()) == (shown, {"eq-a": 3})
    (tmp_path / "book" / "page.md").write_text("$$\n1 = 2\n$$ (eq-a)\n")
    assert Run(app).key != first.key


def finished(folder: Path, docs: set[str]) -> SimpleNamespace:
    """An application that has built these pages, and a run of checks that held."""
    config = SimpleNamespace(kltools_claims="checks", kltools_claims_page="claims")
    builder = SimpleNamespace(format="html", get_outfilename=lambda page: str(folder / f"{page}.html"))
    run = SimpleNamespace(wait=lambda: {"eq-a": 3})
    return SimpleNamespace(config=config, builder=builder, env=SimpleNamespace(found_docs=docs), _kltools_run=run)


def test_the_page_gets_its_numbers_when_all_else_is_built(tmp_path):
    page = tmp_path / "claims.html"
    page.write_text("Exactly; ⟨eq-a⟩.", encoding="utf8")
    app = finished(tmp_path, {"claims", "index"})
    _wait(app, OSError("no space left"))
    assert page.read_text(encoding="utf8") == "Exactly; ⟨eq-a⟩."
    _wait(app, None)
    assert page.read_text(encoding="utf8") == "Exactly; 3 comparisons."


def test_a_book_without_the_page_starts_no_check(tmp_path):
    (tmp_path / "_build").mkdir()
    app = app_with(tmp_path, HOLDS)
    app.env = SimpleNamespace(found_docs={"index"})
    assert _start(app, app.env) == []
    _wait(app, None)
    assert not list((tmp_path / "_build").iterdir())


def test_the_page_is_out_of_date_when_the_checks_are(tmp_path):
    (tmp_path / "_build").mkdir()
    app = app_with(tmp_path, HOLDS)
    app.env, app.builder = SimpleNamespace(found_docs={"book/claims", "index"}), SimpleNamespace(format="latex")
    assert _start(app, app.env) == ["book/claims"]
    _wait(app, None)
    assert _start(app, app.env) == []


def test_a_row_says_how_closely_and_shows_the_check():
    claim = {
        "label": "thm-a",
        "method": "sums",
        "tolerance": 1e-40,
        "mistake": "a sign",
        "source": "x = 1\n",
    }
    row = counted(section({"title": "Why?", "claims": [claim]}), {"thm-a": 1200})
    assert "(claim-thm-a)=\n**{prf:ref}`thm-a`**" in row
    assert "To a relative 1e-40; 1,200 comparisons. Its check fails for: a sign." in row
    assert "```python\nx = 1\n```" in row


def test_a_definition_gets_no_mark():
    title = '<div class="proof {} admonition" id="x">\n<p class="admonition-title"><span>One</span></p>'
    assert THEOREM.search(title.format("theorem"))[2] == "x"
    assert not THEOREM.search(title.format("definition"))
