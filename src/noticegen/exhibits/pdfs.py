"""A foreign PDF → inert, upright A4 pages in PDF/A-2b, as few of them as possible as pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from noticegen.exhibits import archive, features, mend, raster, standard
from noticegen.exhibits.glyphless import NoInk
from noticegen.exhibits.paper import Placement, moved, moved_box, place, sane_box
from noticegen.exhibits.pictures import numbers
from noticegen.exhibits.taken import Fate, Made, Unshowable
from noticegen.text import NOTHING, Text

MOST_PAGES = 5_000
ROUNDS = 4  # of mending, at most, before a page becomes a picture
ENCRYPTED = Text("文件有密码，打不开", "the file has a password and cannot be opened")
DAMAGED = Text("文件已损坏，打不开", "the file is damaged and cannot be opened")
EMPTY = Text("文件没有页", "the file has no pages")
XFA = Text(
    "动态表单（XFA），只能用 Adobe 软件打开，请打印为 PDF 后重新登记",
    "a dynamic form (XFA) that only Adobe's programs show; print it to PDF and record that",
)
BROKEN = Text(
    "文件内部分数据已损坏，只显示能读出的部分",
    "some data in the file is damaged; what can be read of it is shown",
)
TOO_MANY = Text(f"超过{MOST_PAGES}页", f"more than {MOST_PAGES} pages")


@dataclass(slots=True)
class Work:
    """A PDF on its way. A class because each step adds to what was done."""

    source: Path
    steps: list[str] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    fate: Fate = Fate.OK

    def did(self, step: str, fate: Fate = Fate.OK) -> None:
        """Remember a step; the fate only ever gets further from the original."""
        if step not in self.steps:
            self.steps.append(step)
        order = list(Fate)
        if order.index(fate) > order.index(self.fate):
            self.fate = fate

    def note(self) -> Text:
        """All that a reader must know."""
        return Text("；".join(n.zh for n in self.notes), "; ".join(n.en for n in self.notes))


def take(path: Path) -> Made:
    """The copy of the PDF at `path`. Raises Unshowable."""
    work = Work(path)
    pdf = _opened(work)
    if pdf is None:
        return _all_pictures(work)
    try:
        with pdf:
            made = _copied(pdf, work)
    except Unshowable:
        raise
    except Exception as fault:  # noqa: BLE001  # a structure no step expected: pdfium may still draw it
        return _drawn(path, fault)
    return made if raster.says_all(path, made.pdf) else _as_pdfium_shows_it(made, work)


def _drawn(path: Path, fault: Exception) -> Made:
    """The file as pdfium draws it, after a step failed; where only qpdf can mend it, as qpdf mended it.
    Raises Unshowable."""
    work = Work(path)
    if isinstance(fault, pikepdf.DataDecodingError):
        work.notes.append(BROKEN)
    try:
        return _all_pictures(work)
    except Unshowable:
        out = io.BytesIO()
        try:
            with pikepdf.open(path) as pdf:
                pdf.save(out)
            mended = out.getvalue()
        except Exception:  # noqa: BLE001  # whatever a broken file makes the writer say; what it began is no file
            mended = b""
        if not mended:
            raise
    work.did("repaired", Fate.REPAIRED)
    return _all_pictures(work, mended)


def _as_pdfium_shows_it(made: Made, work: Work) -> Made:
    """The two readers do not see the same file: of the pages, what pdfium sees, since it sees more. What
    was found out about the file stays."""
    drawn = Work(work.source, work.steps, work.notes, work.fate)
    try:
        pictures = _all_pictures(drawn)
    except Unshowable:
        return made
    return replace(pictures, comments=made.comments, barred=made.barred)


def _opened(work: Work) -> pikepdf.Pdf | None:
    """The file in pikepdf; through pdfium when that is needed; None when only pdfium can read it."""
    try:
        pdf = pikepdf.open(work.source)
        _ = len(pdf.pages)
    except pikepdf.PasswordError:
        return _rescued(work, Unshowable(Fate.ENCRYPTED, ENCRYPTED))
    except Exception:  # noqa: BLE001  # whatever a broken file makes the reader say
        return _rescued(work)
    if pdf.is_encrypted:
        work.did("restrictions removed")
    if len(pdf.pages) == 0:
        return _rescued(work, Unshowable(Fate.EMPTY, EMPTY))
    return pdf


def _rescued(work: Work, otherwise: Unshowable | None = None) -> pikepdf.Pdf | None:
    """What pdfium makes of a file that pikepdf refuses. Raises Unshowable."""
    import pypdfium2 as pdfium

    out = io.BytesIO()
    try:
        with raster.opened(work.source) as document:
            if len(document) == 0:
                raise Unshowable(Fate.EMPTY, EMPTY)
            document.save(out)
    except pdfium.PdfiumError as error:
        if otherwise is not None:
            raise otherwise from None
        locked = getattr(error, "err_code", None) in (4, 5)  # password, unknown security
        if locked or b"/Encrypt" in work.source.read_bytes():
            raise Unshowable(Fate.ENCRYPTED, ENCRYPTED) from None
        raise Unshowable(Fate.DAMAGED, DAMAGED) from None
    work.did("reread by a second reader", Fate.REPAIRED)
    try:
        pdf = pikepdf.open(io.BytesIO(out.getvalue()))
        if len(pdf.pages):
            return pdf
    except Exception:  # noqa: BLE001  # pdfium can draw it all the same
        pass
    return None


def _copied(pdf: pikepdf.Pdf, work: Work) -> Made:
    if len(pdf.pages) > MOST_PAGES:
        raise Unshowable(Fate.TOO_LARGE, TOO_MANY)
    signed = features.signature_fields(pdf)
    said = features.comments(pdf)
    barred = XFA if features.dynamic_form(pdf) else NOTHING
    redraw = features.pages_to_redraw(pdf)
    _flatten(pdf, work)
    copy, placed = _pages(pdf, work)
    if pdf.get_warnings():
        work.did("repaired", Fate.REPAIRED)
    redraw = {n for n in redraw if n < len(copy.pages)}
    with copy:
        if redraw:
            _redraw(copy, work, {n: placed[n] for n in redraw}, work.source)
        if mend.fonts(copy):
            work.did("entries without effect removed")
        if standard.embed(copy):
            work.did("standard fonts embedded", Fate.REPAIRED)
        data = _archived(copy, work, redraw)
    if signed:
        work.did("signature kept in the native file only", Fate.SIGNED)
    return Made(data, work.fate, tuple(work.steps), work.note(), comments=said, barred=barred)


def _archived(copy: pikepdf.Pdf, work: Work, redrawn: set[int]) -> bytes:
    """The copy as PDF/A: as it is, mended, or at last with pictures for the pages at fault."""
    data, findings = archive.attempt(copy)
    for _ in range(ROUNDS):  # behind one fault the checker may find the next
        if not findings:
            return data
        with pikepdf.open(io.BytesIO(data)) as again:
            if not mend.idle_entries(again, findings) | mend.carried(again, findings):
                break
            work.did("entries without effect removed")
            data, findings = archive.attempt(again)
    if not findings:
        return data
    with pikepdf.open(io.BytesIO(data)) as again:
        at_fault = archive.pages_at_fault(again, findings) - redrawn
        _redraw_own(again, work, at_fault)
        data, findings = archive.attempt(again)
        if findings:
            _redraw_own(again, work, set(range(len(again.pages))) - redrawn - at_fault)
            data = archive.written(again)
    return data


def _flatten(pdf: pikepdf.Pdf, work: Work) -> None:
    """Notes, stamps and fields become part of the page; links inside the file become explicit."""
    found = features.visible_annotations(pdf)
    if features.fields_without_picture(pdf):
        pdf.Root.AcroForm.NeedAppearances = True
        pdf.generate_appearance_streams()
    if found:
        pdf.flatten_annotations("screen")
        work.did(f"flattened: {found} notes, stamps or fields", Fate.FLATTENED)
    removed = features.active_content(pdf)
    if removed:
        work.did("removed: " + ", ".join(removed))


def _pages(pdf: pikepdf.Pdf, work: Work) -> tuple[pikepdf.Pdf, list[Placement]]:
    """A new PDF with the bare pages, upright on A4, and how each was placed."""
    links = features.internal_links(pdf)
    places = []
    for page in pdf.pages:
        box, well = sane_box(features.box(page, "/MediaBox"), features.box(page, "/CropBox"))
        if not well:
            work.did("boxes mended", Fate.REPAIRED)
        places.append(place(box, features.rotation(page), features.unit(page)))
        _bare(page, box)
    copy = pikepdf.new()
    copy.pages.extend(pdf.pages)
    for page, placed in zip(copy.pages, places, strict=True):
        if not placed.same:
            _lay(copy, page, placed)
            work.did("placed upright on A4")
    for link in links:
        _link(copy, link, places)
    return copy, places


def _bare(page: pikepdf.Page, box: tuple[float, ...]) -> None:
    """Leave of a page what it draws with, and one box."""
    keep = {"/Type", "/Parent", "/Resources", "/Contents", "/Group"}
    item = page.obj
    for key in [k for k in item.keys() if k not in keep]:  # noqa: SIM118  # not a real mapping
        del item[key]
    item.MediaBox = Array([round(v, 4) for v in box])
    if not isinstance(item.get(Name.Resources), Dictionary):
        item.Resources = Dictionary()
    if Name.Group in item and not isinstance(item.Group, Dictionary):
        del item[Name.Group]


def _lay(pdf: pikepdf.Pdf, page: pikepdf.Page, placed: Placement) -> None:
    """Show a page, as a form, at its place on the paper. Its own content is not touched."""
    item = page.obj
    form = pdf.make_stream(_content(item))
    form.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=item.MediaBox, Resources=item.Resources
        )
    )
    if Name.Group in item:
        form.Group = item.Group
    item.Resources = Dictionary(XObject=Dictionary(Pg=form))
    item.Contents = pdf.make_stream(b"q %s cm /Pg Do Q" % numbers(placed.matrix))
    item.MediaBox = Array([0, 0, *(round(v, 3) for v in placed.paper)])
    if Name.Group in item:
        del item[Name.Group]


def _content(page: pikepdf.Object) -> bytes:
    """The drawing operators of a page, as they are; b"" when it has none."""
    found = page.get(Name.Contents)
    parts = list(found) if isinstance(found, Array) else [found]
    return b"\n".join(part.read_bytes() for part in parts if isinstance(part, Stream))


def _link(pdf: pikepdf.Pdf, link: features.Link, places: list[Placement]) -> None:
    target = pdf.pages[link.to].obj
    if link.at is None:
        spot = Array([target, Name.Fit])
    else:
        x, y = moved(places[link.to].matrix, *link.at)
        spot = Array([target, Name.XYZ, round(x, 2), round(y, 2), 0])
    annotation = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, F=4, Border=Array([0, 0, 0]), Dest=spot,
        Rect=Array([round(v, 2) for v in moved_box(places[link.page].matrix, link.rect)]),
    )  # fmt: skip
    page = pdf.pages[link.page].obj
    if Name.Annots not in page:
        page.Annots = Array()
    page.Annots.append(pdf.make_indirect(annotation))


def _redraw_own(copy: pikepdf.Pdf, work: Work, numbers_: set[int]) -> None:
    """Make pictures of pages of the copy itself: they are upright on A4 already."""
    if not numbers_:
        return
    out = io.BytesIO()
    copy.save(out)
    places = {}
    for n in numbers_:
        left, bottom, right, top = (float(v) for v in copy.pages[n].mediabox)
        paper = (right - left, top - bottom)
        places[n] = Placement(paper, (1, 0, 0, 1, -left, -bottom), (0, 0, *paper), same=True)
    _redraw(copy, work, places, out.getvalue())


def _redraw(copy: pikepdf.Pdf, work: Work, places: dict[int, Placement], source: Path | bytes) -> None:  # fmt: skip
    font = NoInk()
    holder = copy.make_indirect(Dictionary())
    with raster.opened(source) as document:
        for n in sorted(places):
            page = document[n]
            raster.redraw(copy, n, page, places[n], font, holder)
            page.close()
    font.embed(copy, holder)
    every = len(places) == len(copy.pages)
    work.did(f"rasterised: {'all' if every else ranges(places)}", Fate.RASTERISED)


def ranges(pages: Any) -> str:
    """Page numbers (given from 0) as a reader says them: "1-3, 7"."""
    runs: list[list[int]] = []
    for n in sorted(p + 1 for p in pages):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


def _all_pictures(work: Work, source: bytes | None = None) -> Made:
    """Every page of the file, or of `source`, as pdfium draws it. Raises Unshowable when it cannot."""
    import pypdfium2 as pdfium

    copy = pikepdf.new()
    font = NoInk()
    holder = copy.make_indirect(Dictionary())
    lost = []
    try:
        with raster.opened(work.source if source is None else source) as document:
            if len(document) > MOST_PAGES:
                raise Unshowable(Fate.TOO_LARGE, TOO_MANY)
            for n in range(len(document)):
                try:
                    page = document[n]
                except pdfium.PdfiumError:
                    lost.append(n)
                    copy.add_blank_page(page_size=place((0, 0, 1, 1)).paper)
                    continue
                box, _ = sane_box(page.get_mediabox(), page.get_cropbox())
                placed = place(box, page.get_rotation())
                copy.add_blank_page(page_size=placed.paper)
                raster.redraw(copy, n, page, placed, font, holder)
                page.close()
    except pdfium.PdfiumError:
        raise Unshowable(Fate.DAMAGED, DAMAGED) from None
    if len(lost) == len(copy.pages):
        raise Unshowable(Fate.DAMAGED, DAMAGED)
    font.embed(copy, holder)
    work.did("rasterised: all", Fate.RASTERISED)
    if lost:
        work.notes.append(Text(f"原文件第{ranges(lost)}页无法读取，此处为空白页", f"page {ranges(lost)} of the file cannot be read and is blank here"))  # fmt: skip
    with copy:
        return Made(archive.written(copy), work.fate, tuple(work.steps), work.note())
