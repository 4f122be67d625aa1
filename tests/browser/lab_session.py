"""A JupyterLab server of a test's own: its folder, its settings and what is installed into it touch nobody else's."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.notebook_panel import EXPOSED
from tests.browser.server_answers import answers

OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--IdentityProvider.token=",
    "--LabApp.news_url=None",
    EXPOSED,
)
SECONDS = 180


@dataclass
class Desk:
    """JupyterLab in a browser, and the copy of the book that it serves."""

    page: Page
    folder: Path


@contextmanager
def serve_lab(folder: Path, home: Path) -> Iterator[str]:
    """Serve a folder as `make lab` does, with a reader's empty settings in `home`; gives the address."""
    port = _free_port()
    command = [sys.executable, "-m", "jupyter", "lab", *OPTIONS, f"--port={port}", f"--ServerApp.root_dir={folder}"]
    with open(home / "log.txt", "w") as log:
        server = subprocess.Popen(command, env=_environment(home), stdout=log, stderr=log)
    try:
        address = f"http://127.0.0.1:{port}"
        if not answers(f"{address}/api", server, SECONDS):
            pytest.fail(f"JupyterLab did not start: {(home / 'log.txt').read_text()[-2000:]}", pytrace=False)
        yield address
    finally:
        server.terminate()
        server.wait(SECONDS)  # it ends its kernels first


def _environment(home: Path) -> dict[str, str]:
    """Figures are widgets, and a reader's settings are empty."""
    outside = {key: value for key, value in os.environ.items() if key != "KLTOOLS_BUILD"}
    own = {"JUPYTER_CONFIG_DIR": "settings", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    return {**outside, **{name: str(home / folder) for name, folder in own.items()}}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
