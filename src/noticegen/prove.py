"""The story of a proof: one document, what the register says of it, and a program that checks both.

    out/proofs/2026-overdue-notice-0001_1a2b3c4d-42/      42 = how many entries the register had
        document.pdf  document.docx           the document as it was issued
        proofs/01-slip.png ...                what proves its service
        proof.json                            its entries, laid open, with their paths to the root
        certificate.pdf                       the same in plain words
        verify.py                             checks it all; needs Python and nothing else

Nothing in it tells of another document: of those there are hashes only.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from noticegen import fsio, merkle, render
from noticegen.book import Book
from noticegen.book.audit import PROOFS
from noticegen.desk import Desk, shipped
from noticegen.errors import BookError, DataError, UsageError
from noticegen.events import METHODS, SPECS
from noticegen.issue.copies import pdf_of
from noticegen.model import Document, EventType, EvidenceState
from noticegen.money import day
from noticegen.register import Entry, Opened, Register
from noticegen.text import Text
from noticegen.vault import Vault
from noticegen.wording import Kind, load_kind, render_wording

WORDING = "proof"  # below the templates folder
KIND = "certificate"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the proof lies, and the checkpoint under which it holds."""

    number: str
    folder: Path
    files: int  # documents and evidence; not proof.json, certificate and program
    entries: int
    checkpoint: merkle.Checkpoint


@dataclass(frozen=True, slots=True)
class _File:
    """`data` is a copy made now, of a letter whose registered file holds those of others too."""

    path: str  # below the folder of the proof
    sha256: str
    source: Path | None = None
    data: bytes = b""


def prove(
    desk: Desk, book: Book, number: str, locale: str = "zh", since: merkle.Checkpoint | None = None
) -> Proof:
    """Write the proof of an issued document. The same register gives the same bytes.

    Of a letter in a print stream it holds an extract, and names the stream as withheld. With `since` it
    shows too that the register was only added to after that checkpoint. Raises UsageError for a number
    that was never issued, DataError when a file of it was altered or is gone,
    BookError when `since` is of another register or a longer one."""
    register = Register(book)
    # 1. what the register says
    entry = register.show(number)
    point, entries = register.opened(number)
    grown = None if since is None else _since(register, since, point)
    # 2. the files it names, as they are now
    files = [*_documents(desk, book, entry), *_evidence(Vault(desk.evidence), entries)]
    # 3. the certificate
    kind = _kind(desk)
    facts = _facts(desk, entry, entries, files, point=point, locale=locale)
    certificate = render.render(_document(kind, entry, facts, locale), desk.style, ("pdf",))
    # 4. out
    grew = "" if since is None else f"-since-{since.size}"
    name = f"{entry.year}-{entry.kind}-{entry.seq:04d}_{_short(entry)}-{point.size}{grew}"
    folder = desk.out / PROOFS / name
    plain = {
        "schema_version": 1,
        "number": entry.number,
        "checkpoint": point.text,
        "entries": [_plain(opened) for opened in entries],
        "files": [{"path": f.path, "sha256": f.sha256} for f in files if f.source],
        "copies": [{"path": f.path, "sha256": f.sha256} for f in files if f.data],
        "withheld": [entry.pdf_sha256] if entry.first_page is not None else [],
        **({"since": grown} if grown else {}),
    }
    told = json.dumps(plain, ensure_ascii=False, indent=1) + "\n"
    with fsio.working_folder(folder.parent, "proof") as made:
        for file in files:
            chunks = fsio.chunks_of(file.source) if file.source else (file.data,)
            fsio.publish_chunks(made / file.path, chunks)
        fsio.publish(made / "certificate.pdf", certificate.pdf)
        fsio.publish(made / "verify.py", _program())
        fsio.publish(made / "proof.json", told.encode())
        fsio.name_folder(made, folder)
    return Proof(entry.number, folder, len(files), len(entries), point)


def _short(entry: Entry) -> str:
    """Tells numbers of different issuers and series apart."""
    return hashlib.sha256(entry.number.encode()).hexdigest()[:8]


def _since(register: Register, old: merkle.Checkpoint, new: merkle.Checkpoint) -> dict[str, object]:
    if old.origin != new.origin:
        raise BookError(
            Text("检查点属于另一登记簿", "the checkpoint is of another register"),
            Text("给出本登记簿的检查点", "give a checkpoint of this register"),
        )
    path = register.consistency(old)
    if not merkle.consistent(old.size, new.size, path, old.root, new.root):
        raise BookError(
            Text("登记簿在该检查点之后被改写", "the register was rewritten since that checkpoint"),
            Text(
                "运行 noticegen register verify --since", "run `noticegen register verify --since`"
            ),
        )
    return {"size": old.size, "path": [step.hex() for step in path]}


def _documents(desk: Desk, book: Book, entry: Entry) -> list[_File]:
    """The files of the document, each as it was issued; out of a print stream a copy of its pages."""
    if entry.first_page is not None:
        data = pdf_of(desk, book, entry)
        return [_File("document.pdf", hashlib.sha256(data).hexdigest(), data=data)]
    found = []
    for suffix, digest in ((".pdf", entry.pdf_sha256), (".docx", entry.docx_sha256)):
        if digest:
            path = desk.out / f"{entry.file}{suffix}"
            _same(path, digest)
            found.append(_File(f"document{suffix}", digest, path))
    return found


