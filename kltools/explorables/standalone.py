"""An explorable as a page of its own: one file that needs no other, to keep, to hand on or to embed in a course page."""

from __future__ import annotations

from html import escape

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script>
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
</script>
<style>
body {{
  font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 700px; background: #fff; color: #1f242a;
}}
html[data-theme="dark"] body {{ background: #14181e; color: #e6e9ed; }}
h1 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }} /* heard, not seen */
.source {{ font-size: .85rem; margin: 0; }} .source a {{ color: inherit; }}
</style></head>
<body><main><h1>{title}</h1>{figure}{source}</main>{player}<script>{script}</script></body></html>
"""
"""The theme's colours follow the reader's preference, as the book's do."""


def standalone_page(figure: str, script: str, player: str, *, title: str, address: str = "") -> str:
    """A page that holds one explorable and nothing else.

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
    words = f'<a href="{escape(address)}" target="_top">{escape(title)}</a>' if address else escape(title)
    source = f'<p class="source">From: {words}</p>'
    return PAGE.format(title=escape(title), figure=figure, source=source, player=player, script=script)
