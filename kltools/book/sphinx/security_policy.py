"""What a host should send with each page: a Content-Security-Policy, with scripts from the book alone.

Some static hosts (Netlify, Cloudflare Pages and others) send what a file ``_headers`` says; :mod:`kltools.book.sphinx.serve`
reads the same file, so that what is tried here is what is published.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from sphinx.application import Sphinx

FILE = "_headers"
NAME = "Content-Security-Policy"
SHARED = ("_static", "explorables")
"""Folders whose files pages share, for the browser to keep."""
WITHIN = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
"""A script that stands in the page itself."""
OTHERS = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # mathematics carries its lengths in styles
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
)


def policy(html: str) -> str:
    """The policy of one page.

    Parameters
    ----------
    html : str
        The page as it is written.

    Returns
    -------
    str

    Examples
    --------
    >>> policy("<script src='a.js'></script>").partition(";")[0]
    "script-src 'self'"
    >>> policy("<script>begin()</script>").partition(";")[0]
    "script-src 'self' 'sha256-15S4FGE7rP6kq/PzA1uIhN3+8zfaO6/TnJp4fMWo7lE='"
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in WITHIN.findall(html))
    hashes = sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
    return "; ".join([" ".join(["script-src 'self'", *hashes]), *OTHERS])


def _write(app: Sphinx, error: Exception | None) -> None:
    """Write the file of all pages' policies: a rule a page, since a line has at most 2,000 characters on some hosts."""
    if error is not None or app.builder.format != "html":
        return
    root = Path(app.outdir)
    rules = [f"/{folder}/*\n  Cache-Control: public, max-age=3600\n" for folder in SHARED]
    for page in sorted(root.rglob("*.html")):
        place = page.relative_to(root).as_posix()
        if place.startswith("_"):
            continue
        line = f"  {NAME}: {policy(page.read_text(encoding='utf8'))}\n"
        rules += [f"/{address}\n{line}" for address in _addresses(place)]
    (root / FILE).write_text("".join(rules), encoding="utf8")


def _addresses(place: str) -> list[str]:
    """What a page is asked for as: hosts leave out ``.html``, and ``index``."""
    plain = place.removesuffix(".html")
    return [place, plain] + ([plain.removesuffix("index")] if plain.endswith("index") else [])


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("build-finished", _write, priority=950)  # after every page is written
