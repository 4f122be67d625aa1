"""What is sent with a page: its policy names every script within it, and no other."""

from __future__ import annotations

import gzip
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from kltools.book.sphinx.security_policy import FILE, policy
from kltools.book.sphinx.serve import make_server, parse_headers

PAGE = "<html><head><script src='a.js'></script><script>one()</script></head><body><script>two()</script></body></html>"


def test_a_policy_has_a_hash_for_each_script_within_and_no_leave_for_others() -> None:
    scripts = policy(PAGE).partition(";")[0]
    assert scripts.count("'sha256-") == 2
    assert "unsafe" not in scripts and "http" not in policy(PAGE)
    assert policy(PAGE.replace("one()", "uno()")) != policy(PAGE)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "book").mkdir()
    (tmp_path / "_static").mkdir()
    (tmp_path / "book" / "a.html").write_text(PAGE)
    (tmp_path / "404.html").write_text("not here")
    (tmp_path / "_static" / "a.css").write_text("p {}")
    (tmp_path / FILE).write_text("/_static/*\n  Cache-Control: max-age=9\n/book/a.html\n  X-Policy: strict\n")
    server = make_server(tmp_path, 0, quiet=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    try:
        answer = urllib.request.urlopen(urllib.request.Request(address, headers=headers))
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, dict(answer.headers), answer.read()


def test_the_server_sends_what_the_file_says(served: str) -> None:
    assert ask(f"{served}/book/a.html?x=1#y")[1]["X-Policy"] == "strict"
    assert ask(f"{served}/_static/a.css")[1]["Cache-Control"] == "max-age=9"
    assert "X-Policy" not in ask(f"{served}/_static/a.css")[1]


def test_the_server_compresses_for_who_can_read_it(served: str) -> None:
    _, headers, body = ask(f"{served}/book/a.html", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(body).decode() == PAGE
    _, headers, body = ask(f"{served}/book/a.html")
    assert "Content-Encoding" not in headers and body.decode() == PAGE


def test_what_is_missing_gets_the_page_for_it(served: str) -> None:
    status, _, body = ask(f"{served}/book/b.html")
    assert status == 404 and body == b"not here"


def test_a_folder_without_a_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `make book` first"):
        make_server(tmp_path, 0)


def test_a_rule_belongs_to_the_address_above_it() -> None:
    assert parse_headers("/a\n  B: c; d: e\n/f\n  G: h\n") == {"/a": {"B": "c; d: e"}, "/f": {"G": "h"}}
