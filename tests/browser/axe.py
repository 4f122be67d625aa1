"""axe-core on an open page."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf8")
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that ask what colours things have."""
ONLY_COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": COLOURS}}
WITHOUT_COLOURS: dict[str, Any] = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
AT_ONCE = "*, ::before, ::after { transition: none !important; }"
"""Else a colour is read while it fades into another."""
ADD_SHEET = """(rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets.push(sheet);
}"""
"""Add a style sheet by script: a page's policy may allow no element with one."""
ALIKE = {
    "mjx-container:not(:is(a, button, summary, label, th, h1, h2, h3) *)": 20,
    ".bd-article details": 20,
    "dl.py": 8,
}
"""What a page has many of, made alike, and how many of them axe looks at by day: formulas, checks, functions."""
THIN_OUT = """(alike) => Object.entries(alike).forEach(([selector, few]) =>
    [...document.querySelectorAll(selector)].slice(few).forEach((one) => one.remove()))"""
SETTLED = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 150))))"""


def thin_out(page: Page) -> None:
    """Take most of what is made alike off an open page: axe takes three quarters of its time for it."""
    page.evaluate(THIN_OUT, ALIKE)


def violations(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds: rule, place, and what to do."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
        page.evaluate(ADD_SHEET, AT_ONCE)
    page.evaluate(SETTLED)  # what follows the width or the scheme has followed
    found = page.evaluate("options => axe.run(document, {resultTypes: ['violations'], ...options})", options)
    return [
        f"{rule['id']} at {page.viewport_size['width']}: {node['target']} {node.get('failureSummary')}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
