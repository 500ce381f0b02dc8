"""Whether a letter in a print stream is the letter it should be.

What is asked of each: the same words as the document's, in order; page numbers as the archive engine
prints them; nothing off the paper; no page that begins where the layout forbids it (a signature
alone, a heading at the foot, a split row or slip). What fails is made by the archive engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from noticegen.errors import TemplateError
from noticegen.model import Document, Paragraph, Run
from noticegen.render.html import html
from noticegen.render.pressed import Said
from noticegen.render.readback import Expected, Piece, compare, squeeze, without
from noticegen.render.style import HouseStyle
from noticegen.text import Text

SAMPLE = 130  # one-line paragraphs: more than two pages of them


@dataclass(frozen=True)
class Furniture:
    """What stands in the margin of page n of N (squeezed), with {n} and {N} for the numbers."""

    pattern: str

    def of(self, number: int, pages: int) -> str:
        """The words of one page."""
        return self.pattern.replace("{n}", str(number)).replace("{N}", str(pages))


def furniture(style: HouseStyle, locale: str) -> Furniture:
    """Learnt from a blank letter of the archive engine. Raises TemplateError if it is no simple rule."""
    layout = tuple(
        (style.house / name).read_text("utf-8") for name in ("letter.html", "letter.css")
    )
    return _furniture(style, locale, layout)


@lru_cache(maxsize=8)
def _furniture(style: HouseStyle, locale: str, layout: tuple[str, ...]) -> Furniture:
    # `layout` is what the answer depends on
    from noticegen.render.fonts import prepare_fonts
    from noticegen.render.pdf import write_pdf

    sample = Document("", locale, "页", "页", "", (Paragraph((Run("页"),), "plain"),) * SAMPLE)
    style = replace(style, page_cap=max(style.page_cap, SAMPLE))
    pages = write_pdf(html(sample, style), style, prepare_fonts(style)).furniture
    shown = [squeeze(words) for words in pages]
    rule = Furniture(shown[1].replace(str(len(shown)), "{N}").replace("2", "{n}", 1))
    if len(shown) < 3 or shown != [rule.of(n, len(shown)) for n in range(1, len(shown) + 1)]:
        raise TemplateError(
            Text("页边文字不是简单的页码", "the margins hold more than simple page numbers"),
            Text("批量印制请简化 letter.css 的 @page", "simplify @page in letter.css, or use the archive engine"),
        )  # fmt: skip
    return rule


def difference(said: Sequence[Piece], pages: Sequence[Said], rule: Furniture) -> Text | None:
    """What is wrong with `pages` as a print of the document that says `said`; None if nothing. Quotes
    no word of it."""
    if not all(page.on_paper for page in pages):
        return Text("有文字超出纸面", "text runs off the paper")
    expected = Expected.of(said)
    shown: list[str] = []
    begins: list[int] = []
    at = 0
    try:
        for number, page in enumerate(pages, 1):
            begins.append(at)
            words = without(page.words, "", rule.of(number, len(pages)))
            words = _without_repeated_head(expected, at, words)
            shown.append(words)
            at += len(squeeze(words))
        compare("PDF", expected, "\n".join(shown))
    except TemplateError as error:
        return error.message
    for number, begin in enumerate(begins, 1):
        if not _may_begin(expected, begin):
            return Text(f"第{number}页在不应分页处开始", f"page {number} begins where it must not")
    return None


def _may_begin(expected: Expected, at: int) -> bool:
    """Whether a page may begin with the character at `at` of the document."""
    if at >= len(expected.text):
        return True  # the comparison of words will tell
    piece, first = expected.piece_at(at), expected.begins(at)
    if piece.slip:
        return first and piece.kind == "cut line"
    return piece.starts if first else piece.splits


def _without_repeated_head(expected: Expected, at: int, words: str) -> str:
    """`words` of a page without the header row that goes on from the page before.

    The press paints it after the rows of its table."""
    head = expected.inside_table(at)
    if not head:
        return words
    rows = expected.end_of_table(at) - at
    squeezed = squeeze(words)
    for begin in (0, rows, len(squeezed) - len(head)):
        if squeezed.startswith(head, begin) and 0 <= begin <= rows:
            return _cut(words, begin, len(head))
    return words


def _cut(text: str, begin: int, count: int) -> str:
    """`text` without the `count` characters after the first `begin`; white space is not counted."""
    places = [index for index, character in enumerate(text) if not character.isspace()]
    end = places[begin + count] if begin + count < len(places) else len(text)
    return f"{text[: places[begin]]}\n{text[end:]}"
