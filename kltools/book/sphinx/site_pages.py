"""What makes a folder of pages a site: a page at its root, a page for what is not there, descriptions, a map.

The cards are our own: sphinxext-opengraph's descriptions have mathematics as LaTeX and end within a word, and it has none
for pages without text of their own, such as the search.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from docutils import nodes
from docutils.nodes import document
from sphinx.application import Sphinx
from sphinx.config import Config

from kltools.book.sphinx.repository import page_address
from kltools.book.sphinx.security_policy import with_policy

DESCRIBED = 180
"""Characters of a description; more would be cut where it is shown."""

ROOT_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={start}">
{head}
<style>
html {{ color-scheme: light dark; background: Canvas; color: CanvasText; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }}
</style></head>
<body><main><h1>{title}</h1><p>{words}</p><p><a href="{start}">Open the book</a></p></main></body></html>
"""
MISSING = """<h1>Page not found</h1>
<p>There is no such page here. It may have moved: the book's contents and its search stand beside this text.</p>"""


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


def _write_site(app: Sphinx, error: Exception | None) -> None:
    """Write what a host needs beside the pages, and a page at the root where no page of the book stands there."""
    if error is not None or app.builder.format != "html":
        return
    root = Path(app.outdir)
    if app.config.root_doc != "index":
        (root / "index.html").write_text(with_policy(_root_page(app)), encoding="utf8")
    (root / ".nojekyll").write_text("")  # GitHub Pages would leave out folders that begin with an underscore
    if app.config.html_baseurl:
        (root / "sitemap.xml").write_text(sitemap(app), encoding="utf8")


def _root_page(app: Sphinx) -> str:
    """A page that says what the book is and leads to its first."""
    title, description, start = app.config.html_title, app.config.kltools_description, f"{app.config.root_doc}.html"
    head = _card(app, title, description, app.config.html_baseurl or "")
    if app.config.html_favicon:
        head += f'\n<link rel="icon" href="_static/{Path(app.config.html_favicon).name}">'
    return ROOT_PAGE.format(title=escape(title), words=escape(description), start=start, head=head)


def sitemap(app: Sphinx) -> str:
    """The map of the site: every page's address.

    sphinx-sitemap's would hold only those pages that the last build wrote again.
    """
    addresses = [page_address(app, name) for name in sorted(app.env.found_docs)]
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{entries}</urlset>\n"


def _prepare_missing(app: Sphinx, config: Config) -> None:
    """Give the page for what is not there addresses from the host's root: what is missing may be in any folder."""
    config["notfound_urls_prefix"] = urlsplit(config.html_baseurl or "/").path
    config["notfound_context"] = {"title": "Page not found", "body": MISSING}


def _allow_no_contents(app: Sphinx, pagename: str, _: str, context: dict[str, Any], doctree: document | None) -> None:
    """Let the page for what is not there have empty contents, as it does in a book of one page: the theme takes no None."""
    if pagename == app.config.notfound_pagename:
        toctree = context["toctree"]
        context["toctree"] = lambda **options: toctree(**options) or ""


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_description", "", "html", [str])
    app.add_config_value("kltools_card", "", "html", [str])
    app.setup_extension("notfound.extension")
    app.connect("config-inited", _prepare_missing, priority=600)  # once the site's address is known
    app.connect("html-page-context", _allow_no_contents, priority=450)  # after notfound's, before the theme's
    app.connect("html-page-context", _describe, priority=600)
    app.connect("build-finished", _write_site, priority=100)  # before the table of contents' bare redirect
