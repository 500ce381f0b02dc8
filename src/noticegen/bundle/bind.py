"""Parts → one volume: pages in order, each with its running number, links and bookmarks that lead there.

The pages are put together without being held (`pikepdf.Job` reads them when it writes), so that a
volume of hundreds of megabytes takes little memory. The number printed on a page, its number in the
file and its label are one, from the very first page on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf

from noticegen import fsio
from noticegen.bundle.archival import write_archival
from noticegen.bundle.stamp import Frame, Pen
from noticegen.bundle.straddle import straddle
from noticegen.errors import TemplateError
from noticegen.packet import Span
from noticegen.render.fonts import FontSet
from noticegen.text import Text

SCHEME = "bundle:"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a volume: what links name, what bookmarks say, its pages.

    `level` is its depth among the bookmarks, from 1; `bare` parts get the draft mark, others have
    it in their own layout; `label` stands on each of its pages, left of the number."""

    id: str
    title: str
    pdf: Path
    level: int = 1
    bare: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A native file that a volume carries (PDF/A-3): its name there, the file, its type, of what."""

    name: str
    path: Path
    media: str
    about: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What is said of a volume as a whole. `first` is the number of its first page; `mark` stands
    faintly on the pages of bare parts; `lang` is a tag such as zh-Hans."""

    title: str
    author: str
    lang: str
    day: date
    first: int = 1
    mark: str = ""
    flavour: str = "2b"
    zoom: float = 1.0
    attached: tuple[Attachment, ...] = ()
    seal: bytes = field(
        default=b"", repr=False
    )  # picture across the edges of the pages; b"" = none


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a volume: the page it is on (as printed), where on it, what it names."""

    page: int
    box: tuple[float, float, float, float]
    target: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A volume as written: where each part is, its links, the pages that were drawn smaller to make room
    for their number, and what the PDF/A checker said (() = it is)."""

    path: Path
    first: int
    pages: int
    spans: Mapping[str, Span]
    links: tuple[Link, ...]
    smaller: tuple[int, ...]
    sha256: str
    archival: tuple[str, ...] = field(default=())

    @property
    def last(self) -> int:
        """The number of its last page."""
        return self.first + self.pages - 1


def spans_of(counts: Sequence[tuple[str, int]], first: int = 1) -> dict[str, Span]:
    """Where each part will be: its pages one after the other, from `first` on."""
    spans, at = {}, first
    for name, pages in counts:
        spans[name] = Span(at, at + pages - 1)
        at += pages
    return spans


def count_pages(pdf: Path) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(pdf) as read:
        return len(read.pages)


def bind(
    parts: Sequence[Part],
    target: Path,
    cover: Cover,
    fonts: FontSet,
    *,
    inked: Callable[[Part], Sequence[bool]],
    elsewhere: Mapping[str, tuple[str, int]] | None = None,
) -> Bound:
    """Bind `parts` into `target`. `inked` tells for each page of a part whether the corner of its number
    is taken; `elsewhere` names parts in other volumes: their file and page in it (from 0).

    Raises TemplateError for a link that leads nowhere or a part without pages."""
    counts = [(part.id, count_pages(part.pdf)) for part in parts]
    empty = [name for name, pages in counts if not pages]
    if empty:
        raise TemplateError(Text(f"{empty[0]} 没有页", f"{empty[0]} has no pages"))
    spans = spans_of(counts, cover.first)
    joined = target.with_name(f"{target.name}.joined")
    try:
        _join([part.pdf for part in parts], joined, cover)
        with pikepdf.open(joined) as pdf:
            pen = Pen(pdf, fonts)
            smaller = tuple(_number(pdf, pen, parts, spans, cover.mark, inked=inked))
            titles = {part.id: title_with_pages(part.title, spans[part.id]) for part in parts}
            links = tuple(_lead(pdf, spans, titles, cover.first, elsewhere or {}))
            if cover.seal:
                straddle(pdf, [page.obj for page in pdf.pages], cover.seal)
            _furnish(pdf, parts, spans, cover)
            _attach(pdf, cover)
            found = write_archival(
                pdf, target, cover.flavour, title=cover.title, author=cover.author, day=cover.day
            )
    finally:
        joined.unlink(missing_ok=True)
    pages = sum(n for _, n in counts)
    return Bound(target, cover.first, pages, spans, links, smaller, fsio.sha256_of(target), found)


def _join(files: Sequence[Path], target: Path, cover: Cover) -> None:
    """Put the pages of `files` one after the other, with what the cover attaches; each stream is read when
    it is written."""
    names = [str(file) for file in files]
    attached = [word for one in cover.attached for word in _attaching(one, cover.day)]
    pikepdf.Job(
        ["qpdf", "--empty", "--deterministic-id", "--pages", *names, "--", *attached, str(target)]
    ).run()


def _attaching(one: Attachment, day: date) -> list[str]:
    """What attaches a native file, dated like the volume."""
    moment = f"D:{day:%Y%m%d}000000Z"
    said = {
        "key": one.name, "filename": one.name, "mimetype": one.media, "description": one.about,
        "creationdate": moment, "moddate": moment,
    }  # fmt: skip
    words = [f"--{name}={value}" for name, value in said.items()]
    return ["--add-attachment", str(one.path), *words, "--"]


