"""Papers and exhibits → volumes: which part comes where, drawn twice so that page numbers are right.

The first drawing has no page numbers; it tells how many pages each paper takes. The second has them,
and must take the same pages, else it is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from noticegen import render
from noticegen.bundle.bind import spans_of
from noticegen.errors import TemplateError
from noticegen.exhibits import Taken
from noticegen.model import Document
from noticegen.packet import Audience, Exhibit, Paper, Span
from noticegen.render import HouseStyle
from noticegen.text import Text

PASSES = 5
PAGE_CAP = 2000  # of one paper: a statement of account may be long
EXHIBIT = Text("证据", "Exhibit ")


@dataclass(frozen=True, slots=True)
class Held:
    """An exhibit, the copy of it that is bound, its native file, and the hashes of the proofs of its
    service."""

    exhibit: Exhibit
    taken: Taken
    native: Path
    proofs: tuple[str, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a volume, drawn. `kind`: cover, contents, paper, separator, exhibit."""

    id: str
    title: str
    kind: str
    audience: Audience
    pdf: Path
    pages: int
    level: int = 1
    document: Document | None = None
    held: Held | None = None
    label: str = ""  # what stands on its pages: 证据1-1
    formats: tuple[str, ...] = ("pdf",)
    group: str = ""  # of a separator: the group of exhibits that follows

    @property
    def size(self) -> int:
        """The bytes of its file."""
        return self.pdf.stat().st_size


@dataclass(frozen=True, slots=True)
class Planned:
    """A volume before it is bound; `first` is the number of its first page."""

    audience: Audience
    part: int
    of: int
    first: int
    pieces: tuple[Piece, ...]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return sum(piece.pages for piece in self.pieces)

    @property
    def spans(self) -> dict[str, Span]:
        """Where its parts are."""
        return spans_of([(piece.id, piece.pages) for piece in self.pieces], self.first)


class Studio:
    """Draws papers into a folder, each once. A class because it remembers what it drew."""

    def __init__(self, style: HouseStyle, folder: Path) -> None:
        self._style = replace(style, page_cap=PAGE_CAP)
        self._folder = folder
        self._drawn: dict[Document, tuple[Path, int]] = {}

    def draw(self, document: Document) -> tuple[Path, int]:
        """The PDF of a paper without page numbers of its own, and how many pages it has."""
        if document not in self._drawn:
            made = render.render(document, self._style, ("pdf",), bound=True)
            path = self._folder / f"paper-{len(self._drawn)}.pdf"
            path.write_bytes(made.pdf)
            self._drawn[document] = (path, made.pages)
        return self._drawn[document]

    def docx(self, document: Document) -> bytes:
        """The DOCX of a paper."""
        return render.render(document, self._style, ("docx",)).docx


Compose = Callable[[Mapping[str, Span]], Sequence[Paper]]
VolumeCover = Callable[[int, int, Span], Paper]  # part, of how many, its pages


def plan(
    compose: Compose,
    held: Sequence[Held],
    studio: Studio,
    locale: str,
    *,
    most: int = 0,
    volume_cover: VolumeCover | None = None,
    begins: tuple[int, int] = (1, 1),
) -> tuple[Planned, ...]:
    """The volumes with every paper drawn with the right page numbers. `most` is how many bytes a volume
    of the court set may have (0 = any); each further one begins with its `volume_cover`. `begins`: the
    part and the page number with which the court set goes on (1, 1 = it begins).

    Raises TemplateError when the pages do not settle, or one part alone is larger than `most`."""
    pages: dict[str, Span] = {}
    for _ in range(PASSES):
        drawn = [_paper(paper, studio, locale) for paper in compose(pages)]
        court = _split(in_order(drawn, held, locale), most)
        inner = tuple(p for p in drawn if p.audience is Audience.INTERNAL)
        internal = (Planned(Audience.INTERNAL, 1, 1, 1, inner),) if inner else ()
        covers = _Covers(volume_cover, studio, locale)
        volumes = (*internal, *_volumes(court, covers, begins))
        now = {name: span for volume in volumes for name, span in volume.spans.items()}
        if len(now) < sum(len(volume.pieces) for volume in volumes):
            raise TemplateError(Text("两个部分同名", "two parts have one id"))
        if now == pages:
            return volumes
        pages = now
    raise TemplateError(
        Text("页码无法稳定", "the page numbers do not settle"),
        Text("页码栏宽度应固定", "make the page column of a fixed width"),
    )


