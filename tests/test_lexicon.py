"""Words of the house's lists are found in whatever letters they are written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from noticegen.rules.lexicon import _pattern, found

WORDS = ("威胁", "jail", "public list", "黑社会", "Skip")
# letters that a search without case holds for the same, though lower() does not make them so
LIKE = {"s": "sSſ", "k": "kKK", "i": "iIıİ"}
PIECES = (*WORDS, "威", "胁", "jai", "l", " ", "x", "0", "不")


def _written(draw: st.DrawFn, piece: str) -> str:
    return "".join(draw(st.sampled_from(LIKE.get(c.lower(), c + c.upper()))) for c in piece)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Words of the list and pieces of them, in letters of all kinds."""
    return "".join(_written(draw, p) for p in draw(st.lists(st.sampled_from(PIECES), max_size=8)))


@given(texts())
def test_the_quick_look_hides_no_word(text: str) -> None:
    """What the pattern finds is found, and nothing else."""
    assert found(text, WORDS) == tuple(sorted({w.lower() for w in _pattern(WORDS).findall(text)}))


def test_a_latin_word_counts_where_it_stands_whole() -> None:
    """A word in Latin letters inside another is none; a Chinese one is found anywhere."""
    assert found("jailer, SKIP it; 受威胁者", WORDS) == ("skip", "威胁")
    assert found("ſkıp", WORDS) == ("ſkıp",)
    assert found("jailer", WORDS) == ()
