"""The engine's Sphinx extension: figures that live on the pages of any book that MyST-NB executes.

``extensions = ["myst_nb", "kltools.sphinx"]`` in a ``conf.py``, or the same list under ``sphinx:
extra_extensions:`` of a Jupyter Book. It imports neither SciPy nor SymPy nor matplotlib, so that a build with nothing to
do is quick.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx

from kltools.sphinx import author_modules, block_files, block_output, page_scenes

PARTS = (author_modules, block_output, block_files, page_scenes)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension, part by part."""
    os.environ["KLTOOLS_BUILD"] = "1"  # kernels inherit it; kltools.drawing.block reads it
    for part in PARTS:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
