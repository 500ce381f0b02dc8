"""A desk whose loan has gone the whole way, with real files behind its exhibits and letters."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bound_samples import sheet
from drawn_once import draw_once
from packet_cases import recourse_case
from PIL import Image, ImageDraw
from pytest import MonkeyPatch

from noticegen import fsio
from noticegen.bundle.reading import read_here
from noticegen.desk import Desk, shipped
from noticegen.exhibits import Fate, Taken
from noticegen.model import Case, Event, EventType
from noticegen.text import Text
from noticegen.vault import Vault

ON = date(2026, 6, 25)
REFERRAL = "〔2026〕诉字第0001号"


@dataclass
class Register:
    """Issued numbers and their files: as much of the register as a packet asks for."""

    out: Path
    referral: str = REFERRAL
    letters: dict[str, Path] = field(default_factory=dict)

    def show(self, number: str) -> Any:
        path = self.letters[number]
        file = path.relative_to(self.out).with_suffix("").as_posix()
        return SimpleNamespace(
            number=number, file=file, pdf_sha256=fsio.sha256_of(path), first_page=None
        )

    def list(self, **_: object) -> Iterator[Any]:
        if self.referral:
            yield SimpleNamespace(number=self.referral)


def desk(root: Path) -> Desk:
    root.mkdir(parents=True, exist_ok=True)
    case = recourse_case()
    return Desk(
        root=root, house=case.house, book_url="", out=root / "out", evidence=root / "evidence",
        templates=shipped("templates"),
    )  # fmt: skip


def photo(words: str, size: tuple[int, int] = (620, 877)) -> bytes:
    """A JPEG that shows these words on grey paper."""
    image = Image.new("RGB", size, (236, 234, 228))
    ImageDraw.Draw(image).text((60, 80), words, fill=(20, 20, 60))
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80)
    return held.getvalue()


def case_with_files(of: Case, desk: Desk, pages: int = 2, first: str = "") -> Case:
    """The case with a file in the vault for each evidence: contracts as PDF, the rest as photos. The
    first voucher is named `first`."""
    vault = Vault(desk.evidence)
    log: list[Event] = []
    for event in of.log:
        files = []
        for n, file in enumerate(event.evidence):
            name = f"{event.id or event.day}-{n}-{file.kind}"
            if file.kind == "contract":
                content = b"BT /F 1 Tf ET 0.2 g 80 600 300 20 re f 80 560 %d 8 re f" % (
                    100 + len(log)
                )
                path = sheet(desk.root / f"{len(log)}-{n}.pdf", pages, content=content)
                files.append(vault.keep(path, file.kind, f"{name}.pdf"))
            else:
                called = f"{name}.jpg"
                if first and file.kind == "voucher":
                    called, first = f"{first}.jpg", ""
                files.append(vault.keep(photo(name), file.kind, called))
        log.append(replace(event, evidence=tuple(files)))
    return replace(of, log=tuple(log))


def with_file(of: Case, event: Event, path: Path, desk: Desk) -> Case:
    """The case with another file as the first evidence of one event."""
    old = event.evidence[0]
    kept = Vault(desk.evidence).keep(path, old.kind, path.name)
    changed = replace(event, evidence=(kept, *event.evidence[1:]))
    return replace(of, log=tuple(changed if e is event else e for e in of.log))


def register(of: Case, desk: Desk) -> Any:  # stands in for noticegen.register.Register
    """A register with a PDF for each issued letter of the case."""
    made = Register(desk.out)
    for n, event in enumerate(of.of(EventType.ISSUED)):
        path = desk.out / f"2026/letter-{n}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        made.letters[event.document] = sheet(path, content=b"0.3 g 80 %d 90 9 re f" % (500 - n))
    return made


COMPLETE = (
    "2025-03-01 09:12 exhibit G1 group=identity evidence=other title=孙示例身份证复印件",
    "2025-03-01 09:13 exhibit G2 group=identity evidence=other title=李示例身份证复印件",
    "06-23 09:00 legal_approval - kind=complaint text=可以起诉，已逐项核对 id=la",
    "06-23 10:00 approval - actors=褚示例 role=approver confirms=la",
)
LATER = "06-24 09:00 exhibit - group=account evidence=bank_entry title=还款账户流水（六月）"


def quick_take(source: Path, name: str, cache: Path, **_: object) -> Taken:
    """An exhibit without a child process: one page that differs with the file, kept by its hash."""
    digest = fsio.sha256_of(source)
    copy = cache / f"{digest}.pdf"
    if not copy.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        sheet(copy, content=b"0.5 g 90 %d 200 30 re f" % (200 + int(digest[:4], 16) % 400))
    empty = name.startswith("unreadable")
    fate, note = (Fate.DAMAGED, Text("文件已损坏", "damaged")) if empty else (Fate.OK, Text("", ""))
    return Taken(digest, name, "image/jpeg", source.stat().st_size, fate, 1, copy, 0, (), note)


def take_quickly(patch: MonkeyPatch) -> None:
    """Exhibits without a child process."""
    patch.setattr("noticegen.bundle.intake.take_in", quick_take)
    patch.setattr("noticegen.bundle.intake.coarsen", lambda taken, *_, **__: taken)


def make_quick(patch: MonkeyPatch, papers: object) -> None:
    """Exhibits without a child process and as fine as they are, these papers in place of all, each drawn
    once, and PDF/A not asked; packets are read in this process."""
    patch.setattr("noticegen.bundle.verify.read_apart", read_here)
    take_quickly(patch)
    draw_once(patch)
    patch.setattr("noticegen.bundle.job.papers", papers)
    for place in ("archival", "apart", "look"):
        patch.setattr(f"noticegen.bundle.{place}.verdict", lambda path, flavour, **_: ())
