"""The print run: letters one after the other in one PDF, ready for a duplex printer and window envelopes.

Written as it is read, so its size does not matter. Each letter starts a new sheet, has a bookmark,
and its address stands where the window of the envelope is. The pages are those of the issued PDFs;
tags stay behind, for a printer needs none.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pikepdf

from noticegen.render.embed import Faces
from noticegen.render.fonts import prepare_fonts
from noticegen.render.pdfwriter import Copier, Writer, dictionary, numbers, text
from noticegen.render.style import HouseStyle

MM = 72 / 25.4
A4 = b"[0 0 595.276 841.89]"
HEIGHT = 841.89
LEADING = 1.45
BRANCHES = 64  # letters under one node of the page tree


@dataclass(frozen=True, slots=True)
class Window:
    """Where the window of the envelope is, from the upper left corner of the sheet, and how the
    address comes there: sheet | stamp | none."""

    style: str
    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float
    size_pt: float


@dataclass(frozen=True, slots=True)
class Printed:
    """One letter: its bookmark, the lines of its address, its PDF."""

    title: str
    address: tuple[str, ...]
    pdf: bytes


@dataclass(slots=True)
class Told:
    """What the run came to, known when its last bytes are out. `first_pages` has the first page of
    each letter, counted from 1; `unaddressed` are places (from 0) of letters whose address no font
    at hand can show or that does not fit into the window."""

    pages: int
    unaddressed: list[int]


def print_run(  # noqa: PLR0917  # what a printer is told
    letters: Iterable[Printed],
    style: HouseStyle,
    characters: Collection[str],
    window: Window,
    duplex: bool,
    title: str,
    told: Told,
) -> Iterator[bytes]:
    """The bytes of the print run. `characters` are those of all addresses; `told` is filled."""
    writer = Writer()
    run = _Run(writer, style, characters, window, duplex, told)
    waiting = iter(letters)
    letter = next(waiting, None)
    while letter is not None:
        after = next(waiting, None)
        run.letter(letter, last=after is None)
        yield writer.take()
        letter = after
    yield run.end(title)


Change: TypeAlias = Callable[[dict[str, bytes]], None]


def _with_form(resources: bytes, form: int) -> bytes:
    """Spelled resources with one more form. WeasyPrint writes them directly or by reference; both
    are taken over whole, the form beside them."""
    named = b"/NGA %d 0 R" % form
    if b"/XObject <<" in resources:
        return resources.replace(b"/XObject <<", b"/XObject <<" + named, 1)
    return b"%b/XObject <<%b>>>>" % (resources[:-2], named)


class _Run:
    """The state of a print run: the trees of pages and bookmarks that grow with each letter."""

    def __init__(  # noqa: PLR0917  # as `print_run`
        self, writer: Writer, style: HouseStyle, characters: Collection[str], window: Window, duplex: bool, told: Told,
    ) -> None:  # fmt: skip
        self._writer, self._window, self._duplex, self._told = writer, window, duplex, told
        self._catalog, self._root, self._outlines = (writer.promise() for _ in range(3))
        self._copier = Copier(writer)
        wanted = characters if window.style != "none" else ()
        self._faces = Faces(prepare_fonts(style), wanted, writer) if wanted else None
        self._branches: list[tuple[int, int]] = []  # node, pages below it
        self._branch: list[int] = []
        self._node = writer.promise()
        self._items: tuple[int, int] | None = None  # first bookmark, the one before this
        self._item = writer.promise()
        self._place = 0

    def letter(self, letter: Printed, *, last: bool) -> None:
        """Add a letter: its address, its pages, a blank side where it needs one, its bookmark."""
        writer = self._writer
        lines = self._lines(letter)
        pages: list[int] = []
        with pikepdf.open(io.BytesIO(letter.pdf)) as pdf:
            stamp = lines if self._window.style == "stamp" and self._free(letter.pdf) else None
            if lines and not stamp:
                pages.append(self._sheet(lines))
                if self._duplex:
                    pages.append(self._blank(A4))
            first = len(pages)
            self._copier.open()
            for n, page in enumerate(pdf.pages):
                mark = self._stamp(stamp) if stamp and n == 0 else lambda _: None
                pages.append(self._copier.page(page, self._node, mark))
            if self._duplex and len(pages) % 2:
                box = b"[%b]" % numbers(float(v) for v in pdf.pages[-1].mediabox)
                pages.append(self._blank(box))
        self._bookmark(letter.title, pages[first], last=last)
        self._told.pages += len(pages)
        self._branch += pages
        self._place += 1
        if last or self._place % BRANCHES == 0:
            writer.write(self._node, self._tree(self._branch, self._root))
            self._branches.append((self._node, len(self._branch)))
            self._branch, self._node = [], 0 if last else writer.promise()

    def end(self, title: str) -> bytes:
        """The roots of both trees and the end of the file."""
        writer = self._writer
        kids = b" ".join(b"%d 0 R" % node for node, _ in self._branches)
        writer.write(self._root, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, self._told.pages))
        first, previous = self._items or (0, 0)
        ends = b"/First %d 0 R/Last %d 0 R" % (first, previous) if self._items else b""
        writer.write(self._outlines, b"<</Type/Outlines%b/Count %d>>" % (ends, self._place))
        writer.write(
            self._catalog,
            b"<</Type/Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode/UseOutlines%b>>"
            % (self._root, self._outlines, b"/ViewerPreferences<</Duplex/DuplexFlipLongEdge>>" if self._duplex else b""),
        )  # fmt: skip
        info = writer.add(b"<</Title %b/Producer(noticegen)>>" % text(title))
        return writer.end(self._catalog, info)

    def _tree(self, kids: list[int], parent: int) -> bytes:
        names = b" ".join(b"%d 0 R" % kid for kid in kids)
        return b"<</Type/Pages/Parent %d 0 R/Kids[%b]/Count %d>>" % (parent, names, len(kids))

    def _bookmark(self, title: str, page: int, *, last: bool) -> None:
        own, following = self._item, 0 if last else self._writer.promise()
        first, previous = self._items or (own, 0)
        entries = {
            "/Title": text(title),
            "/Parent": b"%d 0 R" % self._outlines,
            "/Dest": b"[%d 0 R /Fit]" % page,
        }
        if previous:
            entries["/Prev"] = b"%d 0 R" % previous
        if following:
            entries["/Next"] = b"%d 0 R" % following
        self._writer.write(own, dictionary(entries))
        self._items, self._item = (first, own), following

    # --- the address ------------------------------------------------------------------------------

    def _lines(self, letter: Printed) -> list[str]:
        """The address in lines that fit the window; [] = none, or it cannot stand there."""
        if self._window.style == "none" or self._faces is None:
            return []
        most = self._window.width_mm * MM / self._window.size_pt
        if set("".join(letter.address)) & self._faces.missing:
            self._told.unaddressed.append(self._place)
            return []
        lines = [
            line for words in letter.address if words for line in self._faces.wrap(words, most)
        ]
        if len(lines) * self._window.size_pt * LEADING > self._window.height_mm * MM:
            self._told.unaddressed.append(self._place)
            return []
        return lines

    def _set(self, lines: list[str]) -> bytes:
        assert self._faces is not None
        size = self._window.size_pt
        x, y = self._window.left_mm * MM, HEIGHT - self._window.top_mm * MM - size
        return b"".join(
            self._faces.show(line, x, y - n * size * LEADING, size) for n, line in enumerate(lines)
        )

    def _sheet(self, lines: list[str]) -> int:
        """A page with the address alone."""
        assert self._faces is not None
        content = self._writer.packed(b"", self._set(lines))
        return self._writer.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Contents %d 0 R/Resources<</Font<<%b>>>>>>"
            % (self._node, A4, content, self._faces.resources)
        )

    def _blank(self, box: bytes) -> int:
        return self._writer.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources<<>>>>" % (self._node, box)
        )

    def _stamp(self, lines: list[str]) -> Change:
        """What puts the address on a page that is copied: a further form beside its own content."""
        assert self._faces is not None
        form = self._writer.packed(
            b"/Type/XObject/Subtype/Form/BBox%b/Resources<</Font<<%b>>>>"
            % (A4, self._faces.resources),
            self._set(lines),
        )
        before, after = (self._writer.packed(b"", ops) for ops in (b"q\n", b"\nQ\n/NGA Do\n"))

        def change(entries: dict[str, bytes]) -> None:
            own = entries.get("/Contents", b"").strip(b"[]")
            entries["/Contents"] = b"[%d 0 R %b %d 0 R]" % (before, own, after)
            entries["/Resources"] = _with_form(entries["/Resources"], form)

        return change

    def _free(self, pdf: bytes) -> bool:
        """Whether nothing is printed on the first page where the window is."""
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            height = page.get_height()
            left, top = self._window.left_mm * MM, height - self._window.top_mm * MM
            right, bottom = left + self._window.width_mm * MM, top - self._window.height_mm * MM
            words = page.get_textpage().get_text_bounded(left, bottom, right, top)
            return not words.strip()
        finally:
            document.close()
