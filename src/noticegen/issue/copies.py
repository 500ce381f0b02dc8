"""A copy of one issued letter: its PDF, taken from its print stream where it stands in one, and a DOCX
that was not made when it was issued.

The PDF taken from a stream has the same bytes each time. The DOCX is made again from the case as it
was, and only handed out when the letter says and shows what the register holds the hash of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from noticegen import render
from noticegen.book import Book, erase
from noticegen.desk import Desk
from noticegen.errors import BookError, DataError, UsageError
from noticegen.issue import letter as letters
from noticegen.issue.job import Job, before_this_run, local_time
from noticegen.model import Case, Document, EventType
from noticegen.register import Entry, Register
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.wording import load_kind


def pdf_of(desk: Desk, book: Book, entry: Entry) -> bytes:
    """The PDF of an issued letter. Raises UsageError when it was not issued, BookError when its file
    is missing or altered."""
    _must_be_issued(entry)
    if not entry.pdf_sha256:
        raise UsageError(Text(f"{entry.number} 没有 PDF", f"{entry.number} has no PDF"))
    path = desk.out / f"{entry.file}.pdf"
    if entry.first_page is None:
        return _intact(path, entry.pdf_sha256)
    with book.read() as conn:
        _intact(path, erase.current(erase.restreamed(conn), entry.pdf_sha256))
    from noticegen.render.stream import Placed, extract

    place = Placed(entry.number, entry.first_page, entry.pages or 0, entry.content_hash or "")
    return extract(path, place)


def docx_of(desk: Desk, book: Book, entry: Entry) -> bytes:
    """The DOCX of an issued letter: the one that was issued, else one made now.

    Raises as `pdf_of`, and DataError when the letter can no longer be made as it was: the case, the
    wording or the program has changed since."""
    _must_be_issued(entry)
    if entry.docx_sha256:
        return _intact(desk.out / f"{entry.file}.docx", entry.docx_sha256)
    for document in _as_it_may_have_been(desk, book, entry):
        if render.content_hash(document) == entry.content_hash:
            return render.render(document, letters.style(desk), ("pdf", "docx")).docx
    raise DataError(
        Text(f"{entry.number} 已无法照原样重制：案件、文字或程序在签发后有变动",
             f"{entry.number} can no longer be made as it was: case, wording or program have changed since"),
        Text("原件是 PDF：noticegen register extract", "the original is the PDF: noticegen register extract"),
    )  # fmt: skip


def _as_it_may_have_been(desk: Desk, book: Book, entry: Entry) -> Iterator[Document]:
    """The letter composed from the case as it is and as it was, with the seal and without: the hash
    decides which it was."""
    on, issued_on, deadline = (
        date.fromisoformat(day) for day in (entry.as_of, entry.issued_on, entry.deadline)
    )
    reserved = local_time(desk, datetime.fromisoformat(entry.reserved_at))
    kind = load_kind(desk.templates, entry.kind)
    case = book.load(entry.loan, desk.house, Vault(desk.evidence))
    now = before_this_run(case, entry.kind, on)
    for known in (now, _until(now, reserved)):
        for approvals in (frozenset[str](), frozenset({EventType.SEAL_USE.value})):
            job = Job(
                desk, book, Register(book), kind, known, entry.locale, on, reserved, "", approvals
            )
            yield letters.composed(job, entry.party, entry.number, issued_on, deadline)


def _until(case: Case, at: datetime) -> Case:
    """The case without what was recorded after `at`."""
    return replace(case, log=tuple(e for e in case.log if e.recorded_at <= at))


def _must_be_issued(entry: Entry) -> None:
    if entry.issued_at is None or not entry.content_hash:
        raise UsageError(
            Text(f"{entry.number} 没有签发的文件", f"{entry.number} has no issued letter"),
            Text("noticegen register list 列出全部编号", "`noticegen register list` lists the numbers"),
        )  # fmt: skip


def _intact(path: Path, sha256: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BookError(
            Text(f"文件缺失或被改动：{path}", f"the file is missing or was altered: {path}"),
            Text("运行 noticegen register verify", "run `noticegen register verify`"),
        )
    return data
