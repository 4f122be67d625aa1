"""What blocks share, in files: one player for the whole book, each figure's script on demand, each figure alone.

A page carries a block's HTML. Its style sheets and scripts lie in files beside the pages, which a browser fetches once; an
explorable's own script is fetched when the figure nears the screen. Each explorable is also written whole into a file of
its own, to be linked to or embedded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.osutil import relative_uri

from kltools.sphinx.block_output import blocks_in

FOLDER = "explorables"
PLAYER = "player.js"
TAGS = {"css": '<link rel="stylesheet" href="{}">', "js": '<script defer src="{}"></script>'}


def _write_files(app: Sphinx, pagename: str, _: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Write what a page's blocks share, and tell the page to fetch it."""
    found = [] if doctree is None or app.builder.format != "html" else list(blocks_in(doctree))
    if not found:
        return
    shared = shared_files(node["block"] for node in found)
    for name, content in shared.items():
        write_if_changed(Path(app.outdir) / FOLDER / name, content)
    place = context["pathto"](FOLDER, 1)
    context["metatags"] = context.get("metatags", "") + _tags(shared, place)


def shared_files(blocks: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The files that a page's blocks share: contents by name, in the order in which a page needs them.

    Examples
    --------
    >>> quiz = {"styles": [["quiz", "p{}"]], "scripts": []}
    >>> shared_files([quiz, {"styles": [], "scripts": [["game", "play()"]]}, quiz])
    {'quiz.css': 'p{}', 'game.js': 'play()'}
    """
    shared: dict[str, str] = {}
    for block in blocks:
        shared |= {f"{name}.css": content for name, content in block["styles"]}
        shared |= {f"{name}.js": content for name, content in block["scripts"]}
    if PLAYER in shared:
        shared[PLAYER] += (files("kltools.sphinx") / "loader.js").read_text(encoding="utf8")
    return shared


def write_if_changed(path: Path, content: str) -> None:
    """Write a file unless it says so already: what has not changed keeps its time."""
    if not path.exists() or path.read_text(encoding="utf8") != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf8")


def _tags(shared: dict[str, str], place: str) -> str:
    """Tags that fetch the shared files; a version in the address outlasts no change of them."""
    versions = {name: hashlib.sha256(content.encode()).hexdigest()[:8] for name, content in shared.items()}
    return "".join(TAGS[name.rpartition(".")[2]].format(f"{place}/{name}?v={versions[name]}") for name in shared)


def _place_figures(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write each explorable's script, and the explorable alone; name both on its page."""
    explorables = [node for node in blocks_in(doctree) if node["block"]["uid"]]
    if not explorables or app.builder.format != "html":
        return
    from kltools.drawing import Block  # here, since a build with nothing to do writes no page
    from kltools.explorables import standalone_page

    folder = Path(app.outdir) / FOLDER
    page = app.builder.get_target_uri(docname)
    address = f"{app.config.html_baseurl}{page}" if app.config.html_baseurl else ""
    for node in explorables:
        block = Block.from_data({"html": node.astext(), **node["block"]})
        name = f"{docname.rpartition('/')[2]}-{block.uid.removeprefix('kl-')}"
        alone = standalone_page(block, title=app.config.html_title, address=address)
        write_if_changed(folder / f"{name}.js", block.script)
        write_if_changed(folder / f"{name}.html", alone)
        script, page_alone = (relative_uri(page, f"{FOLDER}/{name}.{ending}") for ending in ("js", "html"))
        node.children = [nodes.Text(block.on_page(script, page_alone))]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.connect("doctree-resolved", _place_figures)
    app.connect("html-page-context", _write_files)
