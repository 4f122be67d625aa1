"""Which GitHub repository the book is built from, and where it will be read: what buttons and cards point to.

The environment decides, so that a fork's buttons open the fork: ``BOOK_REPOSITORY`` (``owner/name`` or an address), or
else the checkout's ``origin``. ``BOOK_URL`` is the address of the published book. Without them a book has no
buttons that would lead nowhere.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

ADDRESS = re.compile(r"(?:(?:https?://|git@|ssh://git@)github\.com[:/])?([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
BRANCH = "main"
NOTEBOOKS = "notebooks"
"""The branch on which the publishing workflow keeps the chapters as ``.ipynb``, which Colab opens."""


@dataclass(frozen=True)
class Repository:
    """A repository on GitHub.

    Examples
    --------
    >>> fork = Repository("reader", "kl-book")
    >>> fork.address
    'https://github.com/reader/kl-book'
    >>> fork.edit("book/index.md")
    'https://github.com/reader/kl-book/edit/main/book/index.md'
    >>> fork.requirement("explorables")
    'kltools[explorables] @ git+https://github.com/reader/kl-book@main'
    >>> fork.binder("notebooks/index.ipynb")
    'https://mybinder.org/v2/gh/reader/kl-book/main?urlpath=lab/tree/notebooks/index.ipynb'
    >>> fork.colab("book/index.ipynb")
    'https://colab.research.google.com/github/reader/kl-book/blob/notebooks/book/index.ipynb'
    """

    owner: str
    name: str

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"https://github.com/{self.owner}/{self.name}"

    def requirement(self, extra: str) -> str:
        """What pip installs the package with one of its extras by."""
        return f"kltools[{extra}] @ git+{self.address}@{BRANCH}"

    def edit(self, path: str) -> str:
        """Where a reader edits a file."""
        return f"{self.address}/edit/{BRANCH}/{path}"

    def binder(self, path: str) -> str:
        """Where Binder opens a file in JupyterLab."""
        return f"https://mybinder.org/v2/gh/{self.owner}/{self.name}/{BRANCH}?urlpath=lab/tree/{path}"

    def colab(self, path: str) -> str:
        """Where Colab opens a published notebook."""
        return f"https://colab.research.google.com/github/{self.owner}/{self.name}/blob/{NOTEBOOKS}/{path}"


def find_repository(folder: Path) -> Repository | None:
    """The repository that ``BOOK_REPOSITORY`` names, or else the checkout's ``origin`` if GitHub has it.

    Parameters
    ----------
    folder : Path
        The checkout.

    Raises
    ------
    ConfigError
        If ``BOOK_REPOSITORY`` names no GitHub repository.
    """
    named = os.environ.get("BOOK_REPOSITORY", "")
    if named:
        repository = _parsed(named)
        if repository is None:
            raise ConfigError(
                f"BOOK_REPOSITORY is {named!r}; give owner/name, or the address of a repository on GitHub"
            )
        return repository
    origin = _origin(folder)
    return _parsed(origin) if "github.com" in origin else None


def _parsed(address: str) -> Repository | None:
    match = ADDRESS.fullmatch(address)
    return None if match is None else Repository(*match.groups())


def _origin(folder: Path) -> str:
    """The address of the checkout's origin; empty where there is no checkout, no origin or no git."""
    if not (folder / ".git").exists():
        return ""  # a folder within another project's checkout is not that project's book
    try:
        command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip()
    except FileNotFoundError:
        return ""


def base_url() -> str:
    """The address of the published book, with a slash at its end; empty when none is set.

    Raises
    ------
    ConfigError
        If ``BOOK_URL`` is no address.
    """
    url = os.environ.get("BOOK_URL", "")
    if url and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise ConfigError(f"BOOK_URL is {url!r}; give the published book's address, such as https://example.org/kl/")
    return url.rstrip("/") + "/" if url else ""


def page_address(app: Sphinx, pagename: str) -> str:
    """Where a page is published; empty where that is not known."""
    return f"{app.config.html_baseurl}{pagename}.html" if app.config.html_baseurl else ""


def _configure(app: Sphinx, config: Config) -> None:
    repository = find_repository(Path(app.srcdir))
    config["kltools_repository"] = "" if repository is None else repository.address
    if url := base_url():
        config["html_baseurl"] = url


def repository_of(app: Sphinx) -> Repository | None:
    """The repository that this build found."""
    return _parsed(app.config.kltools_repository)


def setup(app: Sphinx) -> None:
    """Register this part of the extension."""
    app.add_config_value("kltools_repository", "", "html", [str])
    app.connect("config-inited", _configure)
