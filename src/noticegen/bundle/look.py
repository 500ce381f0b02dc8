"""A finished volume as it is, whoever made it: read once, page by page, for the linter and `verify`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

from noticegen import fsio
from noticegen.bundle.archival import verdict
from noticegen.bundle.ink import is_dark
from noticegen.bundle.prints import prints
from noticegen.bundle.stamp import Frame, read_number

STAMPED = re.compile(
    "草稿DRAFT|DRAFT|(证据|Exhibit)[0-9]+-[0-9]+"
)  # what we print is no text of a page
OUTSIDE = -1  # a link that leads to no page of this volume
CORNER = (170.0, 85.0)  # width and height, in points, that a court's stamp takes at the top right
# What a bound volume never holds: keys of dictionaries, and kinds of annotations and actions.
UNSAFE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/XFA", "/RichMediaContent", "/Movie", "/Sound"}
)
UNSAFE_ACTIONS = frozenset({
    "/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/Movie", "/Sound", "/Rendition",
    "/RichMediaExecute", "/ResetForm", "/Named", "/Hide",
})  # fmt: skip
FORMS = frozenset({"/Widget"})
NOTES = frozenset({"/Link"}) | FORMS  # any other would be drawn over the page


@dataclass(frozen=True, slots=True)
class Page:
    """One page as seen: the number printed in its corner, its label, size in points, rotation, how many
    characters it has without that number, the highest resolution of its pictures, where its links
    lead (numbers of pages from 0), and whether something else is printed in the corner."""

    printed: str
    label: str
    size: tuple[float, float]
    turn: int
    characters: int
    dpi: float
    links: Mapping[int, int]
    covered: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its depth from 1, its words, the page it leads to (from 0), whether it keeps the zoom."""

    level: int
    title: str
    page: int
    keeps_zoom: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A volume. `broken` are complaints about its syntax; `unsafe` and `forms` name what it should not
    hold; `loose` are fonts that are not embedded; `zoom` is that of its opening (0 = none set)."""

    path: Path
    size: int
    sha256: str
    pages: tuple[Page, ...]
    marks: tuple[Mark, ...]
    broken: tuple[str, ...]
    encrypted: bool
    unsafe: tuple[str, ...]
    forms: tuple[str, ...]
    loose: tuple[str, ...]
    attached: Mapping[str, str]  # by name, the hash of each file that it carries
    lang: str
    title: str
    xmp_title: bool
    shows_title: bool
    zoom: float
    archival: tuple[str, ...]
    corner_taken: bool
    prints: tuple[str, ...] = ()  # of its pages, where they were asked for


def look(
    path: Path,
    flavour: str,
    *,
    ink: bool = False,
    proven: bool = False,
    cut: bool = False,
    printed: bool = False,
) -> Seen:
    """Read a volume. With `ink` the corner of each page is drawn without its number, to see whether the
    number hides anything: that takes as long as drawing every page. `proven`: the checker of PDF/A has
    just passed this very file, and is not asked again; `cut`: the file is a part of a volume, and what its
    pages draw was proved there. `printed`: take the prints of its pages.

    Raises pikepdf.PdfError or pypdfium2.PdfiumError when it cannot be opened."""
    with pikepdf.open(path) as pdf, pypdfium2.PdfDocument(path) as read:
        unsafe, forms, loose = _objects(pdf)
        return Seen(
            path=path,
            size=path.stat().st_size,
            sha256=fsio.sha256_of(path),
            pages=tuple(_pages(pdf, read, ink)),
            marks=tuple(_marks(pdf)),
            broken=tuple(pdf.check_pdf_syntax()),
            encrypted=pdf.is_encrypted,
            unsafe=tuple(sorted(unsafe)),
            forms=tuple(sorted(forms)),
            loose=tuple(sorted(loose)),
            attached=dict(_attached(pdf)),
            lang=str(pdf.Root.get("/Lang", "")),
            title=str(pdf.docinfo.get("/Title", "")),
            xmp_title=_says_title(pdf),
            shows_title=bool(
                pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get(
                    "/DisplayDocTitle", False
                )
            ),
            zoom=_zoom(pdf),
            archival=() if proven else verdict(path, flavour, shell=cut),
            corner_taken=_corner_taken(read),
            prints=tuple(prints(pdf)) if printed else (),
        )


def _pages(pdf: pikepdf.Pdf, read: Any, ink: bool) -> Iterator[Page]:
    at = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    for number, page in enumerate(pdf.pages):
        shown = read[number]
        printed = read_number(shown)
        layer = shown.get_textpage()
        words = "".join(layer.get_text_range().split())
        characters = len(STAMPED.sub("", words)) - len(printed)
        layer.close()
        frame = Frame.of(page.obj)
        yield Page(
            printed=printed,
            label=page.label,
            size=(frame.size[0] * frame.unit, frame.size[1] * frame.unit),
            turn=frame.turn,
            characters=characters,
            dpi=_dpi(shown),
            links=Counter(
                _target(note, at) for note in page.obj.get("/Annots", []) if _leads(note)
            ),
            covered=ink and _covered(shown, printed),
        )
        shown.close()


def _dpi(page: Any) -> float:
    """The highest resolution of the pictures on one of pdfium's pages; 0 without one."""
    found = [0.0]
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        held = thing.get_metadata()
        found.append(min(held.horizontal_dpi, held.vertical_dpi))
    return max(found)


