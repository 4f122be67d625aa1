"""Numbers from a notebook's cells, named so that its prose can quote them."""

from __future__ import annotations

MIME = "application/papermill.record/text/plain"
"""The media type under which MyST-NB looks for glued text; JupyterLab shows nothing for it."""


def glue(**values: object) -> None:
    """Name values for ``{glue:text}`` roles on the same page.

    The metadata is written here, so that a downloaded notebook runs without MyST-NB.

    Parameters
    ----------
    **values : object
        What prose calls each, and its text; numbers should come formatted (``f"{d:.3f}"``).

    Raises
    ------
    TypeError
        For a bare float, whose digits prose should choose.

    Examples
    --------
    >>> glue(answer=0.5)
    Traceback (most recent call last):
        ...
    TypeError: glue: answer is the float 0.5; format it first, as in f"{answer:.3f}"
    """
    from IPython.display import display  # only notebooks call this

    for name, value in values.items():
        if isinstance(value, float):
            raise TypeError(f'glue: {name} is the float {value!r}; format it first, as in f"{{{name}:.3f}}"')
        # quoted, since MyST-NB reads the text as a literal and would print "0.7370" as 0.737
        metadata = {"scrapbook": {"name": name, "mime_prefix": MIME.removesuffix("text/plain")}}
        display({MIME: repr(str(value))}, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]
