"""Each page's own Content-Security-Policy, in its head: scripts from the book alone, on every host and from disk."""

from __future__ import annotations

import base64
import hashlib
import re

from sphinx.application import Sphinx

from kltools.book.sphinx.html_steps import add_step

WITHIN = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
"""A script that stands in the page itself."""
ENCODING = re.compile(r'<meta charset="utf-8" ?/?>')
OWN = "'self' file:"
"""The book's own files. A page that was opened from disk has no origin in some browsers; no host's page may load ``file:``."""
OTHERS = (
    f"default-src {OWN}",
    f"style-src {OWN} 'unsafe-inline'",  # mathematics carries its lengths in styles
    f"img-src {OWN} data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self' file:",
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
    "script-src 'self' file:"
    >>> policy("<script>begin()</script>").partition(";")[0]
    "script-src 'self' file: 'sha256-15S4FGE7rP6kq/PzA1uIhN3+8zfaO6/TnJp4fMWo7lE='"
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in WITHIN.findall(html))
    hashes = sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
    return "; ".join([" ".join([f"script-src {OWN}", *hashes]), *OTHERS])


def with_policy(html: str) -> str:
    """The page with its policy after its encoding, which browsers look for at the very beginning, and before all else.

    Examples
    --------
    >>> with_policy('<head><meta charset="utf-8"><title>A</title></head>')[:75]
    '<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" cont'
    """
    return ENCODING.sub(rf'\g<0><meta http-equiv="Content-Security-Policy" content="{policy(html)}">', html, count=1)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    add_step(app, with_policy)