def _covered(page: Any, printed: str) -> bool:
    """Whether anything but the number is printed in the corner of one of pdfium's pages."""
    frame = Frame.by_pdfium(page)
    left, bottom, right, top = frame.zone
    for thing in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1)):
        x0, y0, x1, y1 = thing.get_bounds()
        ends = [frame.seen(x0, y0), frame.seen(x1, y1)]
        inside = all(left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1 for x, y in ends)
        if printed and inside:
            page.remove_obj(thing)
    return is_dark(page, frame.zone)


def _leads(note: Any) -> bool:
    return bool(note.get("/Subtype") == "/Link")


def _target(note: Any, at: Mapping[tuple[int, int], int]) -> int:
    """The page a link leads to, as a plain destination."""
    return _page_of(note.get("/Dest"), at)


def _page_of(place: Any, at: Mapping[tuple[int, int], int]) -> int:
    if isinstance(place, pikepdf.Array) and len(place) and isinstance(place[0], pikepdf.Object):
        return at.get(place[0].objgen, OUTSIDE)
    return OUTSIDE


def _marks(pdf: pikepdf.Pdf) -> Iterator[Mark]:
    at = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    top = pdf.Root.get("/Outlines")
    waiting = [(top.get("/First"), 1)] if top is not None else []
    known = set()
    while waiting:
        item, level = waiting.pop()
        if item is None or item.objgen in known:
            continue
        known.add(item.objgen)
        place = item.get("/Dest")
        keeps = isinstance(place, pikepdf.Array) and len(place) == 5 and not place[4]
        yield Mark(level, str(item.get("/Title", "")), _page_of(place, at), keeps)
        waiting += [(item.get("/Next"), level), (item.get("/First"), level + 1)]


def _objects(pdf: pikepdf.Pdf) -> tuple[set[str], set[str], set[str]]:
    """What unsafe things, forms and fonts that are not embedded a file holds."""
    unsafe: set[str] = set()
    forms = {"/AcroForm"} if "/AcroForm" in pdf.Root else set()
    loose: set[str] = set()
    for thing in pdf.objects:
        held = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        for part in _dictionaries(held):
            unsafe |= UNSAFE_KEYS & set(part.keys())
            action, kind = part.get("/S"), part.get("/Subtype")
            if isinstance(action, pikepdf.Name) and str(action) in UNSAFE_ACTIONS:
                unsafe.add(str(action))
            if isinstance(kind, pikepdf.Name) and str(kind) in FORMS:
                forms.add(str(kind))
            if part.get("/Type") == "/FontDescriptor" and not _embedded(part):
                loose.add(str(part.get("/FontName", "?")))
            if _is_bare_font(part):
                loose.add(str(part.get("/BaseFont", "?")))
    return unsafe | set(_drawn_over(pdf)), forms, loose


def _drawn_over(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Kinds of annotations that draw something of their own over a page; the field of a seal may."""
    for page in pdf.pages:
        for note in page.obj.get("/Annots", []):
            kind = str(note.get("/Subtype", "?"))
            if kind not in NOTES or (kind not in FORMS and "/AP" in note):
                yield kind


def _attached(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Names and hashes of the files that a file carries, one in memory at a time."""
    for name, spec in pdf.attachments.items():
        yield name, hashlib.sha256(spec.get_file().read_bytes()).hexdigest()


def _dictionaries(thing: Any) -> Iterator[Any]:
    """The dictionary and those written inside it, not those it refers to."""
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
        for value in thing.values():
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _dictionaries(value)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _dictionaries(value)


def _embedded(descriptor: Any) -> bool:
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _is_bare_font(part: Any) -> bool:
    """A simple font without a descriptor: one of the fourteen that a reader is asked to have."""
    return (
        part.get("/Type") == "/Font"
        and part.get("/Subtype") in ("/Type1", "/TrueType", "/MMType1")
        and "/FontDescriptor" not in part
    )


def _says_title(pdf: pikepdf.Pdf) -> bool:
    """Whether the metadata has the title of the document information."""
    with pdf.open_metadata() as told:
        return bool(told.get("dc:title")) and told.get("dc:title") == str(
            pdf.docinfo.get("/Title", "")
        )


def _zoom(pdf: pikepdf.Pdf) -> float:
    place = pdf.Root.get("/OpenAction")
    if isinstance(place, pikepdf.Array) and len(place) == 5 and place[4]:
        return float(place[4])
    return 0.0


def _corner_taken(read: Any) -> bool:
    """Whether something is printed where a court stamps the first page: its top right."""
    page = read[0]
    wide, high = page.get_size()
    taken = is_dark(page, (wide - CORNER[0], high - CORNER[1], wide, high))
    page.close()
    return taken
