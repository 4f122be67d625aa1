"""Mathematics, typeset by MathJax as the book is built: a page shows it at once, moves nothing, and runs no script for it.

MathJax runs in V8, the engine that checks the explorables. Its output carries MathML, which screen readers read.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import cached_property, partial
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.ext.mathjax import html_visit_displaymath, html_visit_math

from kltools.book.sphinx.html_steps import add_step

PARTS = (
    "core",
    "loader",
    "adaptors/liteDOM",
    "input/tex-full",
    "output/chtml",
    "output/chtml/fonts/tex",
    "a11y/assistive-mml",
)
"""MathJax's components, in the order in which they need one another."""
PACKAGES = ("base", "ams", "boldsymbol", "cases", "newcommand")
FOLDER = "_static/mathjax"
STYLE = "mathjax.css"
RENDERER = "typeset"

INLINE = re.compile(r'(<span class="math notranslate nohighlight">)\\\((.*?)\\\)(</span>)', re.DOTALL)
DISPLAYED = re.compile(
    r'(<div class="[\w ]*\bmath notranslate nohighlight"[^>]*>\s*(?:<span class="eqno">.*?</span>)?)'
    r"\\\[(.*?)\\\](</div>)",
    re.DOTALL,
)
ROOT = re.compile(r'data-content_root="([^"]*)"')
STRUT = """@font-face {
  font-family: MJXSTRUT;
  src: local("Arial"), local("Liberation Sans"), local("DejaVu Sans"), local("Roboto"), local("Noto Sans");
  ascent-override: 10%; descent-override: 10%; line-gap-override: 0%;
}
"""
"""MathJax's fonts reach as high above a line as beneath it. So does this one, made of any common font: it holds their place."""
FAMILIES = re.compile(r"(font-family: MJXZERO, [\w ,-]*\w)")
START = """
const { mathjax } = MathJax._.mathjax, { TeX } = MathJax._.input.tex_ts, { CHTML } = MathJax._.output.chtml_ts;
const { TeXFont } = Object.values(MathJax._.output.chtml.fonts)[0];
const adaptor = MathJax._.adaptors.liteAdaptor.liteAdaptor();
MathJax._.a11y["assistive-mml"].AssistiveMmlHandler(MathJax._.handlers.html_ts.RegisterHTMLHandler(adaptor));
const output = new CHTML({ font: new TeXFont({ fontURL: "fonts" }), adaptiveCSS: false });
const page = mathjax.document("", { InputJax: new TeX({ packages: %s }), OutputJax: output });
const typeset = (latex, display) => adaptor.outerHTML(page.convert(latex, { display }));
const style = () => adaptor.textContent(output.styleSheet(page));
0"""


class Typesetter:
    """MathJax, started when it is first needed.

    Examples
    --------
    >>> html = Typesetter().typeset("p < q")
    >>> html[:37], "<mo>&lt;</mo>" in html
    ('<mjx-container class="MathJax" jax="C', True)
    """

    def __init__(self) -> None:
        self._done: dict[tuple[str, bool], str] = {}

    @cached_property
    def folder(self) -> Path:
        """Where the package ``sphinx-mathjax-offline`` keeps MathJax."""
        return Path(str(files("sphinx-mathjax-offline"))) / "static" / "mathjax"

    @cached_property
    def _engine(self) -> Any:
        from py_mini_racer import MiniRacer  # here, since a build with nothing to do needs no engine

        engine = MiniRacer()
        engine.eval("var window = globalThis, MathJax = {}; 0")
        for part in PARTS:
            engine.eval((self.folder / f"{part}.js").read_text(encoding="utf8") + ";0")
        engine.eval(START % json.dumps(PACKAGES))
        return engine

    def typeset(self, latex: str, *, display: bool = False) -> str:
        """LaTeX as HTML with MathML in it.

        Raises
        ------
        ExtensionError
            If MathJax does not understand it, with what it says.
        """
        key = latex, display
        if key not in self._done:
            html = self._engine.eval(f"typeset({json.dumps(latex)}, {json.dumps(display)})")
            if error := re.search(r'data-mjx-error="(.*?)"', html):
                raise ExtensionError(f"mathematics: {latex.strip()!r} cannot be typeset: {unescape(error[1])}")
            self._done[key] = html
        return self._done[key]

    def style(self) -> str:
        """The style sheet that its HTML needs; until its fonts have come, lines stand as high as they will with them."""
        return STRUT + FAMILIES.sub(r"\1, MJXSTRUT", str(self._engine.eval("style()")))


def typeset_page(html: str, typesetter: Typesetter) -> str:
    """A page with its mathematics typeset, in text, displays and what cells print.

    Parameters
    ----------
    html : str
        Mathematics stands in it as LaTeX, in spans and blocks of class ``math``.
    typesetter : Typesetter

    Returns
    -------
    str
    """
    html = INLINE.sub(lambda found: found[1] + typesetter.typeset(unescape(found[2])) + found[3], html)
    return DISPLAYED.sub(lambda found: found[1] + typesetter.typeset(unescape(found[2]), display=True) + found[3], html)


def _typeset(app: Sphinx, html: str) -> str:
    """Typeset a whole page, its table of contents too; the style sheet and the fonts come with the first one."""
    if 'class="math ' not in html:
        return html
    typesetter: Typesetter = app._kltools_typesetter  # type: ignore[attr-defined]
    folder = Path(app.outdir) / FOLDER
    html = typeset_page(html, typesetter)
    if not (folder / STYLE).exists():
        shutil.copytree(
            typesetter.folder / "output" / "chtml" / "fonts" / "woff-v2", folder / "fonts", dirs_exist_ok=True
        )
        (folder / STYLE).write_text(typesetter.style(), encoding="utf8")
    root = ROOT.search(html)
    assert root, "the theme writes the way to the root on every page"
    return html.replace("</head>", f'<link rel="stylesheet" href="{root[1]}{FOLDER}/{STYLE}"></head>', 1)


def _configure(app: Sphinx, config: Config) -> None:
    config["html_math_renderer"] = RENDERER
    app._kltools_typesetter = Typesetter()  # type: ignore[attr-defined]


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    # the pages hold LaTeX, as for MathJax in the browser, until the notebooks have been made of them
    app.add_html_math_renderer(RENDERER, (html_visit_math, None), (html_visit_displaymath, None))
    app.connect("config-inited", _configure)
    add_step(app, partial(_typeset, app))
