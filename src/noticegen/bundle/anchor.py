"""What a packet is held against from outside of it: a hash kept elsewhere, and the book.

A packet proves only that it agrees with itself: who can rewrite its files can rewrite the manifests too.
One hash stands for all of it, that of `tagmanifest-sha256.txt`, which names the hash of the content
file and of the manifest, which names those of the rest. `build` prints it and puts it on a log of the
book, whose entries are leaves of the same tree as everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from noticegen.book import Book, runs
from noticegen.book.runs import RunAct
from noticegen.bundle.bag import TAGS, Problem
from noticegen.bundle.content import Content
from noticegen.text import Text

BOUND = "bound"
GIVEN, BOOK = "manifest", "book"
Record = Callable[[str, str], None]  # name and hash of a packet that is about to get its name
Known = Callable[[str], Sequence[str]]  # the hashes of the packets bound for a loan


def no_record(_: str, __: str) -> None:
    """Nothing is kept of it: a draft, or a packet bound apart from the book."""


def nothing_known(_: str) -> Sequence[str]:
    """There is no book to ask."""
    return ()


@dataclass(frozen=True, slots=True)
class Anchors:
    """What is kept outside: the hash that was written down ("" = none), the packets that the book knows."""

    manifest: str = ""
    known: Known = nothing_known


def recorded(book: Book, loan: str, at: datetime) -> Record:
    """Puts the hash of a final packet on the log of the packets of its loan, once for the same packet."""

    def record(name: str, sha256: str) -> None:
        details = {"packet": name, "manifest": sha256}
        with book.write() as conn:
            if details not in [dict(act.details) for act in runs.log_of(conn, log_name(loan))]:
                runs.tell(conn, RunAct(log_name(loan), at, BOUND, details=details))

    return record


def known_to(book: Book) -> Known:
    """The hashes that a book has of the packets bound for a loan, the oldest first."""

    def known(loan: str) -> Sequence[str]:
        with book.read() as conn:
            return [act.details["manifest"] for act in runs.log_of(conn, log_name(loan))]

    return known


def log_name(loan: str) -> str:
    """The log on which the packets of a loan stand: no batch run is called so."""
    return f"bundle/{loan}"


def held_to(content: Content, sha256: str, anchors: Anchors) -> tuple[str, ...]:
    """With what a packet could be compared: "manifest", "book"; () = with nothing outside of it.

    The book knows no drafts."""
    asked = (GIVEN,) if anchors.manifest else ()
    return (*asked, BOOK) if sha256 and _books(content, anchors) else asked


def compare(content: Content, sha256: str, anchors: Anchors) -> Iterator[Problem]:
    """Where a packet whose tag manifest has this hash differs from what is kept outside."""
    if anchors.manifest and sha256 != anchors.manifest.lower():
        yield Problem("anchor", TAGS, Text("与所给的哈希不符：不是当时装订的材料包", "has not the hash given: not the packet that was bound"))  # fmt: skip
    known = _books(content, anchors)
    if known and sha256 not in known:
        yield Problem("anchor", TAGS, Text("台账所记的材料包中没有这一份", "is none of the packets that the book knows of this loan"))  # fmt: skip


def _books(content: Content, anchors: Anchors) -> Sequence[str]:
    return () if content.draft else anchors.known(content.loan)
