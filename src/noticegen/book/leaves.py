"""The one tree over the log and the register: what each leaf says, and how leaves are added.

A leaf is SHA-256(0x00 ‖ body); the body is canonical JSON of what may be shown (type, id, kind, time, file
hashes) and a commitment, SHA-256(salt ‖ every column of the row as it lies in the database). With
the salt gone nobody can guess the row from its leaf, and the tree stays whole.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from noticegen import canonical, merkle
from noticegen.book import tables as t
from noticegen.book.engine import insert
from noticegen.errors import BookError
from noticegen.text import Text

SALT_SIZE = 16

# The columns of a register row that exist after each act, in the order of the acts.
RESERVED = (
    "number", "issuer", "series", "year", "seq", "key", "kind", "loan", "party", "locale",
    "anchor", "as_of", "issued_on", "deadline", "case_digest", "setup_digest", "reserved_at",
)  # fmt: skip
ISSUED = (
    *RESERVED, "file", "pdf_sha256", "docx_sha256", "content_hash", "pages", "clauses", "issued_at",
    "first_page",
)  # fmt: skip
VOID = (*ISSUED, "void_reason", "voided_at")
ACTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "reserved": ("reserved_at", RESERVED),
    "issued": ("issued_at", ISSUED),
    "void": ("voided_at", VOID),
}


def origin_leaf(origin: str) -> bytes:
    """The first leaf of every book: whose tree it is."""
    return merkle.leaf_hash(canonical.dumps({"type": "origin", "origin": origin}).encode())


def event_leaf(row: Mapping[Any, Any], files: Sequence[tuple[str, str, str]]) -> bytes:
    """The leaf of an event row; `files` are (sha256, name, kind) in order."""
    return merkle.leaf_hash(event_body(row, files))


def event_leaves(data: bytes) -> bytes:
    """The leaves of many events, one after the other; `data` is a marshalled list of what `event_leaf`
    takes. Work that a second process can do (`noticegen.aside`)."""
    return b"".join([event_leaf(row, files) for row, files in marshal.loads(data)])


def event_content(row: Mapping[Any, Any], files: Sequence[tuple[str, str, str]]) -> str:
    """What the leaf of an event commits to: the row, all but its leaf and salt, and its files."""
    return _EVENT({**row, "evidence": files})


def event_body(row: Mapping[Any, Any], files: Sequence[tuple[str, str, str]]) -> bytes:
    """What the leaf of an event says."""
    content = event_content(row, files).encode()
    commitment = hashlib.sha256(row["salt"] + content).hexdigest()
    at, of, kind = (
        canonical.quoted(row["at"]),
        canonical.quoted(row["id"]),
        canonical.quoted(row["type"]),
    )
    hashes = canonical.dumps([file[0] for file in files]) if files else "[]"
    return f'{{"at":{at},"commitment":"{commitment}","files":{hashes},"id":{of},"kind":{kind},"type":"event"}}'.encode()


def run_leaf(row: Mapping[Any, Any]) -> bytes:
    """The leaf of one entry on the log of a batch run."""
    content = {name: row[name] for name in RUN_COLUMNS}
    body = {
        "type": "run",
        "id": f"{row['run']}/{row['nth']}",
        "kind": row["type"],
        "at": row["at"],
        "commitment": _commitment(row["salt"], content),
    }
    return merkle.leaf_hash(canonical.dumps(body).encode())


def act_leaf(act: str, row: Mapping[Any, Any]) -> bytes:
    """The leaf of one act (reserved, issued, void) on a register row."""
    return merkle.leaf_hash(act_body(act, row))


def act_body(act: str, row: Mapping[Any, Any]) -> bytes:
    """What the leaf of an act says: number, kind, time and the hashes of the files, if any."""
    when, columns = ACTS[act]
    files = [row[name] for name in ("pdf_sha256", "docx_sha256") if name in columns]
    body = {
        "type": act,
        "number": row["number"],
        "kind": row["kind"],
        "at": row[when],
        "files": [file for file in files if file],
        "commitment": hashlib.sha256(row["salt"] + act_content(act, row).encode()).hexdigest(),
    }
    return canonical.dumps(body).encode()


def act_content(act: str, row: Mapping[Any, Any]) -> str:
    """What the leaf of an act commits to: the row as it stood after the act.

    `first_page` only of a letter in a print stream, so that leaves made before there were streams stay
    as they are."""
    content = {name: row[name] for name in ACTS[act][1]}
    if content.get("first_page", 0) is None:
        del content["first_page"]
    return canonical.dumps(content)


def _commitment(salt: bytes, content: Mapping[str, Any]) -> str:
    return hashlib.sha256(salt + canonical.dumps(content).encode()).hexdigest()


EVENT_COLUMNS = tuple(c.name for c in t.events.columns if c.name not in ("leaf", "salt"))
RUN_COLUMNS = tuple(c.name for c in t.run_log.columns if c.name not in ("leaf", "salt"))
_EVENT = canonical.shape((*EVENT_COLUMNS, "evidence"))


def frontier(conn: sa.Connection) -> merkle.Frontier:
    """The tree as it stands. Raises BookError when the stored form is not one."""
    row = conn.execute(sa.select(t.tree.c.size, t.tree.c.peaks)).one_or_none()
    try:
        if row is None:
            raise ValueError("no tree")
        return merkle.Frontier.unpack(row.size, bytes(row.peaks))
    except ValueError as wrong:
        raise BookError(
            Text("台账的哈希树已损坏", "the tree of the register is damaged"),
            Text("运行 noticegen register verify", "run `noticegen register verify`"),
        ) from wrong


def append(conn: sa.Connection, hashes: Iterable[bytes], tree: merkle.Frontier) -> None:
    """Add leaves at the end of `tree` (which holds the lock of the transaction) and store both."""
    added = list(hashes)
    if added:
        insert(conn, t.leaves, [{"leaf": n, "hash": h} for n, h in enumerate(added, tree.size)])
        tree.extend(added)
        conn.execute(sa.update(t.tree).values(size=tree.size, peaks=tree.pack()))