def _number(
    pdf: pikepdf.Pdf,
    pen: Pen,
    parts: Sequence[Part],
    spans: Mapping[str, Span],
    mark: str,
    *,
    inked: Callable[[Part], Sequence[bool]],
) -> Iterator[int]:
    """Print the running number on each page; yields the pages that were drawn smaller for it."""
    pages = iter(pdf.pages)
    for part in parts:
        taken = inked(part)
        span = spans[part.id]
        for number, full in zip(range(span.first, span.last + 1), taken, strict=True):
            page = next(pages).obj
            if full:
                yield number
            pen.number(
                page,
                str(number),
                label=part.label,
                smaller=full,
                mark=mark if part.bare else "",
            )
            for key in ("/StructParents", "/Tabs", "/AA", "/Metadata", "/PieceInfo", "/Thumb"):
                if key in page:
                    del page[key]


def _lead(
    pdf: pikepdf.Pdf,
    spans: Mapping[str, Span],
    titles: Mapping[str, str],
    first: int,
    elsewhere: Mapping[str, tuple[str, int]],
) -> Iterator[Link]:
    """Let each `bundle:` link lead to the first page of the part it names."""
    pages = [page.obj for page in pdf.pages]
    for number, page in enumerate(pages, first):
        for note in page.get("/Annots", []):
            target = named_by(note)
            if target is None:
                continue
            if target in spans:
                note.Dest = destination(pages[spans[target].first - first])
                del note.A
            elif target in elsewhere:
                note.A = _goto(*elsewhere[target])
            else:
                raise TemplateError(
                    Text(f"链接指向不存在的部分 {target}", f"a link names no part: {target}")
                )
            note.Contents = pikepdf.String(titles.get(target, target))  # what a reader program says
            if "/StructParent" in note:
                del note["/StructParent"]
            yield Link(number, _rect(note), target)


def named_by(note: Any) -> str | None:
    """The part that a `bundle:` link names; None for any other annotation."""
    action = note.get("/A")
    if note.get("/Subtype") != "/Link" or action is None or action.get("/S") != "/URI":
        return None
    words = str(action.get("/URI", ""))
    return words.removeprefix(SCHEME) if words.startswith(SCHEME) else None


def _rect(note: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(v) for v in note.Rect)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def destination(page: Any) -> pikepdf.Array:
    """The top left corner of a page as it is seen, at the zoom the reader has."""
    frame = Frame.of(page)
    x, y = frame.place(0, frame.size[1])
    return pikepdf.Array([page, pikepdf.Name.XYZ, round(x, 2), round(y, 2), None])


def _goto(file: str, page: int) -> pikepdf.Dictionary:
    """Go to a page of another volume, which lies beside this one."""
    return pikepdf.Dictionary(
        S=pikepdf.Name.GoToR,
        F=pikepdf.String(file),
        D=pikepdf.Array([page, pikepdf.Name.XYZ, None, None, None]),
    )


def _furnish(
    pdf: pikepdf.Pdf, parts: Sequence[Part], spans: Mapping[str, Span], cover: Cover
) -> None:
    """Bookmarks, labels, language, and how the volume opens."""
    root = pdf.Root
    pages = [page.obj for page in pdf.pages]
    _bookmark(pdf, parts, spans, pages, cover.first)
    label_pages(pdf, cover.first)
    root.Lang = pikepdf.String(cover.lang)
    root.PageMode = pikepdf.Name.UseOutlines
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    opening = destination(pages[0])
    opening[4] = cover.zoom
    root.OpenAction = opening


def label_pages(pdf: pikepdf.Pdf, first: int) -> None:
    """Label the pages with Arabic numbers from `first` on."""
    pdf.Root.PageLabels = pikepdf.Dictionary(
        Nums=pikepdf.Array([0, pikepdf.Dictionary(S=pikepdf.Name.D, St=first)])
    )


def title_with_pages(title: str, span: Span) -> str:
    """What a bookmark says."""
    return f"{title}  {span}"


def _attach(pdf: pikepdf.Pdf, cover: Cover) -> None:
    """Say of the native files that were attached that they are the sources of what is shown."""
    if not cover.attached:
        return
    specs = [pdf.attachments[one.name].obj for one in cover.attached]
    for spec in specs:
        spec.AFRelationship = pikepdf.Name.Source
    pdf.Root.AF = pikepdf.Array(specs)


def _bookmark(
    pdf: pikepdf.Pdf,
    parts: Sequence[Part],
    spans: Mapping[str, Span],
    pages: Sequence[Any],
    first: int,
) -> None:
    with pdf.open_outline() as outline:
        above: list[tuple[int, Any]] = []
        for part in parts:
            span = spans[part.id]
            item = pikepdf.OutlineItem(title_with_pages(part.title, span))
            item.destination = destination(pages[span.first - first])
            item.is_closed = False
            while above and above[-1][0] >= part.level:
                above.pop()
            (above[-1][1].children if above else outline.root).append(item)
            above.append((part.level, item))
