"""A sealed copy of an issued letter: the registered bytes with a digital seal behind them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from noticegen import fsio, sealing
from noticegen.book import Book
from noticegen.book.audit import SEALED
from noticegen.desk import Desk
from noticegen.errors import DataError, UsageError
from noticegen.issue.overrides import approvals
from noticegen.model import EventType
from noticegen.register import Register
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.wording import load_kind


@dataclass(frozen=True, slots=True)
class SealedLetter:
    """The sealed copy, and the name on the certificate."""

    number: str
    file: Path
    by: str


def seal_letter(
    desk: Desk, book: Book, number: str, on: date, environ: Mapping[str, str]
) -> SealedLetter:
    """Seal the PDF of an issued document into `out/sealed`; sealed once, it stays.

    The use of the seal for this kind must have been allowed and confirmed by day `on`. Raises
    UsageError without it or for a letter in a print stream, DataError when the letter is not what was issued."""
    entry = Register(book).show(number)
    if entry.state != "issued" or not entry.pdf_sha256:
        raise UsageError(Text(f"{number} 不是已签发的 PDF 文书", f"{number} is no issued document with a PDF"))  # fmt: skip
    if entry.first_page is not None:
        raise UsageError(
            Text(f"{number} 在印制流中，与他人的文书同一文件，不能单独加盖电子印章",
                 f"{number} stands in a print stream, one file with letters to others: it cannot be sealed by itself"),
            Text("须加盖电子印章的文书用 --engine archive 签发",
                 "what is to be sealed digitally is issued by --engine archive"),
        )  # fmt: skip
    case = book.load(entry.loan, desk.house, Vault(desk.evidence))
    if EventType.SEAL_USE.value not in approvals(case, entry.kind, on, desk.policy):
        raise UsageError(
            Text("没有经确认的用印审批", "no confirmed approval for the use of the seal"),
            Text(
                f"先运行 noticegen log {entry.loan} seal_use --kind {entry.kind} …，再由第二人 noticegen approve",
                f"first `noticegen log {entry.loan} seal_use --kind {entry.kind} ...`, then a second person: noticegen approve",
            ),
        )
    source = desk.out / f"{entry.file}.pdf"
    if not source.is_file() or fsio.sha256_of(source) != entry.pdf_sha256:
        raise DataError(
            Text(f"{source.name} 缺失或已被改动", f"{source.name} is missing or was altered"),
            Text("运行 noticegen register verify", "run `noticegen register verify`"),
        )
    target = desk.out / SEALED / f"{entry.file}.pdf"
    if target.exists():
        (held,) = sealing.check(target, desk.signing.trust)[:1] or (None,)
        size = source.stat().st_size
        with target.open("rb") as copy:
            begins = copy.read(size) == source.read_bytes()
        if begins and held is not None and held.intact and held.untouched:
            return SealedLetter(number, target, held.by)
    reason = load_kind(desk.templates, entry.kind).name.zh + " " + number
    with tempfile.TemporaryDirectory(prefix="noticegen-seal-") as work:
        made = Path(work) / "sealed.pdf"
        by = sealing.sign(source, made, desk.signing, environ, reason=reason)
        fsio.publish_chunks(target, fsio.chunks_of(made))
    return SealedLetter(number, target, by)
