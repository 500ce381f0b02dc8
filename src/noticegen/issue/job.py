"""What one run of `issue` works on: the case, the kind, the set-up, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from noticegen import __version__, canonical, fsio
from noticegen.addressing import ROLES, holding
from noticegen.book import Book
from noticegen.desk import Desk
from noticegen.errors import DataError, OutputError, UsageError
from noticegen.memory import once
from noticegen.model import Case, Event, EventType
from noticegen.register import Register
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.wording import Kind, load_kind

if TYPE_CHECKING:
    from noticegen.render.beside import Beside

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What one run works on."""

    desk: Desk
    book: Book
    register: Register
    kind: Kind
    case: Case  # without the letters of this very run, so that each is made from the same case
    locale: str
    on: date
    now: datetime
    setup: str  # digest of program, policy, wording, layout
    approvals: frozenset[str] = frozenset()  # what the batch run allows beside the case's own log
    beside: Beside | None = None  # the process that lays out, where there is one

    @property
    def issued_on(self) -> date:
        """The day the letter bears: today in the zone of the house."""
        return self.now.date()


def gather(
    desk: Desk, book: Book, kind_id: str, loan_id: str, *, on: date, now: datetime, locale: str,
    beside: Beside | None = None,
) -> Job:  # fmt: skip
    kind = load_kind(desk.templates, kind_id)
    case = book.load(loan_id, desk.house, Vault(desk.evidence))
    case = before_this_run(case, kind.id, on)
    local = local_time(desk, now)
    setup = setup_of(desk, kind)
    return Job(desk, book, Register(book), kind, case, locale, on, local, setup, beside=beside)


def local_time(desk: Desk, now: datetime) -> datetime:
    """`now` in the zone of the house. Raises DataError without a zone."""
    if now.tzinfo is None:
        raise DataError(Text("签发时间没有时区", "the time of issue has no zone"))
    return now.astimezone(ZoneInfo(desk.house.zone))


def before_this_run(case: Case, kind: str, on: date) -> Case:
    """The case without the letters of this kind as of this day, so that each letter of a run is made
    from the same case, also when the run is done again."""
    return replace(case, log=tuple(e for e in case.log if not _of_this_run(e, kind, on)))


def _of_this_run(event: Event, kind: str, on: date) -> bool:
    told = event.details
    return (
        event.type is EventType.ISSUED
        and told.get("kind") == kind
        and told.get("as_of") == on.isoformat()
    )


@once
def case_text(case: Case) -> str:
    """The canonical text of the case, of which the register keeps the digest."""
    return canonical.dumps(canonical.plain(case))


def setup_of(desk: Desk, kind: Kind) -> str:
    """The digest of all that a letter is made from besides the case."""
    layout = desk.templates / "house"
    files = {
        path.relative_to(layout).as_posix(): fsio.sha256_of(path)
        for path in sorted(layout.rglob("*"))
        if path.is_file()
    }
    parts = {
        "program": __version__,
        "policy": desk.policy.model_dump(mode="json"),
        "kind": kind.digest,
        "layout": files,
        "fonts": {name: str(value) for name, value in desk.fonts.items()},
        "seal": seal_image(desk),
    }
    return canonical.digest(parts)


def addressees_of(job: Job, party: str | None) -> tuple[str, ...]:
    """Each party with one of the kind's roles, in the order of the contract; each gets a letter.

    A kind to nobody in particular has the one addressee NOBODY."""
    if not job.kind.addressees and party is None:
        return (NOBODY,)  # one document about the case
    found = holding(job.case, job.kind.addressees)
    if party is None and found:
        return found
    if party is not None and party in found:
        return (party,)
    if not found:
        roles = [ROLES[role] for role in job.kind.addressees]
        zh, en = "、".join(r.zh for r in roles), " or ".join(r.en for r in roles)
        raise UsageError(
            Text(
                f"该笔贷款没有{zh}，此种文书无人可收", f"the loan has no {en} to get this document"
            ),
            Text("当事人见 noticegen case", "`noticegen case` lists the parties of a loan"),
        )
    known = "、".join(found)
    raise UsageError(
        Text("没有这样的收件人", "there is no such addressee for this kind of document"),
        Text(f"可选：{known}", f"possible: {known}"),
    )


def seal_image(desk: Desk) -> bytes:
    """The picture of the seal named in `noticegen.toml`; b"" when none is."""
    if not desk.house.seal:
        return b""
    path = desk.root / desk.house.seal
    try:
        now = path.stat()
        return _picture(path, now.st_mtime_ns, now.st_size)
    except OSError as missing:
        raise OutputError(
            Text(f"无法读取印章图片 {path}", f"the picture of the seal cannot be read: {path}"),
            Text("检查 noticegen.toml 的 house.seal", "check house.seal in noticegen.toml"),
        ) from missing


@lru_cache(maxsize=2)
def _picture(path: Path, _changed: int, _size: int) -> bytes:
    """Read once while the file stays as it is: every letter of a run shares it."""
    return path.read_bytes()
