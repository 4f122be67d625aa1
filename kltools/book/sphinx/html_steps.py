"""A page's last steps: what is done to its whole HTML once the theme's template has been filled.

Sphinx has no event for this; the one place all pages pass is the builder's template bridge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sphinx.application import Sphinx

Step = Callable[[str], str]
"""From a page's HTML to its HTML."""


def add_step(app: Sphinx, step: Step) -> None:
    """Do something to every page that is written, after the steps added before."""
    app._kltools_steps.append(step)  # type: ignore[attr-defined]


def _finish_pages(app: Sphinx) -> None:
    if app.builder.format != "html":
        return
    templates: Any = app.builder.templates
    fill = templates.render

    def fill_and_finish(template: str, context: dict[str, Any]) -> str:
        html = str(fill(template, context))
        if html.rstrip().endswith("</html>"):  # the theme fills parts of pages by the same way
            for step in app._kltools_steps:  # type: ignore[attr-defined]
                html = step(html)
        return html

    templates.render = fill_and_finish


def setup(app: Sphinx) -> None:
    """Register this part of the extension, before the parts that add steps."""
    app._kltools_steps = []  # type: ignore[attr-defined]
    app.connect("builder-inited", _finish_pages)
