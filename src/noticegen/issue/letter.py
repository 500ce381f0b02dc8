"""One letter: its request for a number, how it is drawn, where its files lie, how it is sealed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from noticegen import canonical, chinese, episodes, fsio, render
from noticegen.book.audit import DRAFTS
from noticegen.compose import compose, deadline_for
from noticegen.desk import Desk
from noticegen.errors import UsageError
from noticegen.issue.job import Job, case_text, seal_image
from noticegen.issue.overrides import approvals
from noticegen.model import (
    CutLine,
    Document,
    Event,
    EventType,
    House,
    Paragraph,
    Run,
    Signature,
    Table,
)
from noticegen.policy import Policy
from noticegen.register import Entry, Request, Seal
from noticegen.text import Text


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter of the run. `state`: issued | resumed | already | draft | planned.

    `number` is "" for a draft or a plan; `pdf`/`docx` are None where there is no such file;
    `replaced` are numbers that were made void on the way. `first_page` of a letter in a print stream
    is its first page in `pdf`, 0 for one with a file of its own."""

    party: str
    state: str
    number: str = ""
    pdf: Path | None = None
    docx: Path | None = None
    pages: int = 0
    replaced: tuple[str, ...] = ()
    first_page: int = 0


def request_for(job: Job, party: str) -> Request:
    """Everything a letter is made from, frozen when its number is reserved."""
    house, policy = job.desk.house, job.desk.policy
    episode = episodes.present_episode(job.case, job.on, policy)
    return Request(
        issuer=house.uscc or house.name,
        series=job.kind.series,
        kind=job.kind.id,
        loan=job.case.loan.id,
        party=party,
        locale=job.locale,
        anchor=None if episode is None else episode.anchor,
        as_of=job.on,
        issued_on=job.issued_on,
        deadline=deadline_for(job.issued_on, policy),
        case_digest=_sha256(case_text(job.case).encode()),
        setup_digest=job.setup,
    )


def numbering(house: House, policy: Policy, request: Request) -> Callable[[int], str]:
    """How a place in the sequence of this request is written."""
    style = house.number_style
    return partial(
        chinese.document_number,
        style,
        request.series,
        request.issued_on.year,
        org=house.number_code,
        width=policy.numbers.width,
        template=policy.numbers.templates.get(style, ""),
    )


def named_house(job: Job) -> None:
    """Raise UsageError while `noticegen.toml` does not say who issues: only drafts go without."""
    unfilled = job.desk.unfilled(job.locale)
    if unfilled:
        keys = ", ".join(unfilled)
        raise UsageError(
            Text(f"noticegen.toml 尚未填写：{keys}", f"noticegen.toml does not say yet: {keys}"),
            Text("填写后再签发；草稿不受影响", "fill it in; a draft can be made without"),
        )


def reserve(job: Job, party: str) -> tuple[Entry, tuple[str, ...]]:
    """The number of this letter, and those that were made void because the letter is another now."""
    named_house(job)
    request = request_for(job, party)
    void = []
    for entry in job.register.stale(request):
        gone = partial(retract, job.desk, entry)
        if job.register.withdraw(entry.number, why_void(entry, request), job.now, gone):
            void.append(entry.number)
    return job.register.reserve(
        request, numbering(job.desk.house, job.desk.policy, request), job.now
    ), tuple(void)


