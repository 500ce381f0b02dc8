"""Document → PDF and DOCX, each read back and compared with the document.

The only package that knows an engine (WeasyPrint, docxtpl, Jinja for layouts, pdfium). Its parts
are imported on first use: a command that prints nothing pays nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any

from noticegen.errors import TemplateError
from noticegen.render.style import HouseStyle

if TYPE_CHECKING:
    from collections.abc import Callable

    from noticegen.model import Document
    from noticegen.render.beside import Beside
    from noticegen.render.fonts import FontSet
    from noticegen.render.pdf import Laid
    from noticegen.render.readback import Piece
    from noticegen.text import Text

__all__ = ["HouseStyle", "Rendered", "check_pdfa", "content_hash", "prepare_fonts", "render"]

FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Rendered:
    """The finished letter. `pdf` or `docx` is b"" if it was not asked for; `pages` counts the PDF's
    pages (0 without one); `fonts` are the families embedded in it."""

    pdf: bytes
    docx: bytes
    pages: int
    content_hash: str
    fonts: tuple[str, ...]


def render(
    document: Document,
    style: HouseStyle,
    formats: Collection[str] = FORMATS,
    *,
    bound: bool = False,
    beside: Beside | None = None,
) -> Rendered:
    """Draw `document` and prove that what was drawn is what it says. A `bound` one is part of a volume,
    which numbers its pages: it has no page numbers of its own. `beside` is the process that lays out,
    where there is one; the bytes are the same with it and without.

    Raises DataError for a character that cannot be printed, TemplateError if the layout is wrong or
    what was printed differs from the document, MissingError if a library is missing."""
    if document.seal:
        _check_seal(document.seal)
    # first of all: while it lays out, this process loads what checks it
    asked = beside.begin(document, style, bound) if beside and "pdf" in formats else None
    from noticegen.render import readback

    said = readback.pieces(document)
    readback.check_characters(document, said)
    pdf, docx, pages = b"", b"", 0
    fonts: tuple[str, ...] = ()
    if "pdf" in formats:
        if asked:
            _get_ready(style, formats)
        laid = _pdf(document, said, style, bound, asked)
        pdf, pages, fonts = laid.pdf, laid.pages, laid.fonts
    if "docx" in formats:
        from noticegen.render.docx import load_letterhead, write_docx

        docx = write_docx(document, style, pages or 1)
        readback.check_docx(said, docx, load_letterhead(style))
    return Rendered(pdf, docx, pages, content_hash(document), fonts)


def _get_ready(style: HouseStyle, formats: Collection[str]) -> None:
    """While another process lays out, load what comes after it."""
    import lxml.etree  # noqa: F401
    import pypdfium2  # noqa: F401

    if "docx" in formats:
        from noticegen.render.docx import get_ready

        get_ready(style)


def _pdf(
    document: Document,
    said: Sequence[Piece],
    style: HouseStyle,
    bound: bool,
    asked: Callable[[], Laid | None] | None,
) -> Laid:
    """The PDF of `document`, checked for glyphs before and for its words after it is drawn."""
    from noticegen.render import readback
    from noticegen.render.fonts import check_coverage, check_twins

    declared = prepare_fonts(style)
    words = "".join([piece.text for piece in said]) + document.watermark
    check_coverage(declared, words)
    laid = (asked() if asked else None) or lay_out(document, style, bound=bound)
    try:
        readback.check_pdf(said, laid.pdf, laid.furniture, document.watermark)
    except TemplateError:
        # rather the reason than the symptom: page numbers count too
        check_twins(declared, words + "".join(laid.furniture))
        raise
    return laid


def lay_out(document: Document, style: HouseStyle, *, bound: bool = False) -> Laid:
    """The PDF of `document` as the engine makes it, not yet read back. Raises as `render` does."""
    from noticegen.render.html import html, link_targets
    from noticegen.render.pdf import write_pdf

    source, targets = html(document, style, bound=bound), link_targets(document)
    return write_pdf(source, style, prepare_fonts(style), document.seal, targets=targets)


def prepare_fonts(style: HouseStyle, progress: Callable[[Text], None] | None = None) -> FontSet:
    """The declared fonts; the first time on a machine they are converted (about half a minute)."""
    from noticegen.render.fonts import prepare_fonts as prepare

    return prepare(style, progress)


def content_hash(document: Document) -> str:
    """SHA-256 of what the document says and shows, the same on every machine and engine."""
    said = _fields(document)
    said["seal"] = hashlib.sha256(document.seal).hexdigest() if document.seal else ""
    # block types have different fields, so equal text in another kind of block hashes otherwise
    text = json.dumps(
        said, ensure_ascii=True, sort_keys=True, separators=(",", ":"), default=_plain
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else _fields(value)


def _fields(value: Any) -> dict[str, Any]:
    """The fields of one dataclass; `asdict` would copy all the words of a letter first."""
    kind = type(value)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(value) if f.name != "links")  # not seen
    return {name: getattr(value, name) for name in _NAMES[kind]}


_NAMES: dict[type[Any], tuple[str, ...]] = {}  # `fields` of each kind of block


def _check_seal(seal: bytes) -> None:
    from noticegen.render.seal import check_seal

    check_seal(seal)


def check_pdfa(pdf: bytes) -> tuple[str, ...]:
    """What keeps `pdf` from being PDF/A-2b, one line each; () if it is. Slow: for templates, not letters."""
    import io

    import pikepdf
    from pikepdf.pdfa import check

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        report = check(opened, "2b")
        return tuple(f"{finding.rule}: {finding.message}" for finding in report.findings)