def _evidence(vault: Vault, entries: Sequence[Opened]) -> list[_File]:
    """The files that the entries of the log name, each once."""
    found: dict[str, _File] = {}
    for opened in entries:
        for sha256, name, kind in json.loads(opened.content).get("evidence", ()):
            if sha256 in found:
                continue
            if vault.state(sha256) is not EvidenceState.OK:
                raise _altered(name)
            suffix = Path(name).suffix.lower()
            suffix = suffix if _SUFFIX.fullmatch(suffix) else ""
            path = f"proofs/{len(found) + 1:02d}-{kind}{suffix}"
            found[sha256] = _File(path, sha256, vault.path(sha256))
    return list(found.values())


def _same(path: Path, digest: str) -> None:
    try:
        if fsio.sha256_of(path) == digest:
            return
    except OSError:
        pass
    raise _altered(path.name)


def _altered(name: str) -> DataError:
    return DataError(
        Text(f"{name} 缺失或已被改动，不能证明", f"{name} is missing or was altered: there is nothing to prove"),
        Text("运行 noticegen register verify", "run `noticegen register verify`"),
    )  # fmt: skip


def _plain(opened: Opened) -> dict[str, object]:
    return {
        "index": opened.index,
        "body": opened.body,
        "content": opened.content,
        "salt": opened.salt,
        "path": list(opened.path),
    }


def _program() -> bytes:
    source = importlib.resources.files("noticegen.standalone") / "verify.py"
    return source.read_bytes()


# --- the certificate --------------------------------------------------------------------------------


def _kind(desk: Desk) -> Kind:
    """The house's own wording of the certificate, else ours."""
    own = desk.templates / WORDING
    return load_kind(own if own.is_dir() else shipped("templates") / WORDING, KIND)


def _facts(
    desk: Desk,
    entry: Entry,
    entries: Sequence[Opened],
    files: Sequence[_File],
    *,
    point: merkle.Checkpoint,
    locale: str,
) -> dict[str, object]:
    house = desk.house
    names = {file.sha256: file.path for file in files}
    if entry.first_page is not None:
        stream = Text("打印流（不附）", "print stream (not enclosed)")
        names[str(entry.pdf_sha256)] = _said(stream, locale)
    voided = (entry.voided_at or "")[:10]
    return {
        "number": entry.number,
        "house": (house.name_en or house.name) if locale == "en" else house.name,
        "issued_on": day(date.fromisoformat(entry.issued_on), locale),
        "subject": _said(_subject(desk, entry.kind), locale),
        "origin": point.origin,
        "size": str(point.size),
        "root": base64.b64encode(point.root).decode(),
        "acts_count": str(len(entries)),
        "is_void": bool(voided),
        "in_stream": entry.first_page is not None,
        "stream_pages": _pages(entry),
        "voided_on": day(date.fromisoformat(voided), locale) if voided else "",
        "void_reason": entry.void_reason or "",
        "acts": tuple(_act(opened, names, desk.house.zone, locale) for opened in entries),
        "files": tuple({"name": file.path, "sha256": file.sha256} for file in files),
        "tone": "N",
    }


def _pages(entry: Entry) -> str:
    first, count = entry.first_page or 0, entry.pages or 0
    return f"{first}–{first + count - 1}" if entry.first_page is not None else ""


def _subject(desk: Desk, kind: str) -> Text:
    try:
        return load_kind(desk.templates, kind).name
    except UsageError:  # a kind that the house no longer has
        return Text(kind, kind)


def _act(opened: Opened, names: Mapping[str, str], zone: str, locale: str) -> dict[str, str]:
    """One line of what is registered: an act of the register, or an entry of the log."""
    body, content = json.loads(opened.body), json.loads(opened.content)
    if body["type"] == "event":
        details = json.loads(content["details"])
        method = METHODS.get(details.get("method", ""))
        what = _said(SPECS[EventType(body["kind"])].name, locale)
        what += f"（{_said(method, locale)}）" if method and locale == "zh" else ""
        what += f" ({_said(method, locale)})" if method and locale != "zh" else ""
    else:
        what = _said(_ACTS[body["type"]], locale)
    at = datetime.fromisoformat(body["at"]).astimezone(ZoneInfo(zone))
    held = [names[sha256] for sha256 in body["files"]]
    return {
        "index": str(opened.index),
        "at": f"{at:%Y-%m-%d %H:%M}",
        "what": what,
        "files": ("，" if locale == "zh" else ", ").join(held) or "—",
    }


_ACTS = {
    "issued": Text("登记为已签发", "entered as issued"),
    "void": Text("登记为作废", "entered as void"),
}


def _document(kind: Kind, entry: Entry, facts: Mapping[str, object], locale: str) -> Document:
    blocks, _, clauses = render_wording(kind, locale, facts)
    title = kind.titles["fixed"].to("zh" if locale == "zh" else "en")
    return Document(
        kind=KIND,
        locale=locale,
        title=title,
        letterhead=str(facts["house"]),
        number=entry.number,
        blocks=blocks,
        subject=title,
        issued_on=date.fromisoformat(entry.issued_on),
        audience=kind.audience,
        clauses=clauses,
    )


def _said(text: Text, locale: str) -> str:
    return text.to("zh" if locale == "zh" else "en")
