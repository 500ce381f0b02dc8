"""The story of a packet: gather, check, take in, draw, bind, lint, seal, pack.

1. gather    the case, the number of its referral, the exhibits and papers it asks for
2. check     what is missing; with gaps it is not final (a draft is bound all the same)
3. take in   each exhibit: a clean copy, kept by its hash
4. draw      the papers twice: the second time with the right page numbers
5. bind      the internal volume and the court set, which never mix
6. lint      against the profile, reading the finished files
7. seal      the volumes, where the house has a certificate
8. pack      a folder that checks itself (BagIt) and its zip; under their names only when whole
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from noticegen import __version__, fsio
from noticegen.bundle import bag
from noticegen.bundle.assemble import Held, Planned, Studio, plan
from noticegen.bundle.content import Content, Native, Volume
from noticegen.bundle.intake import Progress, cache_of, take_all
from noticegen.bundle.lint import Fault, Packet, lint
from noticegen.bundle.look import look
from noticegen.bundle.profile import Profile, load_profile
from noticegen.bundle.volumes import Setting, bind_all
from noticegen.desk import Desk
from noticegen.model import Case
from noticegen.packet import Audience, Exhibit, Gap, Paper, Span
from noticegen.register import Register
from noticegen.render import prepare_fonts
from noticegen.text import Text

FOLDER = "bundles"
DRAFTS = "drafts/bundles"
REFERRAL = "judicial-referral"
Seal = Callable[[Path, Audience], str]


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
    sha256: str = ""  # of the manifest


def build(
    desk: Desk,
    case: Case,
    register: Register,
    *,
    on: date,
    profile: str,
    locale: str = "zh",
    draft: bool = False,
    wishes: packet.Wishes = packet.Wishes(),  # noqa: B008 (a frozen value)
    progress: Progress = lambda _: None,
    seal: Seal = no_seal,
) -> Built:
    """Build the packet of a loan as of `on` for a profile.

    A packet that lacks something comes back as "incomplete" with its gaps, unless it is a draft.
    Raises UsageError for an unknown profile, TemplateError when a paper cannot be drawn or the pages
    do not settle, BookError when a file is not what the book says, OutputError when it cannot be
    written."""
    # 1. gather
    wanted = load_profile(desk.templates, profile)
    referral = _referral(register, case.loan.id)
    exhibits = packet.exhibits(case, on)
    # 2. check
    gaps = (*_no_referral(referral), *packet.missing(case, on, desk.policy, exhibits))
    if gaps and not draft:
        return Built("incomplete", case.loan.id, on, gaps)
    # 3. take in
    held = take_all(desk, register, case, exhibits, locale, progress)
    name = _name(case.loan.id, on, locale, wanted, draft=draft)
    place = desk.out / (DRAFTS if draft else FOLDER) / name
    with fsio.staged_folder(place, over=draft) as folder:
        work = folder / ".work"
        work.mkdir()
        job = _Job(desk, case, on, locale, wanted, referral, gaps, wishes, draft, folder)
        # 4. draw
        progress(Text("绘制文书", "drawing the papers"))
        plans = job.draw(exhibits, held, work)
        # 5. bind
        progress(Text("装订", "binding"))
        volumes = job.bind(plans)
        job.add_files(held, plans)
        # 6. lint
        progress(Text("核对", "checking what was bound"))
        shutil.rmtree(work)
        faults = job.lint(volumes)
        if any(not fault.warns for fault in faults):
            raise _Faulty(faults)
        # 7. seal
        volumes = [_sealed(folder, volume, seal) for volume in volumes]
        # 8. pack
        content = job.content(volumes)
        manifest = job.pack(content)
    zipped = place.with_name(f"{place.name}.zip")
    _publish_zip(place, zipped, over=draft)
    unshown = tuple(one for one in held if not one.taken.fate.shown)
    status = "draft" if draft else "final"
    return Built(status, case.loan.id, on, gaps, faults, unshown, content, place, zipped, manifest)
