"""What one packet is made from, and the steps of making it, each into the folder it is given."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from noticegen import __version__, fsio
from noticegen.bundle import bag
from noticegen.bundle.apart import cut_all
from noticegen.bundle.assemble import Held, Planned, Studio, plan
from noticegen.bundle.bind import Attachment
from noticegen.bundle.content import Content, Cut, Native, Volume
from noticegen.bundle.front import late_list, volume_cover
from noticegen.bundle.intake import cache_of
from noticegen.bundle.lint import Fault, Packet, lint
from noticegen.bundle.look import look
from noticegen.bundle.picture import under_seal
from noticegen.bundle.profile import Profile
from noticegen.bundle.volumes import Setting, ascii_of, bind_all
from noticegen.desk import Desk
from noticegen.model import Case
from noticegen.packet import Audience, Gap, Paper, Span, Wishes
from noticegen.packet.elements import elements
from noticegen.packet.gaps import missing
from noticegen.packet.residue import residue
from noticegen.packet.volumes import papers
from noticegen.render import prepare_fonts
from noticegen.rules.paper import words
from noticegen.text import Text
from noticegen.wording import load_papers

COURT = "data/court"
NATIVES = "data/internal/natives"
FILING = "data/filing"  # for the clerk who files: DOCX to go on with, fields of the form
FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Job:
    """One packet. `number` is that of its referral; `gaps` what only binding shows, beside what the case
    lacks; `lacks` the ids of all gaps (a draft)."""

    desk: Desk
    case: Case
    on: date
    locale: str
    profile: Profile
    number: str
    gaps: tuple[Gap, ...]
    lacks: tuple[str, ...]
    wishes: Wishes
    picture: bytes = field(default=b"", repr=False)  # of the seal; b"" = it may not be used

    @property
    def draft(self) -> bool:
        """Whether it is bound although something is missing, and marked so."""
        return self.wishes.draft

    def draw(self, held: Sequence[Held], work: Path) -> tuple[Planned, ...]:
        """The volumes with every paper drawn, page numbers and all."""
        kinds = load_papers(self.desk.templates)
        exhibits = tuple(one.exhibit for one in held)

        def compose(pages: Mapping[str, Span]) -> Sequence[Paper]:
            drawn = papers(
                self.case, self.on, self.desk.policy, self.locale, exhibits, pages, kinds,
                number=self.number, gaps=self.gaps, wishes=self.wishes,
            )  # fmt: skip
            return [under_seal(paper, self.picture) for paper in drawn]

        plans = plan(
            compose,
            held,
            Studio(self.desk.style, work),
            self.locale,
            most=self.profile.max_bytes,
            volume_cover=lambda part, of, span: volume_cover(self, part, of, span),
        )
        return tuple(p for p in plans if p.audience.value in self.profile.audience)

    def bind(self, plans: Sequence[Planned], held: Sequence[Held], folder: Path) -> list[Volume]:
        """Bind the volumes into the packet's folder."""
        house = self.case.house
        setting = Setting(
            loan=self.case.loan.id,
            house=house.name if self.locale == "zh" else house.name_en or house.name,
            locale=self.locale,
            day=self.on,
            draft=self.draft,
            profile=self.profile,
            fonts=prepare_fonts(self.desk.style),
            cache=cache_of(self.desk),
            seal=self.picture,
        )
        attached = tuple(map(_attachment, held)) if self.profile.natives == "attached" else ()
        return [volume for volume, _ in bind_all(plans, folder, setting, attached)]

    def cut(self, volumes: Sequence[Volume], folder: Path, before: int = 0) -> tuple[Cut, ...]:
        """The parts of the court set as files of their own, where the profile wants them; `before` is how
        many were lodged already: their numbers go on."""
        if self.profile.files != "papers":
            return ()
        made: list[Cut] = []
        for volume in volumes:
            if volume.audience == Audience.COURT.value:
                author = self.case.house.name
                made += cut_all(
                    folder, volume, self.profile, author, self.on, before=before + len(made)
                )
        return tuple(made)

    def add_files(
        self, plans: Sequence[Planned], held: Sequence[Held], folder: Path
    ) -> tuple[tuple[Native, ...], tuple[str, ...]]:
        """What lies beside the volumes: native files in the internal part alone, papers as DOCX."""
        filing = (self._elements(held, folder), *self._filing(plans, folder))
        return self.add_natives(held, folder), filing

    def add_natives(self, held: Sequence[Held], folder: Path) -> tuple[Native, ...]:
        """The native files, byte for byte."""
        natives = []
        for one in held:
            name = f"{NATIVES}/{_native_name(one)}"
            digest = fsio.publish_chunks(folder / name, fsio.chunks_of(one.native))
            size = (folder / name).stat().st_size
            natives.append(Native(file=name, item=one.exhibit.id, sha256=digest, size=size))
        return tuple(natives)

    def _elements(self, held: Sequence[Held], folder: Path) -> str:
        """The elements of the claim, for a court's own form."""
        own = [one.exhibit for one in held]
        made = elements(self.case, self.on, self.desk.policy, own, self.locale)
        name = f"{FILING}/elements.json"
        fsio.publish(folder / name, as_json({"schema_version": 1, **made}).encode())
        return name

    def _filing(self, plans: Sequence[Planned], folder: Path) -> list[str]:
        studio = Studio(self.desk.style, folder)
        made = []
        for piece in (piece for planned in plans for piece in planned.pieces):
            if piece.document is not None and "docx" in piece.formats:
                name = f"{FILING}/{piece.id}.docx"
                fsio.publish(
                    folder / name, studio.docx(replace(piece.document, seal=b""))
                )  # to go on with: no seal
                made.append(name)
        return made

    def lint(self, content: Content, folder: Path) -> tuple[Fault, ...]:
        """What the linter says of the bound volumes."""
        return lint(packet_of(content, folder, self.profile, bound=True))

    def draw_late(
        self, held: Sequence[Held], work: Path, begins: tuple[int, int]
    ) -> tuple[Planned, ...]:
        """A further volume with what was added later, under a cover and a list of its own."""
        own = [one.exhibit for one in held]
        return plan(
            lambda pages: (late_list(self, own, pages),),
            held,
            Studio(self.desk.style, work),
            self.locale,
            volume_cover=lambda part, of, span: volume_cover(self, part, of, span),
            begins=begins,
        )

    def residue(self, plans: Sequence[Planned], foreign: Iterable[str]) -> tuple[Fault, ...]:
        """Names and numbers of other cases in the papers: nothing of them may be there."""
        pieces = [piece for planned in plans for piece in planned.pieces if piece.document]
        texts = {p.id: words(p.document) for p in pieces if p.document}
        return tuple(
            Fault(
                40, part, Text("含有另一案件的姓名或编号", "holds a name or number of another case")
            )
            for part in dict.fromkeys(part for part, _ in residue(texts, self.case, foreign))
        )

    def unpaged(self, plans: Sequence[Planned], held: Sequence[Held]) -> tuple[Fault, ...]:
        """What is missing once the pages are known (X-17)."""
        own = tuple(one.exhibit for one in held)
        pages = {
            name: span
            for planned in plans
            if planned.audience is Audience.COURT
            for name, span in planned.spans.items()
        }
        before = {g.id for g in missing(self.case, self.on, self.desk.policy, own, self.wishes)}
        found = missing(self.case, self.on, self.desk.policy, own, self.wishes, pages)
        return tuple(Fault(2, "court", gap.what) for gap in found if gap.id not in before)

    def content(
        self,
        volumes: Sequence[Volume],
        cuts: Sequence[Cut],
        natives: Sequence[Native],
        files: Sequence[str] = (),
    ) -> Content:
        """What the packet says of itself."""
        return Content(
            schema_version=1,
            program=f"noticegen {__version__}",
            loan=self.case.loan.id,
            number=self.number,
            on=self.on.isoformat(),
            locale=self.locale,
            profile=self.profile.id,
            draft=self.draft,
            gaps=self.lacks,
            volumes=tuple(volumes),
            papers=tuple(cuts),
            natives=tuple(natives),
            files=tuple(files),
        )

    def info(self) -> dict[str, str]:
        """The lines of bag-info.txt."""
        return {
            "Source-Organization": self.case.house.name,
            "External-Identifier": f"{self.case.loan.id} {self.number}".strip(),
            "Bagging-Date": self.on.isoformat(),
            "Bag-Software-Agent": f"noticegen {__version__}",
        }


