"""Whether the table of contents lists every chapter, which is known before anything runs."""

from __future__ import annotations

from pathlib import Path

from kltools.book.sphinx.failure_report import BuildFails, Failure


def check_contents(source: Path) -> None:
    """Compare ``_toc.yml`` with the pages beside the book's first one.

    Parameters
    ----------
    source : Path
        The folder with ``_toc.yml``. Pages that stand in it, beside ``_toc.yml`` itself, need not be listed: a README does.

    Raises
    ------
    BuildFails
        If the table is not there, cannot be read, lists what is not there, or leaves out a page.
    """
    from sphinx_external_toc.parsing import MalformedError, parse_toc_yaml
    from yaml import YAMLError

    toc = source / "_toc.yml"
    if not toc.is_file():
        raise BuildFails(Failure(str(toc), "there is no table of contents", cure="list the book's pages in it"))
    try:
        site = parse_toc_yaml(toc)
        listed, root = {name.removesuffix(".md") for name in site}, site.root.docname
    except (MalformedError, YAMLError) as error:
        raise BuildFails(Failure("_toc.yml", f"it cannot be read: {error}", cure="mend it")) from error
    folder = (source / root).parent
    pages = [] if folder == source else sorted(folder.glob("*.md"))
    names = [page.relative_to(source).with_suffix("").as_posix() for page in pages]
    failures = [_unlisted(name) for name in names if name not in listed]
    failures += [_absent(name) for name in sorted(listed) if not _exists(source / name)]
    if failures:
        raise BuildFails(*failures)


def _unlisted(name: str) -> Failure:
    cure = f"list `- file: {name}` under its part, or move the page elsewhere"
    return Failure(f"{name}.md", "_toc.yml does not list this page", cure=cure)


def _absent(name: str) -> Failure:
    return Failure("_toc.yml", f"it lists {name}, which is not there", cure="write that page, or take it out")


def _exists(page: Path) -> bool:
    return any(page.with_name(page.name + ending).is_file() for ending in ("", ".md", ".ipynb", ".rst"))
