"""What an error offers in place of a name that is none of those known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def instead(name: object, known: Iterable[str]) -> str:
    """The cure for a name that is not known: the nearest one, and all there are.

    Parameters
    ----------
    name : object
        What was given.
    known : iterable of str
        What could have been.

    Returns
    -------
    str
        The end of a sentence.

    Examples
    --------
    >>> instead("coin", ["coins", "dice"])
    "did you mean 'coins'? There are 'coins', 'dice'"
    >>> instead("red", ["p", "q"])
    "choose one of 'p', 'q'"
    """
    known = list(known)
    told = ", ".join(map(repr, known)) or "none"
    near = get_close_matches(str(name), known, n=1)
    return f"did you mean {near[0]!r}? There are {told}" if near else f"choose one of {told}"
