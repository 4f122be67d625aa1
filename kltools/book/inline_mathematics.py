"""Mathematics in HTML that Python writes, marked as the pages mark theirs, so that MathJax typesets it."""

from __future__ import annotations


def inline(latex: str) -> str:
    """LaTeX, its HTML characters escaped already, as mathematics in a line of text.

    Examples
    --------
    >>> print(inline("p &lt; q"))
    <span class="math notranslate nohighlight">\\(p &lt; q\\)</span>
    """
    return f'<span class="math notranslate nohighlight">\\({latex}\\)</span>'
