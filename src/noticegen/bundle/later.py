"""What comes after a packet was lodged: a further volume, whose pages and exhibits go on counting.

What was lodged is not touched: its files go into the new packet byte for byte. What is added is asked the
same as the packet itself: evidence that is missing or altered stops it, as does the name or a number of
another case. A file that was lodged already and was lost since does not: the packet, whose hashes were verified
first, holds what the court has of it. What else the case lacks by now (an approval overtaken by a payment, say) is told and does
not stop it: evidence has its days before a court, and the claim was lodged already.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from noticegen import fsio
from noticegen.book.audit import CONTENT
from noticegen.bundle import bag
from noticegen.bundle.anchor import Anchors, Record, no_record
from noticegen.bundle.assemble import Held
from noticegen.bundle.content import Content, Item, Volume
from noticegen.bundle.intake import Progress, take_all
from noticegen.bundle.job import Job
from noticegen.bundle.lint import Fault
from noticegen.bundle.picture import picture_of
from noticegen.bundle.profile import load_profile
from noticegen.bundle.story import (
    FOLDER,
    WORK,
    Built,
    FaultyError,
    Seal,
    no_seal,
    refuse_second_seal,
)
from noticegen.bundle.verify import NO_ANCHORS, verify
from noticegen.desk import Desk
from noticegen.errors import DataError, UsageError
from noticegen.model import Case
from noticegen.packet import Audience, Exhibit, Wishes
from noticegen.packet.evidence import exhibits as exhibits_of
from noticegen.packet.gaps import missing, spoilt
from noticegen.register import Register
from noticegen.text import Text


def append(
    desk: Desk,
    case: Case,
    register: Register,
    lodged: Path,
    *,
    on: date,
    foreign: Iterable[str] = (),
    progress: Progress = lambda _: None,
    seal: Seal = no_seal,
    record: Record = no_record,
    anchors: Anchors = NO_ANCHORS,
) -> Built:
    """A new packet: the court volumes of the one in the folder `lodged`, as they are, and one more volume
    with the evidence the case has had since. `foreign` as for `build`.

    Comes back as "incomplete" where a file of the evidence that was not lodged is not what it was, as "faulty" where the linter
    or the search for other cases says so; `gaps` of a "final" one are what the case lacks besides. Raises
    DataError when the lodged packet is not whole or, by `anchors`, not the one that was bound, UsageError when it is of another loan, a draft,
    or there is nothing to add."""
    before = _whole(lodged, case.loan.id, anchors)
    old = [v for v in before.volumes if v.audience == Audience.COURT.value]
    exhibits = exhibits_of(case, on)
    gaps = missing(case, on, desk.policy, exhibits)
    if _lost(case, on, old):
        return Built("incomplete", case.loan.id, on, gaps)
    late = tuple(_numbered(_new(exhibits, old), old))
    if not late:
        raise UsageError(Text("没有新的证据可补充", "there is no new evidence to add"))
    place = desk.out / FOLDER / f"{lodged.name}_{on}"
    refuse_second_seal(place, seal)
    profile = load_profile(desk.templates, before.profile)
    taken = take_all(
        desk,
        register,
        case,
        late,
        locale=before.locale,
        progress=progress,
        most_dpi=profile.max_dpi,
    )
    held = [replace(one, late=True) for one in taken]
    job = Job(
        desk,
        case,
        on,
        before.locale,
        profile,
        before.number,
        (),
        (),
        Wishes(),
        picture_of(desk, case, on, profile.max_dpi),
    )
    try:
        with fsio.staged_folder(place) as folder:
            content, faults, manifest = _made(
                job, held, old, lodged, folder, foreign=foreign, seal=seal
            )
            fsio.refuse_other(folder, place)  # the book tells of no packet that never stood
            record(place.name, manifest)
    except FaultyError as found:
        return Built("faulty", case.loan.id, on, gaps, found.faults)
    zipped = place.with_name(f"{place.name}.zip")
    bag.publish_zip(place, zipped)
    unshown = tuple(one for one in held if not one.taken.fate.shown)
    return Built("final", case.loan.id, on, gaps, faults, unshown, content, place, zipped, manifest)


def _made(
    job: Job,
    held: Sequence[Held],
    old: Sequence[Volume],
    lodged: Path,
    folder: Path,
    *,
    foreign: Iterable[str],
    seal: Seal,
) -> tuple[Content, tuple[Fault, ...], str]:
    """The new packet in `folder`; its content file, what the linter warns of, the hash of its tag manifest."""
    work = folder / WORK
    fsio.make_private_dir(work)
    kept = [_copied(v, lodged, folder, len(old) + 1) for v in old]
    plans = job.draw_late(held, work, (len(old) + 1, old[-1].last + 1))
    added = job.bind(plans, held, folder)
    natives = job.add_natives(held, folder)
    cuts = job.cut(added, folder, before=sum(len(v.items) for v in old))
    shutil.rmtree(work)
    content = job.content([*kept, *added], cuts, natives)
    faults = (*job.lint(content, folder), *job.residue(plans, foreign))
    if any(not fault.warns for fault in faults):
        raise FaultyError(faults)
    sealed = [v.sealed(seal(folder / v.file, Audience.COURT), folder) for v in added]
    papers = [c.sealed(seal(folder / c.file, Audience.COURT), folder) for c in cuts]
    content = job.content([*kept, *sealed], papers, natives)
    (folder / CONTENT).write_bytes(content.text().encode())
    return content, faults, bag.write_bag(folder, job.info())


def _whole(lodged: Path, loan: str, anchors: Anchors) -> Content:
    found = verify(lodged, anchors=anchors)
    if found.content is None or any(p.kind != "seal" for p in found.problems):
        raise DataError(
            Text(f"{lodged} 不完整或被改动", f"{lodged} is incomplete or was changed"),
            Text("运行 noticegen bundle verify 查看", "see `noticegen bundle verify`"),
        )
    if found.content.loan != loan or found.content.draft:
        raise UsageError(
            Text("该材料包不属于这笔借款，或是草稿", "this packet is of another loan, or a draft")
        )
    return found.content


def _lost(case: Case, on: date, old: Sequence[Volume]) -> frozenset[str]:
    """The files of the evidence that are not what they were and were not lodged."""
    lodged = {i.sha256 for v in old for i in v.items if i.kind == "exhibit"}
    return frozenset(sha256 for _, files in spoilt(case, on) for sha256 in files - lodged)


def _key(sha256: str, letter: str) -> str:
    return letter or sha256


def _new(exhibits: Sequence[Exhibit], old: Sequence[Volume]) -> Iterator[Exhibit]:
    """The exhibits that were not lodged."""
    known = {_key(i.sha256, i.letter) for v in old for i in v.items if i.kind == "exhibit"}
    return (one for one in exhibits if _key(one.sha256, one.letter) not in known)


def _numbered(new: Iterator[Exhibit], old: Sequence[Volume]) -> Iterator[Exhibit]:
    """Numbers that follow those lodged: in the group where it has one, else a new group."""
    last: dict[str, tuple[int, int]] = {}
    for item in (i for v in old for i in v.items if i.kind == "exhibit"):
        last[item.group] = max(last.get(item.group, (0, 0)), _place(item))
    for one in new:
        group, n = last.get(one.group, (max((g for g, _ in last.values()), default=0) + 1, 0))
        last[one.group] = (group, n + 1)
        yield replace(one, id=f"e-{group}-{n + 1}", number=f"{group}-{n + 1}")


def _place(item: Item) -> tuple[int, int]:
    found = re.findall(r"\d+", item.number)
    if len(found) != 2:
        raise DataError(
            Text(
                f"证据编号 {item.number} 不是本程序的",
                f"the exhibit number {item.number} is none of this program",
            )
        )
    return int(found[0]), int(found[1])


def _copied(volume: Volume, lodged: Path, folder: Path, of: int) -> Volume:
    """A lodged volume in the new packet: the same file, one of more parts now."""
    fsio.publish_chunks(folder / volume.file, fsio.chunks_of(lodged / volume.file))
    return volume.model_copy(update={"of": of, "lodged": volume.lodged or volume.sha256})
