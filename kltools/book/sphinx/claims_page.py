"""The book's claims on its pages: a mark beside each theorem that was checked, and the page that shows all checks.

What is checked is what is printed: a labelled statement without a claim, a claim whose LaTeX differs from the page's, or a
claim that is printed nowhere ends the build before any notebook runs. The checks run while the chapters do. No page is
written before all of them held, so that a mark stands beside nothing else.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.osutil import relative_uri

from kltools.book.sphinx.claim_runs import CHECKS, Claim, ClaimFalse, ClaimRun
from kltools.book.sphinx.execution_cache import digest_of_words
from kltools.book.sphinx.failure_report import BuildFails, Failure
from kltools.book.sphinx.statements import KINDS, Stated, read_statements, spaced

COUNT = "⟨{}⟩"
"""Where the page of claims has how many comparisons a claim made, until they are made."""
Pages = dict[str, Stated]
"""What each page states, by its name."""


def shows_claims(app: Sphinx) -> bool:
    """Whether the book has checks, and a page to show them on; known once Sphinx has found its pages."""
    return bool(app.config.kltools_claims) and app.config.kltools_claims_page in app.env.found_docs


def _start(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Start the checks, and compare what they check with what the pages state; the page of claims follows both."""
    if not shows_claims(app):
        return []
    pages: Pages = getattr(env, "kltools_stated", {})
    for page in removed:
        pages.pop(page, None)
    for page in sorted((added | changed) - {app.config.kltools_claims_page}):
        path = Path(env.doc2path(page))
        if path.suffix == ".md":
            pages[page] = read_statements(path.read_text(encoding="utf8"))
    env.kltools_stated = pages  # type: ignore[attr-defined]
    run = ClaimRun(Path(app.srcdir), app.config.kltools_claims, Path(app.outdir).parent, app.config.kltools_claim_files)
    app._kltools_claims = run  # type: ignore[attr-defined]
    if wrong := list(disagreements(_shown(app, pages), run.claims)):
        run.stop()
        raise BuildFails(*wrong)
    sections = _sections(_shown(app, pages), run.claims)
    if getattr(env, "kltools_claims_key", None) == (key := digest_of_words(sections, *run.results)) and not run.runs:
        return []
    env.kltools_claims_key = key  # type: ignore[attr-defined]
    return [app.config.kltools_claims_page]


def _shown(app: Sphinx, pages: Pages) -> Pages:
    """The pages whose claims this build shows: all, or the one that it is of."""
    only = app.config.kltools_only
    return {page: stated for page, stated in pages.items() if only in ("", page)}


def disagreements(pages: Pages, claims: dict[str, Claim]) -> Iterator[Failure]:
    """What is printed and not checked, checked and not printed, or printed otherwise than it is checked.

    Parameters
    ----------
    pages : dict
        What each page states.
    claims : dict
        The claims by label.

    Yields
    ------
    Failure
        The place, what is wrong there, and the cure.

    Examples
    --------
    >>> stated = read_statements("$$c$$ (eq-a)")
    >>> print(*disagreements({"book/one": stated}, {}))
    book/one.md:1: eq-a has no claim; write its check, or take the label away
    """
    printed = set()
    for page, stated in pages.items():
        for line in stated.unlabelled:
            what = "this display or theorem has no label"
            yield Failure(f"{page}.md:{line}", what, cure="give it one, and a claim that checks it")
        for one in stated.statements:
            printed.add(one.label)
            claim = claims.get(one.label)
            place = f"{page}.md:{one.line}"
            if claim is None:
                yield Failure(place, f"{one.label} has no claim", cure="write its check, or take the label away")
            elif (checked := spaced(claim["latex"])) != one.text:
                what, cure = f"{one.label} is printed otherwise than it is checked", "make the two agree"
                yield Failure(place, what, _difference(one.text, checked), cure)
    for label in sorted(claims.keys() - printed):
        yield Failure("", f"{label} is checked and printed nowhere", cure="print it, or delete its claim")


def _difference(printed: str, checked: str) -> str:
    """Two texts word by word: what only the page has, and what only the check has."""
    words = printed.split(), checked.split()
    parts = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        page, check = " ".join(words[0][a:b]), " ".join(words[1][c:d])
        if kind == "equal":
            parts.append(page if len(page) < 60 else f"{page[:25]} … {page[-25:]}")
        else:
            parts.append(f"[page: {page or '–'} | check: {check or '–'}]")
    return " ".join(parts)


def _sections(pages: Pages, claims: dict[str, Claim]) -> str:
    """All claims as MyST Markdown, page by page and in the order of their labels there."""
    stated = [(one.title, [claims[each.label] for each in one.statements]) for _, one in sorted(pages.items())]
    return "\n".join(section(title, rows) for title, rows in stated if rows)


