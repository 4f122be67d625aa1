"""Real data that the chapters and scenes use, with their sources."""

from __future__ import annotations

import unicodedata
from importlib.resources import files

HORSE_KICKS: tuple[int, ...] = (109, 65, 22, 3, 1)
"""Corps-years of the Prussian army with 0, 1, 2, 3 and 4 deaths by horse kick: 200 in all, 122 deaths.

Ten of fourteen corps over twenty years (1875 to 1894), from Bortkiewicz, *Das Gesetz der kleinen Zahlen* (1898), in
the selection of Fisher, *Statistical Methods for Research Workers* (1925).
"""

ENGLISH = (
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a "
    "wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood, this "
    "truth is so well fixed in the minds of the surrounding families, that he is considered as the rightful property of "
    "some one or other of their daughters."
)
"""The opening of Jane Austen, *Pride and Prejudice* (1813), in the public domain."""

FRENCH = (
    "Il y avait en Westphalie, dans le château de monsieur le baron de Thunder-ten-tronckh, un jeune garçon à qui la "
    "nature avait donné les mœurs les plus douces. Sa physionomie annonçait son âme. Il avait le jugement assez droit, "
    "avec l'esprit le plus simple ; c'est, je crois, pour cette raison qu'on le nommait Candide."
)
"""The opening of Voltaire, *Candide* (1759), in the public domain."""


NOVELS = {
    "Pride and Prejudice": "pride_and_prejudice_volume_1.txt",
    "Candide": "candide.txt",
}
"""Two texts in the public domain, carried with the package: the first volume of Jane Austen, *Pride and Prejudice* (1813),
which is its chapters 1 to 23, in English; and Voltaire, *Candide* (1759), in French, from the edition of Beuchot (1829)
without its editor's preface and notes. Both from transcriptions by volunteers of Project Gutenberg (numbers 1342 and 4650)."""


def novel(title: str) -> str:
    """The text of one of `NOVELS`.

    Parameters
    ----------
    title : {"Pride and Prejudice", "Candide"}

    Returns
    -------
    str

    Raises
    ------
    ValueError
        For a title that is not carried.

    Examples
    --------
    >>> sum(letter_counts(novel("Candide")).values()) > 100_000
    True
    """
    if title not in NOVELS:
        raise ValueError(f"title is {title!r}, which is not carried; choose one of {', '.join(map(repr, NOVELS))}")
    return (files("kltools.book") / "texts" / NOVELS[title]).read_text(encoding="utf8")


def letter_counts(text: str) -> dict[str, int]:
    """How often each letter from a to z stands in a text, accents and case aside.

    Parameters
    ----------
    text : str

    Returns
    -------
    dict of str to int
        All 26 letters, in order; a letter that does not occur counts 0.

    Examples
    --------
    >>> counts = letter_counts("Château")
    >>> counts["a"], counts["z"]
    (2, 0)
    """
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return {letter: plain.count(letter) for letter in "abcdefghijklmnopqrstuvwxyz"}
