"""``python -m kltools.build .`` is ``jupyter-book build .``, two seconds sooner.

Those seconds are jsonschema's: where something has installed a grammar of international addresses, it imports it, to check
addresses in a format that no settings and no notebook of a book have. Here it does without.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Build the book with the arguments that follow."""
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # importing it fails, which jsonschema allows for
    from jupyter_book.cli.main import main as jupyter_book

    jupyter_book(["build", *sys.argv[1:]], prog_name="jupyter-book")


if __name__ == "__main__":
    main()