def why_void(entry: Entry, request: Request) -> str:
    if entry.key != request.key:
        return f"未完成签发（截至 {entry.as_of}），改按 {request.as_of} 签发 / left unfinished; issued for another day"
    if entry.case_digest != request.case_digest:
        return "预留编号后案件有变动 / the case changed after the number was reserved"
    return "预留编号后模板、政策或程序有变动 / the set-up changed after the number was reserved"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A letter as it will stand in its files."""

    document: Document
    files: render.Rendered


def draw(job: Job, entry: Entry) -> Drawn:
    """Compose and render a letter with the number and the dates frozen in its entry."""
    issued_on, deadline = (date.fromisoformat(day) for day in (entry.issued_on, entry.deadline))
    document = composed(job, entry.party, entry.number, issued_on, deadline)
    return Drawn(document, _rendered(job, document))


def _rendered(job: Job, document: Document) -> render.Rendered:
    return render.render(document, style(job.desk), job.kind.formats, beside=job.beside)


def publish(desk: Desk, entry: Entry, drawn: Drawn) -> None:
    """Put the files in their places.

    A print stream that bears this number was never sealed, for then its letter would be issued."""
    fsio.remove(stream_path(desk, entry))
    for path, data in files_of(desk, entry, drawn):
        fsio.publish(path, data)


def files_of(desk: Desk, entry: Entry, drawn: Drawn) -> list[tuple[Path, bytes]]:
    """The files of a letter under their names, which are not those of any other letter."""
    pairs = zip(paths(desk, entry), (drawn.files.pdf, drawn.files.docx), strict=True)
    return [(path, data) for path, data in pairs if data]


def retract(desk: Desk, entry: Entry) -> None:
    """Take away what was published under a number that was never issued."""
    for path in (*paths(desk, entry), stream_path(desk, entry)):
        fsio.remove(path)


def seal(job: Job, entry: Entry, drawn: Drawn) -> Entry:
    """Publish the files and make the number issued, with their hashes and an event on the log."""
    files = partial(publish, job.desk, entry, drawn)
    event = issued_event(entry, drawn.document, job.now)
    return job.register.seal(entry.number, mark_of(entry, drawn), event, job.now, files)


def mark_of(entry: Entry, drawn: Drawn) -> Seal:
    """What the register keeps of a finished letter."""
    files = drawn.files
    return Seal(
        file=_file(entry),
        pdf_sha256=_sha256(files.pdf),
        docx_sha256=_sha256(files.docx),
        content_hash=files.content_hash,
        pages=files.pages,
        clauses=drawn.document.clauses,
    )


def composed(job: Job, party: str, number: str, issued_on: date, deadline: date) -> Document:
    """The letter; the picture of the seal only where its use is approved and there is a number."""
    approved = approvals(job.case, job.kind.id, job.on, job.desk.policy) | job.approvals
    document = compose(
        job.case,
        job.kind,
        party,
        job.locale,
        job.on,
        job.desk.policy,
        number=number,
        issued_on=issued_on,
        deadline=deadline,
        approvals=approved,
    )
    if number and EventType.SEAL_USE.value in approved:
        return replace(document, seal=seal_image(job.desk))
    return document


def numbered(document: Document, probe: str, number: str) -> Document:
    """The same letter under its own number: `probe`, which occurs nowhere else, gives way to it.

    Composing it again says the same, and costs as much as the first time."""

    own = {f.name: _exchanged(getattr(document, f.name), probe, number) for f in fields(document)}
    return replace(document, **own)


def _exchanged(value: Any, old: str, new: str) -> Any:
    """`value` with `old` replaced in all its texts; what does not hold it is the same object."""
    kind = type(value)
    if kind is str:
        return value.replace(old, new) if old in value else value
    if kind is tuple:
        made = [_exchanged(item, old, new) for item in value]
        return tuple(made) if any(a is not b for a, b in zip(made, value, strict=True)) else value
    if kind in _PARTS:
        found = {name: _exchanged(getattr(value, name), old, new) for name in _PARTS[kind]}
        different = {name: v for name, v in found.items() if v is not getattr(value, name)}
        return replace(value, **different) if different else value
    return value


_PARTS: dict[type, tuple[str, ...]] = {
    kind: tuple(f.name for f in fields(kind))
    for kind in (Paragraph, Table, Signature, CutLine, Run)
}


def draft(job: Job, party: str) -> Letter:
    """A letter with a watermark and no number, outside the register; the next one replaces it."""
    terms = request_for(job, party)
    document = composed(job, party, "", job.issued_on, terms.deadline)
    drawn = _rendered(job, document)
    name = f"{_ascii(job.case.loan.id)}_{_short(job.case.loan.id, party, job.locale)}"
    folder = job.desk.out / DRAFTS / job.kind.id
    placed: list[Path | None] = []
    for suffix, data in ((".pdf", drawn.pdf), (".docx", drawn.docx)):
        placed.append(folder / f"{name}{suffix}" if data else None)
        if data:
            fsio.replace(folder / f"{name}{suffix}", data)
    return Letter(party, "draft", "", placed[0], placed[1], drawn.pages)


def issued_event(entry: Entry, document: Document, at: datetime) -> Event:
    """The event of the log: what was issued, as of when, and for which sum (rule X-04)."""
    total = {"total": document.total} if document.total else {}
    return Event(
        id="",
        at=at,
        type=EventType.ISSUED,
        recorded_at=at,
        party=entry.party,
        document=entry.number,
        details={"kind": entry.kind, "as_of": entry.as_of, **total},
    )


def style(desk: Desk) -> render.HouseStyle:
    """What the house chose about the look of its letters."""
    return render.HouseStyle.of(desk.templates, desk.fonts, desk.root)


def _file(entry: Entry) -> str:
    """2026/overdue-notice/0001_dk-0003_1a2b3c4d: ASCII in lower case, made by us alone. From number
    1000 on each thousand has a folder of its own: no folder grows without end."""
    short = _short(entry.issuer, entry.number, entry.loan, entry.party)
    thousand = entry.seq // 1000 * 1000
    folder = f"{entry.year}/{entry.kind}" + (f"/{thousand}" if thousand else "")
    return f"{folder}/{entry.seq:04d}_{_ascii(entry.loan)}_{short}"


def paths(desk: Desk, entry: Entry) -> tuple[Path, Path]:
    """Where PDF and DOCX of a number lie."""
    name = _file(entry)
    return desk.out / f"{name}.pdf", desk.out / f"{name}.docx"


def stream_file(entry: Entry) -> str:
    """2026/overdue-notice/press/0001_1a2b3c4d: the print stream that begins with this number. It is
    sealed in the transaction in which the number stops being reserved."""
    short = _short(entry.issuer, entry.number)
    return f"{entry.year}/{entry.kind}/press/{entry.seq:04d}_{short}"


def stream_path(desk: Desk, entry: Entry) -> Path:
    """Where the print stream that begins with this number lies, if there is one."""
    return desk.out / f"{stream_file(entry)}.pdf"


def _ascii(text: str) -> str:
    """What of a loan id can stand in a file name anywhere; at most 24 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:24].strip("-") or "loan"


def _short(*parts: str) -> str:
    return hashlib.sha256(canonical.dumps(parts).encode()).hexdigest()[:8]


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _day(text: str) -> date:
    return date.fromisoformat(text)


def letter_of(desk: Desk, entry: Entry, state: str, void: tuple[str, ...] = ()) -> Letter:
    """What is told of an issued number."""
    pdf, docx = (desk.out / f"{entry.file}{suffix}" for suffix in (".pdf", ".docx"))
    return Letter(
        entry.party,
        state,
        entry.number,
        pdf if entry.pdf_sha256 else None,
        docx if entry.docx_sha256 else None,
        entry.pages or 0,
        void,
        entry.first_page or 0,
    )
