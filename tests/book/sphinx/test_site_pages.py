"""A built site with and without an address and a repository: cards, map, buttons, pages at the root."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from tests.book.sphinx.small_book import build, make_book

ADDRESS = "https://reader.github.io/kl/"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("published"), BOOK_URL=ADDRESS, BOOK_REPOSITORY="reader/kl")


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("private"), BOOK_URL="", BOOK_REPOSITORY="")


def built(folder: Path, **environment: str) -> Path:
    book = make_book(folder, "from kltools.book.scenes import tangent_line\ntangent_line()")
    with (book / "_config.yml").open("a") as config:
        config.write("    kltools_description: What it is about.\n    kltools_card: _static/card.png\n")
    with (book / "page.md").open("a") as source:
        source.write("\nA first paragraph with $p$ in it.\n\n[Elsewhere](#a-page)\n")
    done = build(book, **environment)
    assert done.returncode == 0, done.stderr[-2000:]
    return book / "_build" / "html"


def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text(encoding="utf8"), "html.parser")


def meta(page: BeautifulSoup) -> dict[str, str]:
    return {tag.get("name") or tag.get("property"): tag.get("content") for tag in page.select("meta[content]")}


def buttons(page: BeautifulSoup) -> dict[str, str]:
    return {link.get_text(strip=True): link["href"] for link in page.select(".dropdown-open-buttons a")}


def test_a_published_page_has_its_card(published: Path) -> None:
    tags = meta(soup(published / "page.html"))
    assert tags["description"] == tags["og:description"] == "A first paragraph with p in it."
    assert tags["og:title"] == "A page"
    assert tags["og:url"] == ADDRESS + "page.html"
    assert tags["og:image"] == ADDRESS + "_static/card.png"
    assert tags["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("name", ["page.html", "index.html", "search.html", "genindex.html"])
def test_every_page_is_described(private: Path, name: str) -> None:
    tags = meta(soup(private / name))
    assert tags["description"] and tags["og:title"]
    assert "og:image" not in tags, "an image needs an address"


def test_the_buttons_of_a_fork_open_the_fork(published: Path) -> None:
    assert buttons(soup(published / "page.html")) == {
        "Notebook (.ipynb)": "page.ipynb",
        "Binder": "https://mybinder.org/v2/gh/reader/kl/main?urlpath=lab/tree/notebooks/page.ipynb",
        "Colab": "https://colab.research.google.com/github/reader/kl/blob/notebooks/page.ipynb",
        "Edit this page": "https://github.com/reader/kl/edit/main/page.md",
    }


def test_without_a_repository_there_is_the_notebook_alone(private: Path) -> None:
    assert buttons(soup(private / "page.html")) == {"Notebook (.ipynb)": "page.ipynb"}
    assert "github.com/reader" not in (private / "page.html").read_text(encoding="utf8")


def test_the_map_lists_every_page_where_the_address_is_known(published: Path, private: Path) -> None:
    places = ElementTree.parse(published / "sitemap.xml").findall("{*}url/{*}loc")
    assert [place.text for place in places] == [ADDRESS + "page.html"]
    assert not (private / "sitemap.xml").exists()


def test_the_page_for_what_is_missing_leads_back(published: Path, private: Path) -> None:
    for site, top in ((published, "/kl/"), (private, "/")):
        page = soup(site / "404.html")
        assert page.select_one("article h1").get_text() == "Page not found"
        assert page.select_one("a.navbar-brand")["href"] == f"{top}page.html"
        assert all(link["href"].startswith(top) for link in page.select('link[rel="stylesheet"]'))


def test_the_root_is_a_page_of_its_own(published: Path) -> None:
    root = soup(published / "index.html")
    assert root.h1.get_text() == "A small book"
    assert meta(root)["description"] == "What it is about."
    assert meta(root)["og:url"] == ADDRESS
    assert root.a["href"] == "page.html"


def test_an_explorable_moves_into_files_of_its_own(published: Path) -> None:
    page = soup(published / "page.html")
    figure = page.select_one("figure.kl-explorable")
    assert (published / figure["data-script"]).read_text(encoding="utf8").startswith("(()=>{")
    player = page.select_one('script[src*="player.js"]')["src"].partition("?")[0]
    assert "klPlayer" in (published / player).read_text(encoding="utf8")
    assert not page.select("[data-kl], [data-kl-of]")


def test_an_explorable_alone_needs_no_other_file(published: Path) -> None:
    figure = soup(published / "page.html").select_one("figure.kl-explorable")
    alone = soup(published / figure.select_one("a.kl-alone")["href"])
    assert not alone.select("[src], link, [data-script]")
    assert alone.select_one(".source a")["href"] == ADDRESS + "page.html"
