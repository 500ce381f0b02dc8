"""The story of a packet: gather, check, take in, draw, bind, lint, seal, pack.

1. gather    the case, the number of its referral, the exhibits and papers it asks for
2. check     what is missing; with gaps it is not final (a draft is bound all the same)
3. take in   each exhibit: a clean copy, kept by its hash, its pictures as coarse as the profile wants
4. draw      the papers twice: the second time with the right page numbers
5. bind      the internal volume and the court set, which never mix
6. lint      against the profile, reading the finished files
7. seal      the volumes, where the house has a certificate
8. pack      a folder that checks itself (BagIt) and its zip; under their names only when whole, and when
             the book has their hash
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from noticegen import fsio
from noticegen.book.audit import CONTENT
from noticegen.bundle import bag
from noticegen.bundle.anchor import Record, no_record
from noticegen.bundle.assemble import Held
from noticegen.bundle.content import Content
from noticegen.bundle.intake import Progress, take_all
from noticegen.bundle.job import Job
from noticegen.bundle.lint import Fault
from noticegen.bundle.picture import picture_of
from noticegen.bundle.profile import Profile, load_profile
from noticegen.desk import Desk
from noticegen.errors import OutputError
from noticegen.model import Case
from noticegen.packet import Audience, Gap, Wishes
from noticegen.packet.evidence import exhibits as exhibits_of
from noticegen.packet.gaps import missing
from noticegen.register import Entry, Register
from noticegen.text import Text

FOLDER = "bundles"
DRAFTS = "drafts/bundles"
REFERRAL = "judicial-referral"
WORK = ".work"
Seal = Callable[[Path, Audience], str]  # seals a volume in place; says with what


def no_seal(_: Path, __: Audience) -> str:
    """No certificate: the volumes are not sealed."""
    return "none"


@dataclass(frozen=True, slots=True)
class Built:
    """`status`: final | draft | incomplete (nothing bound: `gaps` say what is missing) | faulty (nothing
    packed: `faults`). `unshown` are exhibits that a page stands in for."""

    status: str
    loan: str
    on: date
    gaps: tuple[Gap, ...] = ()
    faults: tuple[Fault, ...] = ()
    unshown: tuple[Held, ...] = ()
    content: Content | None = None
    folder: Path | None = None
    zip: Path | None = None
    sha256: str = ""  # of the tag manifest: it stands for the whole packet


class FaultyError(Exception):
    """The linter found what must not go out; nothing gets its name."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("faults")
        self.faults = faults


def build(
    desk: Desk,
    case: Case,
    register: Register,
    *,
    on: date,
    profile: str,
    foreign: Iterable[str] = (),
    locale: str = "zh",
    draft: bool = False,
    wishes: Wishes = Wishes(),  # noqa: B008 (a frozen value)
    progress: Progress = lambda _: None,
    seal: Seal = no_seal,
    record: Record = no_record,
) -> Built:
    """Build the packet of a loan as of `on` for a profile. `foreign` are the names and numbers of
    other cases, none of which may stand in it; `record` is told the hash of a final packet before it gets
    its name.

    A packet that lacks something comes back as "incomplete" with its gaps, unless it is a draft; one
    that the linter faults as "faulty". Raises UsageError for an unknown profile, TemplateError when a
    paper cannot be drawn or the pages do not settle, BookError when a file is not what the book
    says, OutputError when it cannot be written."""
    # 1. gather
    wanted = load_profile(desk.templates, profile)
    referral = _referral(register, case.loan.id)
    exhibits = exhibits_of(case, on)
    # 2. check
    wishes = replace(wishes, draft=draft)
    gaps = (*_unreferred(referral), *missing(case, on, desk.policy, exhibits, wishes))
    if gaps and not draft:
        return Built("incomplete", case.loan.id, on, gaps)
    place = place_of(desk, case.loan.id, on, locale, wanted, draft=draft)
    zipped = place.with_name(f"{place.name}.zip")
    if draft:
        fsio.remove(zipped)  # that of the draft before: never beside another folder
    else:
        refuse_second_seal(place, seal)
    # 3. take in
    held = take_all(
        desk, register, case, exhibits, locale=locale, progress=progress, most_dpi=wanted.max_dpi
    )
    unshown = tuple(one for one in held if not one.taken.fate.shown)
    number = "" if referral is None else referral.number
    own = (*_unreferred(referral), *map(_not_shown, unshown))
    picture = b"" if draft else picture_of(desk, case, on, wanted.max_dpi)
    job = Job(
        desk, case, on, locale, wanted, number, own, tuple(g.id for g in gaps), wishes, picture
    )
    try:
        with fsio.staged_folder(place, over=draft) as folder:
            content, faults = _made(
                job, held, folder, foreign, progress, no_seal if draft else seal
            )
            manifest = bag.write_bag(folder, job.info())
            if not draft:
                fsio.refuse_other(folder, place)  # the book tells of no packet that never stood
                record(place.name, manifest)
    except FaultyError as found:
        return Built("faulty", case.loan.id, on, gaps, found.faults)
    bag.publish_zip(place, zipped, over=draft)
    status = "draft" if draft else "final"
    return Built(status, case.loan.id, on, gaps, faults, unshown, content, place, zipped, manifest)


