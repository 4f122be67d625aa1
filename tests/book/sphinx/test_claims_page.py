"""A build shows no claim that was not checked: what is printed, what is checked and what was run have to agree."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from kltools.book.sphinx.claim_runs import ClaimFalse, ClaimRun, kept_results
from kltools.book.sphinx.claims_page import disagreements, section, with_counts
from kltools.book.sphinx.statements import read_statements

ROOT = Path(__file__).resolve().parents[3]
RUN = """import json, pathlib, sys
asked = dict(one.split("=") for one in sys.argv[1:])
claims = {name: json.loads(pathlib.Path(f"checks/{name}.py").read_text()[1:]) for name in asked}
print(json.dumps([claim for name in asked for claim in claims[name]]), flush=True)
for name, path in asked.items():
    for claim in claims[name]:
        if claim["mistake"] == "FAILS":
            sys.exit(f"{claim['label']}: 1 is not 2")
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"claims": claims[name], "comparisons": {claim["label"]: 3 for claim in claims[name]}}))
"""
"""Checks as a build sees them: each file is a comment, which holds its claims."""


def claim(label: str, latex: str, mistake: str = "a sign") -> dict[str, object]:
    return {
        "label": label,
        "latex": latex,
        "method": "sums",
        "tolerance": 1e-40,
        "mistake": mistake,
        "source": "x = 1\n",
    }


def write_checks(folder: Path, **files: list[dict[str, object]]) -> None:
    """Write the checks of a book."""
    (folder / "checks").mkdir(exist_ok=True)
    (folder / "checks" / "run.py").write_text(RUN)
    for name, claims in files.items():
        (folder / "checks" / f"{name}.py").write_text(f"#{json.dumps(claims)}")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_checks(tmp_path, chapter_1=[claim("eq-a", "1 < 2")], chapter_2=[claim("thm-b", "Let $x$ be.")])
    return tmp_path


def run(root: Path) -> ClaimRun:
    return ClaimRun(root, "checks", root / "_build")


def test_a_claim_that_does_not_hold_stops_the_build(root):
    write_checks(root, chapter_1=[claim("eq-a", "1 < 2", "FAILS")])
    begun = run(root)
    assert begun.claims.keys() == {"eq-a", "thm-b"}
    with pytest.raises(ClaimFalse, match="The claim eq-a does not hold: 1 is not 2"):
        begun.wait()


def test_a_run_that_cannot_begin_says_why(root):
    (root / "checks" / "run.py").write_text("import sys\nsys.exit('no module named so')\n")
    with pytest.raises(ExtensionError, match="no module named so"):
        _ = run(root).claims


def test_only_the_checks_that_changed_run_again(root):
    first = run(root)
    assert (first.runs, first.claims.keys(), first.wait()) == (
        ["chapter_1", "chapter_2"],
        {"eq-a", "thm-b"},
        {"eq-a": 3, "thm-b": 3},
    )
    second = run(root)
    assert (second.runs, second.claims, second.wait()) == ([], first.claims, first.wait())
    write_checks(root, chapter_2=[claim("thm-c", "Let $y$ be.")])
    third = run(root)
    assert (third.runs, third.wait()) == (["chapter_2"], {"eq-a": 3, "thm-c": 3})
    assert len(list((root / "_build" / "claims").iterdir())) == 2, "results of checks that are no more"


def test_what_all_checks_share_runs_all_again(root):
    run(root).wait()
    (root / "checks" / "test_it.py").write_text("")
    assert run(root).runs == [], "a test is no part of a check"
    (root / "checks" / "cases.py").write_text("")
    assert run(root).runs == ["chapter_1", "chapter_2"]


def test_a_change_of_the_numerics_changes_every_key(root, monkeypatch):
    before = kept_results(root / "checks", root)
    monkeypatch.setattr("kltools.book.sphinx.claim_runs.computing_versions", lambda: ["numpy==0"])
    after = kept_results(root / "checks", root)
    assert before.keys() == after.keys() and not set(before.values()) & set(after.values())


def told(source: str, *claims: dict[str, object]) -> list[str]:
    stated = {"book/one": read_statements(source)}
    return list(map(str, disagreements(stated, {str(one["label"]): one for one in claims})))


def test_a_difference_is_shown_word_by_word():
    (one,) = told("# A\n\n$$\nf(x) \\le 1\n$$ (eq-a)\n", claim("eq-a", "f(x) < 1"))
    assert one.startswith("book/one.md:3: eq-a is printed otherwise than it is checked; make the two agree\n")
    assert "f(x) [page: \\le | check: <] 1" in one


def test_what_has_no_label_or_no_claim_or_no_place_is_told():
    theorem = "```{prf:theorem} One\nLet $x$ be.\n```\n"
    assert told(theorem) == [
        "book/one.md:1: this display or theorem has no label; give it one, and a claim that checks it"
    ]
    labelled = theorem.replace("One\n", "One\n:label: thm-one\n")
    assert told(labelled) == ["book/one.md:1: thm-one has no claim; write its check, or take the label away"]
    assert told(labelled, claim("thm-one", "Let $x$\nbe.")) == []
    assert told("", claim("eq-a", "1")) == ["eq-a is checked and printed nowhere; print it, or delete its claim"]
    assert told("> $$1$$\n") == [], "what a page quotes is another's"


def test_equations_within_a_theorem_are_statements_too():
    stated = read_statements(
        "````{prf:lemma} One\n:label: lem-a\nThen\n\n$$\n1\n$$ (eq-in)\n\n```{math}\n:label: eq-too\n2\n```\n````\n"
    )
    assert [(one.label, one.line) for one in stated.statements] == [("lem-a", 1), ("eq-in", 5), ("eq-too", 9)]


def test_a_row_says_how_closely_and_shows_the_check():
    row = with_counts(section("Why?", [claim("thm-a", "1")]), {"thm-a": 1200})
    assert "(claim-thm-a)=\n**{prf:ref}`thm-a`**" in row
    assert "To a relative 1e-40; 1,200 comparisons. Its check fails for: a sign." in row
    assert "```python\nx = 1\n```" in row


CONF = """extensions = ["myst_parser", "sphinx_proof", "kltools.book.sphinx.claims_page"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
kltools_claims, kltools_claims_page = "checks", "claims"

def setup(app):
    app.add_config_value("kltools_only", "", "", [str])
"""
PAGE = """# One

```{prf:theorem} First
:label: thm-b
Let $x$ be.
```

```{prf:definition} No claim
:label: def-c
Let $z$ be.
```
"""


def build(book: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "_build/html"]
    every = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=book, env=every, capture_output=True, text=True)


def marks(book: Path) -> list[str]:
    page = BeautifulSoup((book / "_build" / "html" / "index.html").read_text(encoding="utf8"), "html.parser")
    return [str(mark["href"]) for mark in page.select(".proof .kl-checked")]


def test_a_mark_stands_beside_a_theorem_that_was_checked_and_nothing_else(tmp_path):
    write_checks(tmp_path, chapter_1=[claim("thm-b", "Let $x$ be.")])
    (tmp_path / "conf.py").write_text(CONF)
    (tmp_path / "index.md").write_text(f"{PAGE}\n```{{toctree}}\nclaims\n```\n")
    (tmp_path / "claims.md").write_text("# Claims\n")
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    assert marks(tmp_path) == ["claims.html#claim-thm-b"]
    assert "3 comparisons" in (tmp_path / "_build" / "html" / "claims.html").read_text(encoding="utf8")

    shutil.rmtree(tmp_path / "_build" / "html")
    write_checks(tmp_path, chapter_1=[claim("thm-b", "Let $x$ be.", "FAILS")])
    done = build(tmp_path)
    assert done.returncode and "index.md:3: the claim thm-b does not hold: 1 is not 2" in done.stderr
    assert not (tmp_path / "_build" / "html" / "index.html").exists(), "no mark where a claim failed"

    write_checks(tmp_path, chapter_1=[claim("thm-b", "Let $y$ be.")])
    began = time.monotonic()
    done = build(tmp_path)
    assert done.returncode and "index.md:3: thm-b is printed otherwise than it is checked" in done.stderr
    assert "Let [page: $x$ | check: $y$] be." in done.stderr and time.monotonic() - began < 60
