"""A static host as GitHub Pages is one: compressed text, ten minutes in the browser's cache, its own page for what is missing."""

from __future__ import annotations

import gzip
import io
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

COMPRESSED = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".ipynb"}


class Handler(SimpleHTTPRequestHandler):
    """Sends the files of a folder."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.exists():
            return self._compressed(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)
        return self._compressed(path, HTTPStatus.OK) if path.suffix in COMPRESSED else super().send_head()

    def _compressed(self, path: Path, status: HTTPStatus) -> io.BytesIO:
        content = gzip.compress(path.read_bytes(), mtime=0)
        self.send_response(status)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep what is asked for off the terminal."""


def make_host(folder: Path) -> ThreadingHTTPServer:
    """A host for a folder, at any free port of this machine."""
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
