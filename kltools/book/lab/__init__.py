"""What JupyterLab needs to read the book: its settings, and a small extension beside jupyterlab-myst.

Run ``python -m kltools.book.lab`` once in an environment; ``postBuild`` does, for Binder and for ``make`` alike.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

NAME = "kltools-lab"
SCRIPTS = ("bibliography.js", "labels.js", "translate.js", "notebooks.js", "entry.js")
"""The extension's parts in the order they are read; all but the last only define functions."""

SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/docmanager-extension:plugin": {
        "defaultViewers": {"markdown": "Jupytext Notebook"},  # a double click opens a chapter as a notebook
        "autosave": False,  # a chapter changes when its reader says so, not because it was run
    },
    "@jupyterlab/notebook-extension:tracker": {
        "windowingMode": "defer",  # figures and references stay on the page when they are scrolled out of view
        "autoStartDefaultKernel": True,  # pages without code open without asking for a kernel
    },
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}
"""What differs from JupyterLab's own settings, as defaults that a reader may still change."""


def script() -> str:
    """The extension as one script."""
    here = Path(__file__).parent
    parts = "\n".join((here / name).read_text(encoding="utf8") for name in SCRIPTS)
    return f"(() => {{\nconst NAME = {json.dumps(NAME)};\n{parts}}})();\n"


def install(prefix: str | Path = sys.prefix) -> None:
    """Write the settings and the extension into an environment, over those of an earlier run.

    Parameters
    ----------
    prefix : str or Path
        The environment's folder; the running interpreter's own unless given.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     install(folder)
    ...     sorted(path.name for path in Path(folder).rglob("*.json"))
    ['default_setting_overrides.json', 'package.json']
    """
    _write_settings(Path(prefix) / "etc" / "jupyter" / "labconfig" / "default_setting_overrides.json")
    _write_extension(Path(prefix) / "share" / "jupyter" / "labextensions" / NAME)


def _write_settings(file: Path) -> None:
    """Set what the book needs, and leave what else the file says."""
    settings = json.loads(file.read_text(encoding="utf8")) if file.exists() else {}
    for plugin, values in SETTINGS.items():
        merged = settings.setdefault(plugin, {})
        for name, value in values.items():
            merged[name] = {**merged.get(name, {}), **value} if isinstance(value, dict) else value
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf8")


def _write_extension(folder: Path) -> None:
    text = script()
    loaded = f"static/{NAME}.{hashlib.sha256(text.encode()).hexdigest()[:12]}.js"  # else a browser may show an old one
    described = {
        "name": NAME,
        "version": "0.1.0",
        "description": "References, citations and glued numbers of the book in notebooks",
        "license": "MIT",
        "jupyterlab": {"extension": True, "_build": {"load": loaded, "extension": "./extension"}},
    }
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "static").mkdir(parents=True)
    (folder / loaded).write_text(text, encoding="utf8")
    (folder / "package.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf8")
