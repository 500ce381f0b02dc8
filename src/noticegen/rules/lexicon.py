"""Finding words of the house's lists (`policy.toml`, [wording]) in the text of a document."""

from __future__ import annotations

import re
from functools import cache

# A word is denied where its own clause says so before it: 不是、不会、并非 ...; not, no, never.
_CLAUSE = re.compile(r"[^，。；：！？\n,.;:!?]*")
_DENIED = re.compile(r"不|未|并非|无须|无需|\b(?:not|no|never|nor|without)\b", re.I)
_I = str.maketrans("İı", "ii")  # to `re.I` an i, to `casefold` not


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; one in Latin letters only where it stands whole."""
    longest = sorted(words, key=len, reverse=True)
    parts = [rf"(?<!\w){re.escape(w)}(?!\w)" if w.isascii() else re.escape(w) for w in longest]
    return re.compile("|".join(parts) or r"(?!)", re.I)


def _folded(text: str) -> str:
    """Letters that `re.I` holds for the same made the same."""
    return text.translate(_I).casefold()


@cache
def _all_folded(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_folded(word) for word in words)


def found(text: str, *lists: tuple[str, ...]) -> tuple[str, ...]:
    """The words of these lists that stand in `text`, each once, in order of the alphabet."""
    words = tuple(w for words in lists for w in words)
    letters = _folded(text)
    if not any(word in letters for word in _all_folded(words)):
        return ()  # nearly every letter; the pattern takes ten times as long to say so
    return tuple(sorted({hit.lower() for hit in _pattern(words).findall(text)}))


def asserted(text: str, *lists: tuple[str, ...]) -> tuple[str, ...]:
    """As `found`, without words that their own clause denies before naming them."""
    words = tuple(w for words in lists for w in words)
    hits = {
        hit.group().lower()
        for clause in _CLAUSE.findall(text)
        for hit in _pattern(words).finditer(clause)
        if not _DENIED.search(clause[: hit.start()])
    }
    return tuple(sorted(hits))