def _native_name(one: Held) -> str:
    name = Path(one.taken.name)
    return f"{one.exhibit.number}_{ascii_of(name.stem)}{bag.suffix_of(name.name)}"


def _attachment(one: Held) -> Attachment:
    title = one.exhibit.title
    about = f"{one.exhibit.number} {title.zh} / {title.en}"
    return Attachment(_native_name(one), one.native, one.taken.media, about)


def packet_of(
    content: Content,
    folder: Path,
    profile: Profile,
    *,
    ink: bool = False,
    bound: bool = False,
    before: Callable[[str], None] = lambda _: None,
) -> Packet:
    """A packet in its folder, read for the linter; `bound` = its volumes were bound just now, and what
    the checker of PDF/A said then still holds; `before` is told each file when its turn comes. Raises what
    the readers of PDF raise."""
    cut_from = {cut.volume for cut in content.papers}
    flavours = {v.file: v.flavour for v in content.volumes}
    seen, cuts = [], []
    for v in content.volumes:
        before(v.file)
        proven = bound and v.archival == "pass"
        path, printed = folder / v.file, v.file in cut_from
        seen.append((v, look(path, v.flavour, ink=ink, proven=proven, printed=printed)))
    for cut in content.papers:
        if cut.volume in flavours:
            before(cut.file)
            path, flavour = folder / cut.file, flavours[cut.volume]
            cuts.append((cut, look(path, flavour, proven=bound, cut=True, printed=True)))
    court = sorted(p for p in (folder / COURT).rglob("*") if p.is_file())
    files = [(p.relative_to(folder).as_posix(), p.stat().st_size) for p in court]
    return Packet(content, seen, profile, files, cuts)


def as_json(value: object) -> str:
    """JSON as it lies in a packet."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
