"""An explorable as a page of its own: one file that needs no other, to keep, to hand on or to embed in a course page.

What the page's address may ask for: ``?theme=light`` or ``?theme=dark``, and ``?compact`` for the picture, its handles and
its readouts, with the controls folded away. In a frame it tells the page around it its height in CSS pixels, by
``postMessage({"type": "kltools:height", "height": …})``.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape

from kltools.drawing import Block
from kltools.explorables.bundle import bundle, player_file

STILL = "This figure is still: the browser, or the page it stands on, runs no script of it."
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
{policy}<meta name="viewport" content="width=device-width, initial-scale=1">
{head}</head>
<body><main><h1>{title}</h1><p class="still">{still}</p>{figure}<p class="source"><span>From: {words}</span>
<button type="button" class="embed" hidden>Copy embed code</button></p></main>{end}</body></html>
"""


def standalone_page(block: Block, *, title: str, address: str = "", script_file: str = "") -> str:
    """A page that holds one explorable and nothing else.

    Its policy lets its own scripts and style sheets run, by their hashes, and nothing else: it works under any host that
    allows a page's own policy, and from disk.

    Parameters
    ----------
    block : Block
        The explorable.
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
    >>> page = standalone_page(Block("<figure></figure>"), title="D & q", address="https://example.org/a.html")
    >>> "<title>D &amp; q</title>" in page, '<a href="https://example.org/a.html"' in page
    (True, True)
    """
    scripts = [] if script_file else [_begin(), *block.scripts.values(), block.script]
    styles = [*block.styles.values(), player_file("alone.css")]
    begin = f'<script src="{escape(script_file)}"></script>' if script_file else f"<script>{_begin()}</script>"
    return PAGE.format(
        title=escape(title),
        policy=_policy(scripts, styles, "'self'" if script_file else ""),
        head=begin + "".join(f"<style>{one}</style>" for one in styles),
        still=STILL,
        figure=block.html,
        words=f'<a href="{escape(address)}" target="_top">{escape(title)}</a>' if address else escape(title),
        end="".join(f"<script>{one}</script>" for one in scripts[1:]),
    )


def standalone_script(block: Block) -> str:
    """The file of a page's scripts: what a page with ``script_file`` loads.

    Parameters
    ----------
    block : Block
        As :func:`standalone_page` takes it.

    Returns
    -------
    str
        JavaScript.

    Examples
    --------
    >>> standalone_script(Block("", scripts={"player": "const a = 1;"}, script="begin()")).splitlines()[-1]
    'document.addEventListener("DOMContentLoaded",()=>{const a = 1;begin()});'
    """
    body = "".join([*block.scripts.values(), block.script])
    return f'{_begin()}\ndocument.addEventListener("DOMContentLoaded",()=>{{{body}}});'


@cache
def _begin() -> str:
    """What runs before the page is shown."""
    return f"(()=>{{{bundle(['alone.js'])}alone();}})();"


def _policy(scripts: list[str], styles: list[str], files: str) -> str:
    """A page's policy, as an element for its head; a picture's lengths and colours are styles of its elements."""
    rules = (
        "default-src 'none'",
        f"script-src {f'{files} {_hashes(scripts)}'.strip()}",
        "style-src 'unsafe-inline'",  # for browsers that do not know the two that follow
        f"style-src-elem {_hashes(styles)}",
        "style-src-attr 'unsafe-inline'",
        "img-src data:",
        "font-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">\n'


def _hashes(contents: list[str]) -> str:
    digests = (hashlib.sha256(one.encode()).digest() for one in contents)
    return " ".join(sorted({f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}))
