"""Serve the built book on this machine, compressed and under its own policy: ``make serve``.

>>> parse_headers("/book/a.html\\n  X-One: first\\n/\\n  X-One: second\\n")
{'/book/a.html': {'X-One': 'first'}, '/': {'X-One': 'second'}}
"""

from __future__ import annotations

import argparse
import gzip
import io
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from kltools.book.sphinx.security_policy import FILE

COMPRESSED = {".html", ".css", ".js", ".svg", ".txt", ".xml", ".ipynb"}


def parse_headers(text: str) -> dict[str, dict[str, str]]:
    """The rules of a file ``_headers``: what to send with each address.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict
        Headers by address; one that ends in ``*`` stands for all that begin so.
    """
    rules: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            rules[line] = latest = {}
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            latest[name] = value
    return rules


class Handler(SimpleHTTPRequestHandler):
    """Sends the files of a folder as a static host would: with the folder's headers, gzipped, and its own 404 page."""

    protocol_version = "HTTP/1.1"

    def __init__(
        self, *arguments: object, rules: dict[str, dict[str, str]], quiet: bool = False, **keywords: object
    ) -> None:
        self.rules, self.quiet = rules, quiet
        super().__init__(*arguments, **keywords)  # type: ignore[arg-type]

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and urlsplit(self.path).path.endswith("/"):
            path /= "index.html"
        if not path.exists():
            return self._body(Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND)
        return self._body(path, HTTPStatus.OK) if path.suffix in COMPRESSED else super().send_head()

    def _body(self, path: Path, status: HTTPStatus) -> io.BytesIO:
        content = path.read_bytes()
        accepted = "gzip" in self.headers.get("Accept-Encoding", "")
        content = gzip.compress(content, mtime=0) if accepted else content
        self.send_response(status)
        self.send_header("Content-Type", f"{self.guess_type(str(path))}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        if accepted:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        return io.BytesIO(content)

    def end_headers(self) -> None:
        asked = unquote(urlsplit(self.path).path)
        for address, headers in self.rules.items():
            if asked == address or (address.endswith("*") and asked.startswith(address[:-1])):
                for name, value in headers.items():
                    self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        if not self.quiet:
            super().log_message(format, *arguments)


def make_server(folder: Path, port: int, *, quiet: bool = False) -> ThreadingHTTPServer:
    """A server for a built book, on this machine alone.

    Parameters
    ----------
    folder : Path
        The built book.
    port : int
        0 takes any free one.
    quiet : bool
        Whether to keep what is asked for off the terminal.

    Raises
    ------
    FileNotFoundError
        If the folder holds no built book.
    """
    if not (folder / FILE).exists():
        raise FileNotFoundError(f"{folder} holds no built book (no file {FILE}); run `make book` first")
    rules = parse_headers((folder / FILE).read_text(encoding="utf8"))
    return ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder), rules=rules, quiet=quiet))


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the built book on this machine.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    with make_server(asked.folder, asked.port) as server:
        print(f"Serving http://localhost:{server.server_port}/ (Ctrl-C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
