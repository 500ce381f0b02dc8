"""What one packet is made from, and the steps of making it, each into the folder it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from noticegen import __version__, fsio
from noticegen.bundle import bag
from noticegen.bundle.assemble import Held, Planned, Studio, plan
from noticegen.bundle.content import Content, Native, Volume
from noticegen.bundle.front import volume_cover
from noticegen.bundle.intake import cache_of
from noticegen.bundle.lint import Fault, Packet, lint
from noticegen.bundle.look import look
from noticegen.bundle.profile import Profile
from noticegen.bundle.volumes import Setting, ascii_of, bind_all
from noticegen.desk import Desk
from noticegen.model import Case
from noticegen.packet import Gap, Paper, Span
from noticegen.packet.volumes import Wishes, papers
from noticegen.render import prepare_fonts
from noticegen.wording import load_papers

COURT = "data/court"
NATIVES = "data/internal/natives"
FILING = "data/filing"  # for the clerk who files: DOCX to go on with, fields of the form
FORMATS = ("pdf", "docx")


@dataclass(frozen=True)
class Job:
    """One packet. `number` is that of its referral; `gaps` what it lacks (a draft)."""

    desk: Desk
    case: Case
    on: date
    locale: str
    profile: Profile
    number: str
    gaps: tuple[Gap, ...]
    wishes: Wishes
    draft: bool

    def draw(self, held: Sequence[Held], work: Path) -> tuple[Planned, ...]:
        """The volumes with every paper drawn, page numbers and all."""
        kinds = load_papers(self.desk.templates)
        exhibits = tuple(one.exhibit for one in held)

        def compose(pages: Mapping[str, Span]) -> Sequence[Paper]:
            return papers(
                self.case, self.on, self.desk.policy, self.locale, exhibits, pages, kinds,
                number=self.number, gaps=self.gaps, wishes=self.wishes,
            )  # fmt: skip

        return plan(
            compose,
            held,
            Studio(self.desk.style, work),
            self.locale,
            most=self.profile.max_bytes,
            volume_cover=lambda part, of, span: volume_cover(self, part, of, span),
        )

    def bind(self, plans: Sequence[Planned], folder: Path) -> list[Volume]:
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
        )
        return [volume for volume, _ in bind_all(plans, folder, setting)]

    def add_files(
        self, plans: Sequence[Planned], held: Sequence[Held], folder: Path
    ) -> tuple[tuple[Native, ...], tuple[str, ...]]:
        """What lies beside the volumes: native files in the internal part alone, papers as DOCX."""
        natives = []
        for one in held:
            stem = f"{one.exhibit.number}_{ascii_of(Path(one.taken.name).stem)}"
            name = f"{NATIVES}/{stem}{bag.suffix_of(one.taken.name)}"
            digest = fsio.publish_chunks(folder / name, fsio.chunks_of(one.native))
            size = (folder / name).stat().st_size
            natives.append(Native(file=name, item=one.exhibit.id, sha256=digest, size=size))
        return tuple(natives), tuple(self._filing(plans, folder))

    def _filing(self, plans: Sequence[Planned], folder: Path) -> list[str]:
        studio = Studio(self.desk.style, folder)
        made = []
        for piece in (piece for planned in plans for piece in planned.pieces):
            if piece.document is not None and "docx" in piece.formats:
                name = f"{FILING}/{piece.id}.docx"
                fsio.publish(folder / name, studio.docx(piece.document))
                made.append(name)
        return made

    def lint(self, content: Content, folder: Path) -> tuple[Fault, ...]:
        """What the linter says of the bound volumes."""
        return lint(packet_of(content, folder, self.profile))

    def content(
        self, volumes: Sequence[Volume], natives: Sequence[Native], files: Sequence[str]
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
            gaps=tuple(gap.id for gap in self.gaps),
            volumes=tuple(volumes),
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


def packet_of(content: Content, folder: Path, profile: Profile, *, ink: bool = False) -> Packet:
    """A packet in its folder, read for the linter. Raises what the readers of PDF raise."""
    seen = [(v, look(folder / v.file, v.flavour, ink=ink)) for v in content.volumes]
    court = sorted(p for p in (folder / COURT).rglob("*") if p.is_file())
    files = [(p.relative_to(folder).as_posix(), p.stat().st_size) for p in court]
    return Packet(content, seen, profile, files)


def as_json(value: object) -> str:
    """JSON as it lies in a packet."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
