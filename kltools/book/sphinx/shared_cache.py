"""A cache of notebooks that several processes write at once."""

from __future__ import annotations

from jupyter_cache.cache.main import JupyterCacheBase


class SharedCache(JupyterCacheBase):  # type: ignore[misc]
    """Jupyter-cache's own, without its limit on how many notebooks are kept.

    After each notebook that it caches, jupyter-cache asks its database twice, which records to keep and then which
    others there are, and deletes those. A notebook that another process cached between the two questions is among them.
    """

    def truncate_caches(self) -> None:
        """Keep every notebook: a book has fewer than the limit, and its next build applies it."""