def _paper(paper: Paper, studio: Studio, locale: str) -> Piece:
    pdf, pages = studio.draw(paper.document)
    title = paper.title.zh if locale == "zh" else paper.title.en
    return Piece(
        paper.id, title, _kind(paper), paper.audience, pdf, pages,
        document=paper.document, formats=paper.formats, group=paper.group,
    )  # fmt: skip


def _kind(paper: Paper) -> str:
    """What a paper is in its volume."""
    if paper.group:
        return "separator"
    return next((kind for kind in ("cover", "contents") if kind in paper.id.split("-")), "paper")


def _exhibit(held: Held, locale: str) -> Piece:
    own = held.exhibit
    title = own.title.zh if locale == "zh" else own.title.en
    label = f"{EXHIBIT.zh if locale == 'zh' else EXHIBIT.en}{own.number}"
    return Piece(
        own.id, f"{label} {title}", "exhibit", Audience.COURT, held.taken.copy, held.taken.pages,
        level=2, label=label, held=held,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Covers:
    """How covers of further volumes are made."""

    make: VolumeCover | None
    studio: Studio
    locale: str


def _volumes(
    runs: Sequence[list[Piece]], covers: _Covers, begins: tuple[int, int]
) -> Iterator[Planned]:
    """The court set in its runs, each further one under a cover."""
    part, at = begins
    of = part + len(runs) - 1
    for n, run in enumerate(runs, part):
        if n > 1 and covers.make is not None:
            span = Span(at, at + sum(piece.pages for piece in run))  # the cover is one page more
            cover = _paper(covers.make(n, of, span), covers.studio, covers.locale)
            run.insert(0, cover)
        volume = Planned(Audience.COURT, n, of, at, tuple(run))
        yield volume
        at += volume.pages


def in_order(papers: Iterable[Piece], held: Sequence[Held], locale: str) -> Iterator[Piece]:
    """The parts of the court set: after each separator the exhibits of its group, whatever has no
    separator at the end of the evidence."""
    groups: dict[str, list[Held]] = {}
    for one in held:
        groups.setdefault(one.exhibit.group, []).append(one)
    for paper in (p for p in papers if p.audience is Audience.COURT):
        yield paper
        if paper.kind == "separator":
            own = groups.pop(paper.group, [])
            yield from (_exhibit(one, locale) for one in own)
    for left in groups.values():
        yield from (_exhibit(one, locale) for one in left)


def _split(pieces: Iterable[Piece], most: int) -> list[list[Piece]]:
    """The court set in runs of at most `most` bytes (0 = one run), cut where a part begins."""
    court = list(pieces)
    if not court:
        return []
    return list(_runs(court, most)) if most else [court]


ROOM = 60_000  # bytes that numbers, bookmarks and a cover add to a volume
A_PAGE = 400


def _runs(pieces: Sequence[Piece], most: int) -> Iterator[list[Piece]]:
    """A separator is never the last part of a run."""
    run: list[Piece] = []
    size = ROOM
    for piece in pieces:
        own = piece.size + A_PAGE * piece.pages
        if own + ROOM > most:
            raise TemplateError(
                Text(f"{piece.title} 单件已超过 {most / 1e6:.0f} MB", f"{piece.title} alone is over {most / 1e6:.0f} MB"),
                Text("请压缩该文件，或改用其他提交方式", "make this file smaller, or use another profile"),
            )  # fmt: skip
        if run and size + own > most:
            kept = [run.pop()] if run[-1].kind == "separator" and len(run) > 1 else []
            yield run
            run, size = kept, ROOM + sum(p.size + A_PAGE * p.pages for p in kept)
        run.append(piece)
        size += own
    yield run
