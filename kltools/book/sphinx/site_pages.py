"""What makes a folder of pages a site: a page at its root, a page for what is not there, descriptions, a map."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from docutils import nodes
from docutils.nodes import document
from sphinx.application import Sphinx

from kltools.book.sphinx.repository import page_address

DESCRIBED = 180
"""Characters of a description; more would be cut where it is shown."""

PLAIN_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
{head}
<style>
html {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
</style></head>
<body><main><h1>{title}</h1><p>{words}</p><p><a href="{start}">Open the book</a></p></main></body></html>
"""
MISSING = "There is no such page here. It may have moved: the book's contents and its search are one step away."


def description_of(doctree: nodes.document) -> str:
    """A page's first paragraph as plain text, cut at a word.

    Parameters
    ----------
    doctree : docutils document

    Returns
    -------
    str
        Empty for a page without a paragraph.
    """
    for paragraph in doctree.findall(nodes.paragraph):
        if isinstance(paragraph.parent, nodes.section):
            text = " ".join(paragraph.astext().replace("\\,", "").replace("\\|", "‖").split())
            return text if len(text) <= DESCRIBED else text[:DESCRIBED].rpartition(" ")[0] + " …"
    return ""


def _card(app: Sphinx, title: str, description: str, address: str) -> str:
    """Tags that say what a page is, to search engines and to whoever is sent its link."""
    properties = {
        "og:type": "article",
        "og:title": title,
        "og:description": description,
        "og:site_name": app.config.html_title,
    }
    if address:
        image = app.config.html_baseurl + app.config.kltools_card
        properties |= {"og:url": address} | ({"og:image": image} if app.config.kltools_card else {})
    named = {
        "description": description,
        "twitter:card": "summary_large_image" if "og:image" in properties else "summary",
    }
    tags = [f'<meta name="{key}" content="{escape(value)}">' for key, value in named.items()]
    tags += [f'<meta property="{key}" content="{escape(value)}">' for key, value in properties.items()]
    return "\n".join(tags)


def _describe(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    """Give every page its description and social card; a page without text of its own gets the book's."""
    description = (description_of(doctree) if doctree is not None else "") or app.config.kltools_description
    title = context.get("title") or app.config.html_title
    card = _card(app, _plain(title), description, page_address(app, pagename))
    context["metatags"] = context.get("metatags", "") + card


def _plain(title: str) -> str:
    """A title without its HTML."""
    return str(BeautifulSoup(title, "html.parser").get_text())


def _write_pages(app: Sphinx, error: Exception | None) -> None:
    """Write the root's own page, the page for what is missing and, where the address is known, the map."""
    if error is not None or app.builder.format != "html":
        return
    root, start = Path(app.outdir), f"{app.config.root_doc}.html"
    title, description, base = app.config.html_title, app.config.kltools_description, app.config.html_baseurl or ""
    refresh = f'<meta http-equiv="refresh" content="0; url={start}">\n' + _card(app, title, description, base)
    icon = (
        f'<link rel="icon" href="{{}}_static/{Path(app.config.html_favicon).name}">\n'
        if app.config.html_favicon
        else ""
    )
    page = {"title": escape(title), "words": escape(description), "start": start, "head": icon.format("") + refresh}
    (root / "index.html").write_text(PLAIN_PAGE.format(**page), encoding="utf8")
    top = urlsplit(base).path  # where it is missing may be in any folder
    missing = {"title": "Page not found", "words": MISSING, "start": top + start, "head": icon.format(top)}
    (root / "404.html").write_text(PLAIN_PAGE.format(**missing), encoding="utf8")
    (root / ".nojekyll").write_text("")  # GitHub Pages would leave out folders that begin with an underscore
    if base:
        addresses = [page_address(app, name) for name in sorted(app.env.found_docs)]
        entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
        head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        (root / "sitemap.xml").write_text(f"{head}{entries}</urlset>\n", encoding="utf8")


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_description", "", "html", [str])
    app.add_config_value("kltools_card", "", "html", [str])
    app.connect("html-page-context", _describe, priority=600)
    app.connect("build-finished", _write_pages, priority=100)  # before the table of contents' bare redirect
