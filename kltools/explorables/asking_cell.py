"""What the kernel is answering: a reader's cell or a front end's message, and whether any front end is watching."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.core.getipython import get_ipython


def asked_by_a_cell() -> bool:
    """Whether a cell is running, and not the answer to what a front end sent."""
    return bool(_request().get("header", {}).get("msg_type") == "execute_request")


def watched() -> bool:
    """Whether a front end ran the cell: those say of each which it is; what runs a notebook from end to end does not."""
    return bool(_request().get("metadata"))


def _request() -> Mapping[str, Any]:
    """The message that the kernel is answering; nothing where there is no kernel."""
    kernel = getattr(get_ipython(), "kernel", None)
    return kernel.get_parent() if kernel is not None else {}
