"""Bibliography and links: each entry is cited and each citation has one, and everything a page points to is there."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup, SoupStrainer

from tests.book.chapters.prose import PAGES, ROOT, SITE

ENTRIES = dict(
    re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", (ROOT / "book" / "references.bib").read_text("utf8"), re.S | re.M)
)
CITED = {
    key.strip()
    for page in PAGES
    for keys in re.findall(r"\{cite:[pt]s?\}`([^`]*)`", page.read_text(encoding="utf8"))
    for key in keys.split(",")
}
DOI = re.compile(r"10\.\d{4,9}/[-._;()/:\w]+")


def test_every_entry_is_cited():
    assert sorted(set(ENTRIES) - CITED) == []


def test_every_citation_has_an_entry():
    assert sorted(CITED - set(ENTRIES)) == []


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_an_entry_is_whole(key):
    fields = dict(re.findall(r"(\w+) = \{((?:[^{}]|\{[^{}]*\})*)\}", ENTRIES[key]))
    assert {"author", "title", "year"} <= set(fields)
    assert re.fullmatch(r"(18|19|20)\d\d", fields["year"])
    if "doi" in fields:
        assert DOI.fullmatch(fields["doi"]), fields["doi"]


LINKS = {"a": "href", "img": "src", "script": "src", "link": "href", "figure": "data-script"}


class Places(HTMLParser):
    """The places of a page that a link can lead to, and the links that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.feed(page.read_text(encoding="utf8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.names |= {name for name in (found.get("id"), found.get("name") if tag == "a" else None) if name}
        if (link := found.get(LINKS.get(tag, ""))) is not None:
            self.links.append(link)


@cache
def places(page: Path) -> Places:
    """A built page, read once."""
    return Places(page)


def built_pages() -> list[Path]:
    pages = sorted(SITE.glob("book/*.html"))
    assert pages, "The book is not built; run `make book` first"
    return pages


def whole_site() -> list[Path]:
    """Every page a reader can reach, the figures' own pages among them."""
    return [*sorted(SITE.glob("*.html")), *built_pages(), *sorted(SITE.glob("explorables/*.html"))]


@pytest.mark.built
def test_every_internal_link_and_anchor_exists():
    broken, links = [], 0
    for page in whole_site():
        for link in places(page).links:
            links += 1
            address, fragment = urldefrag(link)
            if re.match(r"[a-z]+:", address) or address.startswith("//"):
                continue
            place = unquote(address.partition("?")[0])
            # what is missing may be in any folder: its page names all others from the top of the site
            start = SITE if page.name == "404.html" else page.parent
            target = (start / place.removeprefix("/" if start is SITE else "")).resolve() if address else page
            if not target.is_file():
                broken.append(f"{page.name}: {link} is no file")
            elif fragment and target.suffix == ".html" and unquote(fragment) not in places(target).names:
                broken.append(f"{page.name}: {link} has no such place")
    assert links > 1000
    assert broken == []


@pytest.mark.built
def test_every_page_carries_its_title_description_and_card():
    for page in [SITE / "index.html", *built_pages()]:
        head = BeautifulSoup(page.read_text(encoding="utf8").partition("<body")[0], "html.parser").head
        named = {tag.get("name") or tag.get("property"): tag["content"] for tag in head.select("meta[content]")}
        assert head.title.get_text(strip=True)
        assert 20 <= len(named["description"]) <= 200, page.name
        assert named["og:title"] and named["og:description"] == named["description"]
        assert not re.search(r"[\\{}]", named["description"]), f"{page.name}: {named['description']}"


@pytest.mark.built
def test_every_theorem_leads_to_its_check():
    theorems, statements = 0, SoupStrainer("div", class_=re.compile(r"\b(theorem|lemma|proposition|corollary)\b"))
    for page in built_pages():
        for block in BeautifulSoup(page.read_text(encoding="utf8"), "html.parser", parse_only=statements).select(
            ".proof"
        ):
            theorems += 1
            mark = block.select_one("a.kl-checked")
            assert mark is not None and str(mark["href"]) == f"claims.html#claim-{block['id']}"
    assert theorems > 40
