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
from noticegen.render.pdfwriter import Copier, Writer, numbers, text
from noticegen.render.style import HouseStyle

MM = 72 / 25.4
A4 = b"[0 0 595.276 841.89]"
HEIGHT = 841.89
LEADING = 1.45
WHITE = 255
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
    """One letter: its place in the run (from 0), its bookmark, the lines of its address, its PDF.

    `first` and `pages` say which pages of the PDF are the letter, when it is a print stream; 0 = all.
    Letters of one stream hold the same bytes object."""

    place: int
    title: str
    address: tuple[str, ...]
    pdf: bytes
    first: int = 0  # counted from 0
    pages: int = 0


@dataclass(slots=True)
class Told:
    """What the run came to, known when its last bytes are out. `unaddressed` are places (from 0) of
    letters whose address no font at hand can show or that does not fit into the window."""

    pages: int
    unaddressed: list[int]


def print_run(  # noqa: PLR0917  # what a printer is told
    letters: Iterable[Printed],
    many: int,
    style: HouseStyle,
    characters: Collection[str],
    window: Window,
    duplex: bool,
    title: str,
    told: Told,
) -> Iterator[bytes]:
    """The bytes of the print run of `many` letters. `characters` are those of all addresses; `told` is
    filled.

    Letters may come in any order, those of one stream best one after the other: their places say in
    which order they are printed."""
    writer = Writer()
    run = _Run(writer, many, style, characters, window, duplex, told)
    for letter in letters:
        run.letter(letter)
        yield writer.take()
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
        self, writer: Writer, many: int, style: HouseStyle, characters: Collection[str], window: Window, duplex: bool, told: Told,
    ) -> None:  # fmt: skip
        self._writer, self._window, self._duplex, self._told = writer, window, duplex, told
        self._many = many
        self._catalog, self._root, self._outlines = (writer.promise() for _ in range(3))
        self._copier = Copier(writer)
        wanted = characters if window.style != "none" else ()
        self._faces = Faces(prepare_fonts(style), wanted, writer) if wanted else None
        self._nodes = writer.promises(-(-many // BRANCHES))
        self._items = writer.promises(many)  # bookmarks by place
        self._branches: dict[int, dict[int, tuple[int, ...]]] = {}  # node: place: pages
        self._open: tuple[bytes, list[pikepdf.Page]] = (b"", [])  # the PDF that is being copied
        self._pdf: pikepdf.Pdf | None = None

    def letter(self, letter: Printed) -> None:
        """Add a letter: its address, its pages, a blank side where it needs one, its bookmark."""
        lines = self._lines(letter)
        node = self._nodes + letter.place // BRANCHES
        pages: list[int] = []
        own = self._pages(letter)
        stamp = lines if self._window.style == "stamp" and self._free(letter) else None
        if lines and not stamp:
            pages.append(self._sheet(lines, node))
            if self._duplex:
                pages.append(self._blank(A4, node))
        first = len(pages)
        for n, page in enumerate(own):
            mark = self._stamp(stamp) if stamp and n == 0 else lambda _: None
            pages.append(self._copier.page(page, node, mark))
        if self._duplex and len(pages) % 2:
            box = b"[%b]" % numbers(float(v) for v in own[-1].mediabox)
            pages.append(self._blank(box, node))
        self._bookmark(letter, pages[first])
        self._told.pages += len(pages)
        self._hang(letter.place, node, tuple(pages))

    def _pages(self, letter: Printed) -> list[pikepdf.Page]:
        """The pages of a letter; a stream stays open for its next letter."""
        if self._open[0] is not letter.pdf:
            self._close()
            self._pdf = pikepdf.open(io.BytesIO(letter.pdf))
            self._open = letter.pdf, list(self._pdf.pages)
            self._copier.open()
        pages = self._open[1]
        return pages[letter.first : letter.first + letter.pages] if letter.pages else pages

    def _close(self) -> None:
        if self._pdf is not None:
            self._open = (b"", [])
            self._pdf.close()

    def _hang(self, place: int, node: int, pages: tuple[int, ...]) -> None:
        """Hang the pages of a letter into the tree; a node is written when it has all of its own."""
        branch = self._branches.setdefault(node, {})
        branch[place] = pages
        before = (node - self._nodes) * BRANCHES
        if len(branch) < min(BRANCHES, self._many - before):
            return
        kids = [page for at in sorted(branch) for page in branch[at]]
        self._writer.write(node, self._tree(kids, self._root))
        branch.clear()

    def end(self, title: str) -> bytes:
        """The roots of both trees and the end of the file."""
        self._close()
        self._told.unaddressed.sort()
        writer = self._writer
        kids = b" ".join(b"%d 0 R" % node for node in sorted(self._branches))
        writer.write(self._root, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, self._told.pages))
        last = self._items + self._many - 1
        ends = b"/First %d 0 R/Last %d 0 R" % (self._items, last) if self._many else b""
        writer.write(self._outlines, b"<</Type/Outlines%b/Count %d>>" % (ends, self._many))
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

    def _bookmark(self, letter: Printed, page: int) -> None:
        own = self._items + letter.place
        beside = b""
        if letter.place:
            beside += b"/Prev %d 0 R" % (own - 1)
        if letter.place < self._many - 1:
            beside += b"/Next %d 0 R" % (own + 1)
        self._writer.write(
            own,
            b"<</Title %b/Parent %d 0 R/Dest[%d 0 R/Fit]%b>>"
            % (text(letter.title), self._outlines, page, beside),
        )

    # --- the address ------------------------------------------------------------------------------

    def _lines(self, letter: Printed) -> list[str]:
        """The address in lines that fit the window; [] = none, or it cannot stand there."""
        if self._window.style == "none" or self._faces is None:
            return []
        most = self._window.width_mm * MM / self._window.size_pt
        if set("".join(letter.address)) & self._faces.missing:
            self._told.unaddressed.append(letter.place)
            return []
        plain = [" ".join(words.split()) for words in letter.address]  # a wide blank is a blank
        lines = [line for words in plain if words for line in self._faces.wrap(words, most)]
        if len(lines) * self._window.size_pt * LEADING > self._window.height_mm * MM:
            self._told.unaddressed.append(letter.place)
            return []
        return lines

    def _set(self, lines: list[str]) -> bytes:
        assert self._faces is not None
        size = self._window.size_pt
        x, y = self._window.left_mm * MM, HEIGHT - self._window.top_mm * MM - size
        return b"".join(
            self._faces.show(line, x, y - n * size * LEADING, size) for n, line in enumerate(lines)
        )

    def _sheet(self, lines: list[str], node: int) -> int:
        """A page with the address alone."""
        assert self._faces is not None
        content = self._writer.packed(b"", self._set(lines))
        return self._writer.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Contents %d 0 R/Resources<</Font<<%b>>>>>>"
            % (node, A4, content, self._faces.resources)
        )

    def _blank(self, box: bytes, node: int) -> int:
        return self._writer.add(
            b"<</Type/Page/Parent %d 0 R/MediaBox%b/Resources<<>>>>" % (node, box)
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

    def _free(self, letter: Printed) -> bool:
        """Whether nothing is printed on the first page where the window is."""
        import pypdfium2

        document = pypdfium2.PdfDocument(letter.pdf)
        try:
            page = document[letter.first]
            width, height = page.get_size()
            left, top = self._window.left_mm * MM, self._window.top_mm * MM
            right = max(width - left - self._window.width_mm * MM, 0)
            bottom = max(height - top - self._window.height_mm * MM, 0)
            seen = page.render(crop=(left, bottom, right, top), grayscale=True).to_pil()
            return bool(seen.getextrema() == (WHITE, WHITE))
        finally:
            document.close()