def section(title: str, claims: list[Claim]) -> str:
    """One chapter's claims as MyST Markdown.

    Parameters
    ----------
    title : str
        The chapter's.
    claims : list of dict
        As the run hands them on.

    Examples
    --------
    >>> claim = {"label": "eq-a", "method": "SymPy", "tolerance": None, "mistake": "the sign", "source": "pass"}
    >>> print(section("How?", [claim]))  # doctest: +ELLIPSIS
    ## How?
    <BLANKLINE>
    (claim-eq-a)=
    **{eq}`eq-a`** (`eq-a`): SymPy. Exactly; ⟨eq-a⟩. Its check fails for: the sign.
    ...
    """
    return f"## {title}\n\n" + "\n".join(_entry(claim) for claim in claims)


def _entry(claim: Claim) -> str:
    label = claim["label"]
    reference = "{eq}" if label.startswith("eq-") else "{prf:ref}"
    closely = "Exactly" if claim["tolerance"] is None else f"To a relative {claim['tolerance']:.0e}"
    return (
        f"(claim-{label})=\n**{reference}`{label}`** (`{label}`): {claim['method']}. {closely}; {COUNT.format(label)}. "
        f"Its check fails for: {claim['mistake']}.\n\n"
        f":::{{dropdown}} The check\n```python\n{claim['source'].rstrip()}\n```\n:::\n"
    )


def _fill(app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the claims to their page as it is read."""
    if shows_claims(app) and docname == app.config.kltools_claims_page:
        run: ClaimRun = app._kltools_claims  # type: ignore[attr-defined]
        source[0] += "\n" + _sections(_shown(app, app.env.kltools_stated), run.claims)  # type: ignore[attr-defined]


def _show(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Mark each theorem of a page, or put the numbers of comparisons on the page of claims; both once all claims held."""
    if not shows_claims(app):
        return
    comparisons = _held(app)
    if docname == app.config.kltools_claims_page:
        for text in list(doctree.findall(nodes.Text)):
            if (counted := with_counts(text.astext(), comparisons)) != text.astext():
                text.parent.replace(text, nodes.Text(counted))
        return
    page = app.builder.get_target_uri(docname)
    checks = relative_uri(page, app.builder.get_target_uri(app.config.kltools_claims_page))
    for statement in doctree.findall(_needs_check):
        label = statement.get("label", "")
        if label not in comparisons:
            raise BuildFails(
                Failure(f"{docname}.md", f"{label or 'a theorem without a label'} has no claim that was checked")
            )
        mark = nodes.reference(
            "", "checked", refuri=f"{checks}#claim-{label}", reftitle="How this is checked", internal=True
        )
        mark["classes"] += ["kl-checked"]
        next(statement.findall(nodes.title)).extend([nodes.Text(" "), mark])


def _needs_check(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and node.tagname in {f"{kind}_node" for kind in KINDS}


def _held(app: Sphinx) -> dict[str, int]:
    """How many comparisons of each claim held, once all are made; a false claim ends the build, with its place."""
    run: ClaimRun = app._kltools_claims  # type: ignore[attr-defined]
    try:
        return run.wait()
    except ClaimFalse as false:
        stated: Pages = app.env.kltools_stated  # type: ignore[attr-defined]
        places = [
            f"{page}.md:{one.line}" for page in stated for one in stated[page].statements if one.label == false.label
        ]
        what = f"the claim {false.label} does not hold: {false.why}"
        raise BuildFails(Failure("".join(places[:1]), what, cure="mend it, or its check")) from false


def with_counts(text: str, comparisons: dict[str, int]) -> str:
    """A text of the page of claims with the numbers of comparisons in their places.

    Examples
    --------
    >>> with_counts("Exactly; ⟨eq-a⟩. To a relative 1e-40; ⟨eq-b⟩.", {"eq-a": 1, "eq-b": 1200})
    'Exactly; 1 comparison. To a relative 1e-40; 1,200 comparisons.'
    """
    if "⟨" not in text:
        return text
    for label, count in comparisons.items():
        text = text.replace(COUNT.format(label), f"{count:,} comparison{'s' * (count != 1)}")
    return text


def _end(app: Sphinx, error: Exception | None) -> None:
    """Where a build has ended early, end the run of its checks; where it wrote no page, see that they hold."""
    run: ClaimRun | None = getattr(app, "_kltools_claims", None)
    if run is None:
        return
    if error is not None:
        run.stop()
    else:
        _held(app)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_claims", "", "html", [str])
    app.add_config_value("kltools_claims_page", "book/claims", "html", [str])
    app.add_config_value("kltools_claim_files", CHECKS, "html", [str])
    app.connect("env-get-outdated", _start)
    app.connect("source-read", _fill)
    app.connect("doctree-resolved", _show)
    app.connect("build-finished", _end)
