"""A print stream after the press: every letter read back, the ones that differ taken out, pictures and
bookmarks put in, and a single letter taken from it on demand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from noticegen.errors import TemplateError
from noticegen.model import Document
from noticegen.render import content_hash, readback
from noticegen.render.fonts import FontSet
from noticegen.render.pictures import Pictures
from noticegen.render.presscheck import difference, furniture
from noticegen.render.pressed import Reader, Said
from noticegen.render.readback import Piece
from noticegen.render.style import HouseStyle
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a letter stands: its number, its first page (from 1), how many pages it has (without the
    blank one that fills its last sheet), and the hash of what it says."""

    number: str
    first_page: int
    pages: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A letter the press would have printed otherwise than the archive engine, and in what."""

    number: str
    why: Text


@dataclass(frozen=True, slots=True)
class Stream:
    """A finished stream: hash and pages of the file ("" and 0 if no letter was left to print), its
    letters in order, and those left out."""

    sha256: str
    pages: int
    placed: tuple[Placed, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter as it came from the press: its pages, and with them the blank one after it."""

    document: Document
    said: Sequence[Piece]
    first: int  # from 0
    pages: int
    blank: int


BLANK = Said("", frozenset(), True)
KEPT_OF_BLANK = frozenset({"/Type", "/Parent", "/MediaBox"})


def finish(
    raw: bytes, drawn: Sequence[Drawn], pictures: Pictures, style: HouseStyle, fonts: FontSet
) -> tuple[bytes, Stream]:
    """What the press wrote (`raw`), checked letter by letter and made ready to be kept.

    Raises TemplateError if it holds a font that was not declared, a link or a form."""
    import pikepdf

    with pikepdf.open(io.BytesIO(raw)) as pdf:
        said = _read(pdf, drawn, fonts)
        rules = {locale: furniture(style, locale) for locale in {d.document.locale for d in drawn}}
        reasons = [
            difference(d.said, said[d.first : d.first + d.pages], rules[d.document.locale])
            for d in drawn
        ]
        for at in _sample(reasons):
            reasons[at] = _second_opinion(raw, drawn[at], said)
        placed: list[Placed] = []
        kept: list[Any] = []
        pages = list(pdf.pages)
        for letter, reason in zip(drawn, reasons, strict=True):
            if reason is None:
                place = (letter.document.number, len(kept) + 1, letter.pages)
                placed.append(Placed(*place, content_hash(letter.document)))
                kept += pages[letter.first : letter.first + letter.pages + letter.blank]
        if len(kept) < len(pages):
            _keep_only(pdf, drawn, reasons)
        pictures.put_in(pdf)
        _bookmark(pdf, placed)
        _date(pdf, drawn)
        left_out = tuple(
            LeftOut(letter.document.number, reason)
            for letter, reason in zip(drawn, reasons, strict=True)
            if reason
        )
        made = _saved(pdf) if kept else b""
        sha256 = hashlib.sha256(made).hexdigest() if kept else ""
        return made, Stream(sha256, len(kept), tuple(placed), left_out)


def _read(pdf: Any, drawn: Sequence[Drawn], fonts: FontSet) -> list[Said]:
    """What each page says, by its number; blank pages say nothing."""
    reader = Reader()
    blanks = {d.first + d.pages for d in drawn if d.blank}
    said = []
    for number, page in enumerate(pdf.pages):
        if "/Annots" in page.obj or "/AA" in page.obj:
            raise TemplateError(
                Text("印制流含链接或表单", "the print stream holds a link or a form"),
                Text("从 letter.html 中删去链接", "take links out of letter.html"),
            )
        said.append(BLANK if number in blanks else reader.read(page))
    if not reader.families <= fonts.families:
        raise TemplateError(
            Text("版面用了未声明的字体", "undeclared fonts were used"),
            Text(
                "letter.css 只能用 var(--serif) 和 var(--sans)", "use var(--serif) and var(--sans)"
            ),
        )
    return said


def _sample(reasons: Sequence[Text | None]) -> list[int]:
    """The first and the last letter that are well."""
    well = [at for at, reason in enumerate(reasons) if reason is None]
    return sorted({well[0], well[-1]}) if well else []


def _second_opinion(raw: bytes, letter: Drawn, said: Sequence[Said]) -> Text | None:
    """What is wrong if pdfium reads other words on these pages than we do; None if it does not."""
    numbers = range(letter.first, letter.first + letter.pages)
    for by_piece in (False, True):
        theirs = readback.pdf_text(raw, by_piece=by_piece, pages=numbers)
        ours = [said[n].words.translate(readback.SPELT_OUT) for n in numbers]
        if list(map(readback.squeeze, theirs)) == list(map(readback.squeeze, ours)):
            return None
    return Text("两种阅读方式得到的文字不同", "two readers find different words")


def _keep_only(pdf: Any, drawn: Sequence[Drawn], reasons: Sequence[Text | None]) -> None:
    for letter, reason in reversed(list(zip(drawn, reasons, strict=True))):
        if reason:
            del pdf.pages[letter.first : letter.first + letter.pages + letter.blank]


def _bookmark(pdf: Any, placed: Sequence[Placed]) -> None:
    """One bookmark a letter, named by its number."""
    from pikepdf import Array, Dictionary, Name, String

    if not placed:
        return
    pages = list(pdf.pages)
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=len(placed)))
    items = []
    for place in placed:
        target = Array([pages[place.first_page - 1].obj, Name.Fit])
        item = Dictionary(Title=String(place.number), Parent=root, Dest=target)
        items.append(pdf.make_indirect(item))
    for before, after in pairwise(items):
        before.Next, after.Prev = after, before
    root.First, root.Last = items[0], items[-1]
    pdf.Root.Outlines = root


def _date(pdf: Any, drawn: Sequence[Drawn]) -> None:
    """The day of the letters instead of the time of day at which they were pressed."""
    days = [d.document.issued_on for d in drawn if d.document.issued_on]
    del pdf.docinfo["/CreationDate"]
    if days:
        pdf.docinfo["/CreationDate"] = f"D:{max(days):%Y%m%d}000000Z"


def _saved(pdf: Any) -> bytes:
    import pikepdf

    out = io.BytesIO()
    pdf.save(
        out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True, recompress_flate=False,
    )  # fmt: skip
    return out.getvalue()


def without(stream: Path, ranges: Sequence[tuple[int, int]]) -> bytes:
    """The stream with these pages (first page from 1, how many) left blank, the others as they were.

    Doing it again makes the same bytes."""
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.open(stream) as pdf:
        pages = list(pdf.pages)
        for first, many in ranges:
            for page in pages[first - 1 : first - 1 + many]:
                for key in set(page.obj.keys()) - KEPT_OF_BLANK:
                    del page.obj[key]
                page.obj[Name.Resources] = Dictionary()
        return _saved(pdf)


def extract(stream: Path, placed: Placed) -> bytes:
    """One letter of the stream as a PDF of its own: the same bytes each time."""
    import pikepdf

    with pikepdf.open(stream) as pdf, pikepdf.new() as letter:
        first = placed.first_page - 1
        for page in pdf.pages[first : first + placed.pages]:
            letter.pages.append(page)
        letter.docinfo["/Title"] = placed.number
        if "/CreationDate" in pdf.docinfo:
            letter.docinfo["/CreationDate"] = str(pdf.docinfo["/CreationDate"])
        return _saved(letter)