def _made(  # noqa: PLR0917 (what the steps need, in their order)
    job: Job,
    held: Sequence[Held],
    folder: Path,
    foreign: Iterable[str],
    progress: Progress,
    seal: Seal,
) -> tuple[Content, tuple[Fault, ...]]:
    """The payload and the content file of the packet, in `folder`."""
    work = folder / WORK
    fsio.make_private_dir(work)
    # 4. draw
    progress(Text("绘制文书", "drawing the papers"))
    plans = job.draw(held, work)
    # 5. bind
    progress(Text("装订", "binding"))
    volumes = job.bind(plans, held, folder)
    natives, files = job.add_files(plans, held, folder)
    cuts = job.cut(volumes, folder)
    # 6. lint
    progress(Text("核对已装订的各卷", "checking what was bound"))
    faults = (
        *job.lint(job.content(volumes, cuts, natives, files), folder),
        *job.residue(plans, foreign),
        *job.unpaged(plans, held),
    )
    if any(not fault.warns for fault in faults):
        raise FaultyError(faults)
    shutil.rmtree(work)
    # 7. seal
    sealed = [v.sealed(seal(folder / v.file, Audience(v.audience)), folder) for v in volumes]
    papers = [c.sealed(seal(folder / c.file, Audience.COURT), folder) for c in cuts]
    content = job.content(sealed, papers, natives, files)
    # 8. pack
    (folder / CONTENT).write_bytes(content.text().encode())
    return content, faults


def refuse_second_seal(place: Path, seal: Seal) -> None:
    """Raise OutputError where a packet stands already and a second one would be sealed: no two seals have
    the same bytes, so it could never be the same."""
    if seal is not no_seal and place.exists():
        raise OutputError(
            Text(f"{place} 已存在；签章不能重做出相同的字节", f"{place} exists already; a seal cannot be made twice with the same bytes"),
            Text(
                f"zip 丢失时运行 noticegen bundle zip {place}；要重新装订，先移走该文件夹",
                f"if its zip is lost: noticegen bundle zip {place}; to bind it anew, move it away first",
            ),
        )  # fmt: skip


def place_of(
    desk: Desk, loan: str, on: date, locale: str, profile: Profile, *, draft: bool
) -> Path:
    """The folder of a packet: out/bundles/2026-06-25_dk-0003_cn-portal_zh."""
    name = f"{on}_{bag.ascii_name(loan, 40)}_{profile.id}_{locale}"
    return desk.out / (DRAFTS if draft else FOLDER) / name


def _referral(register: Register, loan: str) -> Entry | None:
    """The latest issued referral of a loan: the packet carries its number."""
    found = list(register.list(loan=loan, kind=REFERRAL, state="issued"))
    return found[-1] if found else None


def _not_shown(one: Held) -> Gap:
    """An exhibit that a page stands in for."""
    title, note = one.exhibit.title, one.taken.note
    what = Text(
        f"证据{one.exhibit.number} {title.zh}：{note.zh}",
        f"exhibit {one.exhibit.number} {title.en}: {note.en}",
    )
    return Gap(f"shown:{one.exhibit.id}", what, Text("经办人", "the officer"))


def _unreferred(referral: Entry | None) -> tuple[Gap, ...]:
    if referral is not None:
        return ()
    what = Text(
        "司法移送材料尚未签发，材料包没有编号",
        "the referral is not issued: the packet has no number",
    )
    who = Text(
        "经办人：noticegen issue judicial-referral", "officer: `noticegen issue judicial-referral`"
    )
    return (Gap("referral-number", what, who),)
