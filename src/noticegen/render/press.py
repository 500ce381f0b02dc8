"""Many letters → one print stream, by the press (PlutoPrint), from the HTML the archive engine gets.

The letters of a stream share its fonts and pictures; each begins on a new sheet. A stream is written
whole or not at all, and the same letters in the same order make the same bytes. When it is closed
every letter is read back from the finished pages and compared with its document; one that differs is
left out and named, for the archive engine to make.

A worker process presses a stream of its own: `Press` takes documents, which can be pickled, and a
path. A stream of some hundred letters keeps memory low; it is held in memory until it is closed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from noticegen import fsio
from noticegen.model import Document
from noticegen.render import prepare_fonts, readback
from noticegen.render.assets import Refused, picture
from noticegen.render.fonts import check_coverage
from noticegen.render.html import LAYOUT, press_html
from noticegen.render.native import plutoprint
from noticegen.render.pdf import refused, too_long
from noticegen.render.pictures import Pictures
from noticegen.render.readback import Piece
from noticegen.render.seal import check_seal
from noticegen.render.stream import Drawn, Stream, finish
from noticegen.render.style import HouseStyle

POINTS_PER_PIXEL = 0.75
NOWHERE = "nowhere://x/"  # base of relative addresses, so that they are asked for and refused
UNSCALED = "@page{-pluto-page-scale:1}\n"  # else what is too wide would shrink the whole letter
NAMED_PAGE = re.compile(r"@page\s+([A-Za-z]\w*)\s*(?=\{)")


class Press:
    """`with Press(style, path) as press: press.add(document) ...; press.stream` is the result.

    `even` fills each letter up to an even number of pages, for printing on both sides. Without a path
    nothing is written: `press.made` are the bytes, once it is closed."""

    def __init__(self, style: HouseStyle, path: Path | None, *, even: bool = True) -> None:
        self.stream: Stream | None = None
        self.made = b""
        self._style, self._path, self._even = style, path, even
        self._layout, self._css = _read_layout(style)
        self._fonts = prepare_fonts(style)
        self._engine = plutoprint(self._fonts.config)
        self._pictures = Pictures()
        self._fetcher = _fetcher_class(self._engine)(style.house, self._pictures)
        self._book = self._engine.Book()
        self._book.custom_resource_fetcher = self._fetcher
        self._out = io.BytesIO()
        self._canvas = self._engine.PDFCanvas.create_for_stream(
            self._out, self._engine.PAGE_SIZE_A4
        )
        self._canvas.scale(POINTS_PER_PIXEL, POINTS_PER_PIXEL)
        self._drawn: list[Drawn] = []
        self._pages = 0

    def __enter__(self) -> Press:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None and self.stream is None:
            self.close()

    def add(self, document: Document) -> None:
        """Print one letter. If it raises, nothing of the letter is in the stream, and others may follow.

        Raises DataError for a character that cannot be printed, TemplateError for a wrong layout or
        too many pages, ValueError for a draft (it has no number; drafts are not pressed)."""
        if not document.number or document.watermark:
            raise ValueError("a draft is not pressed")
        said = readback.pieces(document)
        readback.check_characters(document, said)
        check_coverage(self._fonts, "".join([piece.text for piece in said]))
        if document.seal:
            check_seal(document.seal)
        self._fetcher.begin(document.seal)
        source = press_html(document, self._layout)
        self._book.load_html(source, user_style=self._sheet(document.locale), base_url=NOWHERE)
        pages = self._book.get_page_count()
        if self._fetcher.refused:
            raise refused(self._fetcher.refused)
        if pages > self._style.page_cap:
            raise too_long(pages, self._style.page_cap)
        self._draw(document, said, pages)

    def _draw(self, document: Document, said: Sequence[Piece], pages: int) -> None:
        for number in range(pages):
            self._canvas.set_size(self._book.get_page_size_at(number))
            self._book.render_page(self._canvas, number)
            self._canvas.show_page()
        blank = pages % 2 if self._even else 0
        if blank:
            self._canvas.show_page()
        self._drawn.append(Drawn(document, said, self._pages, pages, blank))
        self._pages += pages + blank

    def _sheet(self, locale: str) -> str:
        fonts = self._fonts
        root = f":root{{--serif:{fonts.stack(fonts.serif)};--sans:{fonts.stack(fonts.sans)}}}\n"
        root += UNSCALED
        return _sheet(self._css, root, locale)

    def close(self) -> Stream:
        """Read every letter back, leave out those that differ, write the file (private, flushed).

        Raises TemplateError if the stream as a whole is not what was declared (a font, a link),
        OutputError if it cannot be written or another file stands there."""
        self._canvas.finish()
        self._book.clear_content()
        raw = self._out.getvalue()
        self.made, self.stream = finish(raw, self._drawn, self._pictures, self._style, self._fonts)
        if self.made and self._path is not None:
            fsio.publish(self._path, self.made)
        return self.stream


def press(documents: Iterable[Document], style: HouseStyle, path: Path) -> Stream:
    """All `documents` as one stream at `path`; raises what `Press.add` and `Press.close` raise."""
    with Press(style, path) as run:
        for document in documents:
            run.add(document)
        return run.close()


@lru_cache(maxsize=1)
def _fetcher_class(engine: ModuleType) -> Any:
    """The class of fetchers of `engine`: pictures beside the layout and the seal, nothing else.

    An error raised in a fetcher would be printed and forgotten, so refusals are remembered here."""

    class Fetcher(engine.ResourceFetcher):  # type: ignore[misc, name-defined]  # known at run time
        def __init__(self, folder: Path, pictures: Pictures) -> None:
            super().__init__()
            self.folder, self.pictures = folder, pictures
            self.seal, self.refused = b"", ""

        def begin(self, seal: bytes) -> None:
            self.seal, self.refused = seal, ""

        def fetch_url(self, url: str) -> Any:
            try:
                data, _ = picture(url, self.folder, self.seal)
                stand_in = self.pictures.stand_in(data)
            except (Refused, OSError) as error:
                self.refused = str(error) if isinstance(error, Refused) else "no picture"
                stand_in = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
            return engine.ResourceData(stand_in, "image/svg+xml")

    return Fetcher


def _read_layout(style: HouseStyle) -> tuple[str, str]:
    """letter.html and letter.css, read once for a stream. Raises TemplateError for a picture written
    into them, which no fetcher would see."""
    html, css = ((style.house / name).read_text("utf-8") for name in (LAYOUT, "letter.css"))
    if "data:" in html + css:
        raise refused("the layout holds a data: address")
    return html, css


@lru_cache(maxsize=8)
def _sheet(source: str, root: str, locale: str) -> str:
    """letter.css for the press, which knows no named pages: those of `locale` become all pages, those
    of the other language none."""

    parts, end = [root], 0
    for match in NAMED_PAGE.finditer(source):
        if match.start() < end:
            continue
        close = _closing(source, match.end())
        parts += [source[end : match.start()]]
        if match[1] == locale:
            parts += ["@page ", source[match.end() : close]]
        end = close
    return "".join((*parts, source[end:]))


def _closing(source: str, opening: int) -> int:
    """The place after the brace that closes the one at `opening`."""
    depth = 0
    for place in range(opening, len(source)):
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        if depth == 0:
            return place + 1
    return len(source)
