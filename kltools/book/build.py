"""``python -m kltools.book.build .`` is ``jupyter-book build .`` without what two libraries of its spend seconds on for nothing.

jsonschema imports a grammar of international addresses, where something has installed it, to check addresses in a format
that no settings and no notebook of a book have. pybtex searches all that is installed for a plug-in, for each citation.
"""

from __future__ import annotations

import sys
from functools import cache

from kltools.extras import require


def main() -> None:
    """Build the book with the arguments that follow."""
    require("book", "jupyter_book", "py_mini_racer")
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # importing it fails, which jsonschema allows for
    from jupyter_book.cli.main import main as jupyter_book
    from pybtex import plugin

    plugin.find_plugin = cache(plugin.find_plugin)
    jupyter_book(["build", *sys.argv[1:]], prog_name="jupyter-book")


if __name__ == "__main__":
    main()
