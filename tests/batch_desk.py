"""A desk for tests of batch runs: the example portfolio, and letters that need no engine.

`fake_render` gives a small valid PDF that depends on every word of the document, so that print runs
can be put together of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from noticegen import render
from noticegen.batch import BatchResult, batch
from noticegen.book import Book
from noticegen.desk import Desk, shipped
from noticegen.errors import TemplateError
from noticegen.model import Document
from noticegen.render.pdfwriter import Writer, text
from noticegen.render.stream import LeftOut, Placed, Stream
from noticegen.text import Text

DAY = date(2026, 3, 27)
KIND = "overdue-notice"
RUN = f"{DAY}-{KIND}"
READY = ("DK-0003", "DK-0007", "DK-0008", "DK-0009", "DK-0010", "DK-0011", "DK-0012", "DK-0013")


def fake_render(
    document: Document, _style: object = None, formats: Sequence[str] = ("pdf", "docx"), **_: object
) -> render.Rendered:
    """A letter of one page (three for a party whose name has three characters), without an engine."""
    digest = render.content_hash(document)
    docx = f"DOCX {digest} ".encode() * 20 if "docx" in formats else b""
    return render.Rendered(tiny_pdf(digest, 1), docx, 1, digest, ())


class FakePress:
    """A press without an engine: one page a letter. It prints none of `differing` (by contract number)."""

    def __init__(self, differing: Sequence[str] = ()) -> None:
        self.made, self._differing = b"", differing
        self._letters: list[Document] = []

    def add(self, document: Document) -> None:
        """Take a letter."""
        self._letters.append(document)

    def close(self) -> Stream:
        """The stream of all that do not differ."""
        well: list[Document] = []
        other: list[Document] = []
        for letter in self._letters:
            differs = any(f"借字第{loan[3:]}号" in repr(letter) for loan in self._differing)
            (other if differs else well).append(letter)
        placed = tuple(
            Placed(d.number, n, 1, render.content_hash(d)) for n, d in enumerate(well, 1)
        )
        self.made = (
            tiny_pdf("".join(p.content_hash for p in placed), len(placed)) if placed else b""
        )
        left_out = tuple(LeftOut(d.number, Text("不同", "differs")) for d in other)
        return Stream("", len(placed), placed, left_out)


def tiny_pdf(words: str, pages: int) -> bytes:
    """A valid PDF of so many empty A4 pages with `words` as its title."""
    writer = Writer()
    catalog, root = writer.promise(), writer.promise()
    kids = [writer.add(b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]/Resources<<>>>>" % root) for _ in range(pages)]  # fmt: skip
    names = b" ".join(b"%d 0 R" % kid for kid in kids)
    writer.write(root, b"<</Type/Pages/Kids[%b]/Count %d>>" % (names, pages))
    writer.write(catalog, b"<</Type/Catalog/Pages %d 0 R>>" % root)
    info = writer.add(b"<</Title %b>>" % text(words))
    return writer.end(catalog, info)


def no_address(folder: Path) -> None:
    """Give the desk templates of its own whose print runs have no addresses (no fonts are needed)."""
    shutil.copytree(shipped("templates"), folder / "templates")
    path = folder / "templates" / "print.toml"
    path.write_text(path.read_text("utf-8").replace('style = "sheet"', 'style = "none"'), "utf-8")
    config = folder / "noticegen.toml"
    config.write_text(config.read_text("utf-8") + '\n[paths]\ntemplates = "templates"\n', "utf-8")


def failing(
    *loans: str, error: Callable[[], BaseException] | None = None
) -> Callable[..., render.Rendered]:
    """`fake_render` that cannot draw the letters of these loans (found by their contract numbers)."""

    def draw(
        document: Document, style: object = None, formats: Any = ("pdf", "docx")
    ) -> render.Rendered:
        words = repr(document)
        if any(f"借字第{loan[3:]}号" in words for loan in loans):
            raise (error or _broken)()
        return fake_render(document, style, formats)

    return draw


def _broken() -> TemplateError:
    return TemplateError(
        Text("版面引用的文件不可用", "a picture is missing"), Text("补上", "add it")
    )


def run(desk: Desk, now: datetime, **more: Any) -> BatchResult:
    """One batch run in this process; the clock goes on a second with each look."""
    looked = [now]

    def clock() -> datetime:
        looked.append(looked[-1] + timedelta(seconds=1))
        return looked[-1]

    with Book.open(desk.book_url) as book:
        return batch(desk, book, KIND, on=more.pop("on", DAY), clock=clock, **more)
