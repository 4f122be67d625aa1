"""Explorables on built pages: one player for the whole book, each figure's script on demand, each figure alone.

A cell's output carries its style, its player and its script, so that it lives wherever it is saved. On the book's pages
these move into files beside it: a browser fetches the player once, and a figure's script when the figure nears the
screen. Each explorable is also written whole into a file of its own, to be linked to or embedded.
"""

from __future__ import annotations

import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils.nodes import document
from sphinx.application import Sphinx

from kltools.book.sphinx.repository import page_address

FOLDER = "explorables"
SHARED = re.compile(r'<(style|script) data-kl="([\w-]+)">(.*?)</\1>', re.DOTALL)
"""A style sheet or script that every page shares."""
FIGURE = re.compile(
    r'(?P<figure><figure class="kl-figure kl-explorable" id="(?P<uid>[\w-]+)".*?</figure>)'
    r'<script data-kl-of="(?P=uid)">(?P<script>.*?)</script>',
    re.DOTALL,
)
PLACE = '<a class="kl-alone" hidden>'
PLAYER = "player.js"
ENDINGS = {"style": "css", "script": "js"}


def _lift(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: document | None) -> None:
    """Move a page's styles and scripts into files, and write its explorables alone."""
    if doctree is None or app.builder.format != "html" or 'data-kl="' not in context.get("body", ""):
        return
    from kltools.explorables import standalone_page  # here, since a build with nothing to do writes no page

    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    place = context["pathto"](FOLDER, 1)
    shared = {f"{name}.{ENDINGS[kind]}": content for kind, name, content in SHARED.findall(context["body"])}
    inline = _inline(shared)
    if PLAYER in shared:
        shared[PLAYER] += (files("kltools.book.sphinx") / "loader.js").read_text(encoding="utf8")
    for name, content in shared.items():
        _write(folder / name, content)
    address = page_address(app, pagename)

    def lift(found: re.Match[str]) -> str:
        name = f"{pagename.rpartition('/')[2]}-{found['uid'].removeprefix('kl-')}"
        _write(folder / f"{name}.js", found["script"])
        alone = standalone_page(found["figure"], found["script"], inline, title=app.config.html_title, address=address)
        _write(folder / f"{name}.html", alone)
        return (
            found["figure"]
            .replace("<figure ", f'<figure data-script="{place}/{name}.js" ', 1)
            .replace(PLACE, f'<a class="kl-alone" href="{place}/{name}.html">', 1)
        )

    context["body"] = FIGURE.sub(lift, SHARED.sub("", context["body"]))
    context["metatags"] = context.get("metatags", "") + _links(shared, place)


def _write(path: Path, content: str) -> None:
    """Write a file unless it says so already: what has not changed keeps its time."""
    if not path.exists() or path.read_text(encoding="utf8") != content:
        path.write_text(content, encoding="utf8")


def _inline(shared: dict[str, str]) -> str:
    """The player and its styles as a page carries them within."""
    return "".join(
        f"<style>{content}</style>" if name.endswith(".css") else f"<script>{content}</script>"
        for name, content in shared.items()
    )


def _links(shared: dict[str, str], place: str) -> str:
    """Tags that fetch the shared files; a version in the address outlasts no change of them."""
    tags = {"css": '<link rel="stylesheet" href="{}">', "js": '<script defer src="{}"></script>'}
    versions = {name: hashlib.sha256(content.encode()).hexdigest()[:8] for name, content in shared.items()}
    return "".join(tags[name.rpartition(".")[2]].format(f"{place}/{name}?v={versions[name]}") for name in shared)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("html-page-context", _lift, priority=450)  # after the notebooks are made
