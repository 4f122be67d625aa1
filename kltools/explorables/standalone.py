"""An explorable as a page of its own: one file that needs no other, to keep, to hand on or to embed in a course page.

What the page's address may ask for: ``?theme=light`` or ``?theme=dark``, and ``?compact`` for the picture, its handles and
its readouts, with the controls folded away. In a frame it tells the page around it its height in CSS pixels, by
``postMessage({"type": "kltools:height", "height": …})``.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from html import escape

from kltools.explorables.bundle import bundle, player_file

WITHIN = re.compile(r"<(script|style)(?![^>]*\ssrc=)[^>]*>(.*?)</\1>", re.DOTALL)
"""A script or style sheet that stands in the page itself."""
STILL = "This figure is still: the browser, or the page it stands on, runs no script of it."
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
{policy}<meta name="viewport" content="width=device-width, initial-scale=1">
{head}</head>
<body><main><h1>{title}</h1><p class="still">{still}</p>{figure}<p class="source"><span>From: {words}</span>
<button type="button" class="embed" hidden>Copy embed code</button></p></main>{end}</body></html>
"""


def standalone_page(
    figure: str, script: str, player: str, *, title: str, address: str = "", script_file: str = ""
) -> str:
    """A page that holds one explorable and nothing else.

    Its policy lets its own scripts and style sheets run, by their hashes, and nothing else: it works under any host that
    allows a page's own policy, and from disk.

    Parameters
    ----------
    figure : str
        The explorable's figure, as HTML.
    script : str
        What brings it to life.
    player : str
        The player and its styles, as HTML.
    title : str
        The page's title.
    address : str
        The page of the book that the explorable stands on; empty where that is not published.
    script_file : str
        The name of a file beside the page that holds what :func:`standalone_script` returns, for hosts that allow no script
        within a page; empty for a page that needs no other file.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> page = standalone_page("<figure></figure>", "start()", "<style></style>", title="D & q", address="https://example.org/a.html")
    >>> "<title>D &amp; q</title>" in page, '<a href="https://example.org/a.html"' in page
    (True, True)
    """
    scripts = "".join(f"<script>{one}</script>" for one in [*_parts(player, "script"), script])
    style = "".join(f"<style>{one}</style>" for one in [*_parts(player, "style"), player_file("alone.css")])
    begin = f'<script src="{escape(script_file)}"></script>' if script_file else f"<script>{_begin()}</script>"
    page = PAGE.format(
        title=escape(title),
        policy="{policy}",
        head=begin + style,
        still=STILL,
        figure=figure,
        words=f'<a href="{escape(address)}" target="_top">{escape(title)}</a>' if address else escape(title),
        end="" if script_file else scripts,
    )
    return page.replace("{policy}", _policy(page, "'self'" if script_file else ""), 1)


def standalone_script(script: str, player: str) -> str:
    """The file of a page's scripts: what a page with ``script_file`` loads.

    Parameters
    ----------
    script, player : str
        As :func:`standalone_page` takes them.

    Returns
    -------
    str
        JavaScript.

    Examples
    --------
    >>> standalone_script("begin()", "<script>const a = 1;</script>").splitlines()[-1]
    'document.addEventListener("DOMContentLoaded",()=>{const a = 1;begin()});'
    """
    body = "".join([*_parts(player, "script"), script])
    return f'{_begin()}\ndocument.addEventListener("DOMContentLoaded",()=>{{{body}}});'


@cache
def _begin() -> str:
    """What runs before the page is shown."""
    return f"(()=>{{{bundle(['alone.js'])}alone();}})();"


def _parts(html: str, tag: str) -> list[str]:
    """The contents of all scripts, or of all style sheets."""
    return [content for name, content in WITHIN.findall(html) if name == tag]


def _policy(page: str, files: str) -> str:
    """A page's policy, as an element for its head; a picture's lengths and colours are styles of its elements."""
    scripts, styles = (" ".join(_hashes(_parts(page, tag))) for tag in ("script", "style"))
    rules = (
        "default-src 'none'",
        f"script-src {f'{files} {scripts}'.strip()}",
        "style-src 'unsafe-inline'",  # for browsers that do not know the two that follow
        f"style-src-elem {styles}",
        "style-src-attr 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">\n'


def _hashes(contents: list[str]) -> list[str]:
    digests = (hashlib.sha256(one.encode()).digest() for one in contents)
    return sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests})
