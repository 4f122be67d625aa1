"""Which repository a book's buttons point to: a fork's own, and none where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sphinx.errors import ConfigError

from kltools.book.sphinx.repository import Repository, base_url, find_repository

READER = Repository("reader", "kl.book")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without an origin, and an environment that names nothing."""
    monkeypatch.delenv("BOOK_REPOSITORY", raising=False)
    monkeypatch.delenv("BOOK_URL", raising=False)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def give_origin(checkout: Path, address: str) -> None:
    subprocess.run(["git", "-C", str(checkout), "remote", "add", "origin", address], check=True)


ADDRESSES = [
    "https://github.com/reader/kl.book",
    "https://github.com/reader/kl.book.git",
    "https://github.com/reader/kl.book/",
    "git@github.com:reader/kl.book.git",
    "ssh://git@github.com/reader/kl.book.git",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_origin_on_github_is_found(checkout: Path, address: str) -> None:
    give_origin(checkout, address)
    assert find_repository(checkout) == READER


@pytest.mark.parametrize(
    "address", ["https://example.org/reader/kl.book", "/srv/git/kl.book", "git@gitlab.com:reader/kl.book"]
)
def test_another_origin_gives_no_buttons(checkout: Path, address: str) -> None:
    give_origin(checkout, address)
    assert find_repository(checkout) is None


def test_without_an_origin_or_a_checkout_there_is_none(checkout: Path) -> None:
    assert find_repository(checkout) is None
    (checkout / "inside").mkdir()
    give_origin(checkout, ADDRESSES[0])
    assert find_repository(checkout / "inside") is None


@pytest.mark.parametrize("named", [*ADDRESSES, "reader/kl.book"])
def test_the_environment_comes_first(checkout: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    give_origin(checkout, "https://github.com/someone/else")
    monkeypatch.setenv("BOOK_REPOSITORY", named)
    assert find_repository(checkout) == READER


@pytest.mark.parametrize("named", ["kl-book", "https://gitlab.com/reader/kl", "a/b/c", "reader/kl book"])
def test_a_name_that_is_no_repository_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("BOOK_REPOSITORY", named)
    with pytest.raises(ConfigError, match="BOOK_REPOSITORY is .*; give owner/name"):
        find_repository(checkout)


def test_the_address_of_the_book_ends_in_a_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOOK_URL", raising=False)
    assert base_url() == ""
    for given in ("https://reader.github.io/kl", "https://reader.github.io/kl/"):
        monkeypatch.setenv("BOOK_URL", given)
        assert base_url() == "https://reader.github.io/kl/"
    monkeypatch.setenv("BOOK_URL", "reader.github.io")
    with pytest.raises(ConfigError, match="BOOK_URL is .*; give the published book's address"):
        base_url()
