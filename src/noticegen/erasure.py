"""The story of an erasure: who is held and why, whether the time is over, two people, then it is gone.

1. hold       what the book has on a person, and from which day it may go
2. ask        a person of the house wishes it, in her role, with a reason
3. confirm    another one does, in hers: rows, salts, letters and evidence go in one transaction

The files are taken away before the transaction ends: after a crash the rows are still there and the
erasure is carried out again. Of a print stream that other letters share only the pages of the erased
one go; the leaf of the erasure names the hash of the stream before and after. Copies elsewhere (backups, the loan system, letters sent) are not ours
to reach.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from noticegen import fsio, retention, textgate
from noticegen.book import Book, erase
from noticegen.book.audit import BUNDLES, CONTENT, DRAFTS, PROOFS, SEALED, SUFFIXES
from noticegen.desk import Desk
from noticegen.errors import DataError, UsageError
from noticegen.model import Case, Event, Party
from noticegen.register import Entry, Register
from noticegen.render.stream import without
from noticegen.text import Text, many
from noticegen.vault import CACHE, Vault


@dataclass(frozen=True, slots=True)
class OfLoan:
    """What one loan holds. `free_from` is the first day on which it may be erased; None: not over."""

    case: Case
    roles: tuple[str, ...]
    events: tuple[Event, ...]  # the whole log: it goes as a whole
    letters: tuple[Entry, ...]
    free_from: date | None


@dataclass(frozen=True, slots=True)
class Holding:
    """What the book holds on a person. `with_her` are parties of her loans who are in no other loan."""

    party: Party
    loans: tuple[OfLoan, ...]
    with_her: tuple[str, ...]
    asked_by: str = ""  # who wishes the erasure, not yet confirmed

    @property
    def free_from(self) -> date | None:
        """The first day on which the person may be erased; None while one of her loans is not over."""
        days = [loan.free_from for loan in self.loans]
        return None if None in days else max((d for d in days if d), default=date.min)


def hold(desk: Desk, book: Book, party: str, on: date) -> Holding:
    """Everything held on a person. Raises UsageError when the book does not know her."""
    told = book.party(party)
    with book.read() as conn:
        ids = erase.loans_of(conn, party)
        people = erase.people_of(conn, ids, party)
        wish = erase.asked(conn, party)
    cases = list(book.load_many(ids, desk.house, Vault(desk.evidence)))
    register = Register(book)
    loans = tuple(
        OfLoan(
            case,
            _roles(case, party),
            case.log,
            tuple(register.list(loan=case.loan.id)),
            retention.free_from(case, on, desk.policy),
        )
        for case in cases
    )
    others = tuple(p for p in people if p != party)
    return Holding(told, loans, others, "" if wish is None else wish["asked_by"])


def ask(
    desk: Desk, book: Book, party: str, *, by: str, role: str, reason: str, now: datetime
) -> Holding:
    """Note that `by` wishes to have a person erased. Raises DataError before her time is over or for
    someone without that role, UsageError for a reason too short."""
    holding = _may_go(desk, book, party, now.date())
    _known(desk, by, role)
    least = desk.policy.override.reason_min_chars
    wrong = list(textgate.check_text(reason, kind="text", max_length=500))
    if len(reason.strip()) < least:
        wrong.append(
            Text(f"理由不足{least}字", f"the reason has fewer than {many(least, 'character')}")
        )
    if wrong:
        raise UsageError(wrong[0])
    with book.write() as conn:
        erase.ask(conn, party, by=by, role=role, reason=reason, at=now.isoformat())
    return holding


def confirm(
    desk: Desk, book: Book, party: str, *, by: str, role: str, now: datetime
) -> erase.Going:
    """Carry out the erasure that another person asked for. Raises as `ask`, and DataError when nobody
    asked or the same person confirms."""
    holding = _may_go(desk, book, party, now.date())
    _known(desk, by, role)
    vault = Vault(desk.evidence)
    with book.write() as conn:
        wish = erase.asked(conn, party)
        if wish is None:
            raise DataError(
                Text("没有待确认的删除申请", "nobody asked for this erasure"),
                Text("先由一人运行 noticegen person erase", "one person runs `noticegen person erase` first"),
            )  # fmt: skip
        if wish["asked_by"] == by:
            raise DataError(Text("确认人须为另一人", "a different person must confirm"))
        loans = erase.loans_of(conn, party)
        if loans != tuple(loan.case.loan.id for loan in holding.loans):
            raise DataError(
                Text("资料刚有变动，请重试", "the records have just changed: try again")
            )
        people = erase.people_of(conn, loans, party)
        gone = erase.going(conn, loans, people)
        cut = [(c, without(desk.out / f"{c.file}.pdf", c.ranges)) for c in gone.cuts]
        streams = {c.sha256: hashlib.sha256(pdf).hexdigest() for c, pdf in cut}
        erase.erase(
            conn, wish, loans, people, by=by, role=role, at=now.isoformat(), streams=streams
        )
        copies = list(_copies(desk, holding))  # before anything goes
        for c, pdf in cut:
            fsio.replace(desk.out / f"{c.file}.pdf", pdf)
        for file in gone.letters:
            for suffix in SUFFIXES.values():
                fsio.remove(desk.out / f"{file}{suffix}")
        for sha256 in gone.evidence:
            fsio.remove(vault.path(sha256))
        for copy in copies:
            (fsio.remove_folder if copy.is_dir() else fsio.remove)(copy)
    book.scrub()
    return gone


def _copies(desk: Desk, holding: Holding) -> Iterator[Path]:
    """What was made of these loans and lies apart: copies of exhibits and drafts (of all: they are made
    anew), sealed letters, proofs, packets for the court."""
    loans = {loan.case.loan.id for loan in holding.loans}
    letters = {e.number: e.file for loan in holding.loans for e in loan.letters}
    yield desk.evidence / CACHE
    yield desk.out / DRAFTS
    for file in filter(None, letters.values()):
        yield desk.out / SEALED / f"{file}.pdf"
    for told in sorted((desk.out / PROOFS).glob("*/proof.json")):
        if _said(told, "number") in {*letters, None}:
            yield told.parent
    for told in sorted((desk.out / BUNDLES).glob(f"*/{CONTENT}")):
        if _said(told, "loan") in {*loans, None}:
            yield told.parent
            yield told.parent.with_name(f"{told.parent.name}.zip")


def _said(told: Path, key: str) -> str | None:
    """What a copy says it is of; None when it cannot be read: then it goes with the rest."""
    try:
        return str(json.loads(told.read_text("utf-8"))[key])
    except (ValueError, LookupError, TypeError, OSError):
        return None


def refusal(holding: Holding, on: date) -> Text | None:
    """Why the person may not be erased on day `on`; None when she may."""
    free = holding.free_from
    if free is None:
        open_ = [loan.case.loan.id for loan in holding.loans if loan.free_from is None]
        return Text(f"贷款尚未结清：{'、'.join(open_)}", f"loans not over yet: {', '.join(open_)}")
    if free > on:
        return Text(
            f"保存期限未满（policy.toml 的 log.keep_years），{free} 起可删除",
            f"the years of log.keep_years in policy.toml are not over: from {free}",
        )
    return None


def _may_go(desk: Desk, book: Book, party: str, on: date) -> Holding:
    holding = hold(desk, book, party, on)
    why = refusal(holding, on)
    if why is not None:
        raise DataError(why)
    return holding


def _known(desk: Desk, by: str, role: str) -> None:
    if not any(s.name == by and role in s.roles for s in desk.house.staff):
        raise DataError(
            Text("noticegen.toml 中没有此人或此职务", "noticegen.toml has no such person with that role"),
            Text("在 [[staff]] 中登记", "enter her under [[staff]]"),
        )  # fmt: skip


def _roles(case: Case, party: str) -> tuple[str, ...]:
    signed = [s.role.value for s in case.signatories if s.party == party]
    stood = ["counter_guarantor" if g.counter else "guarantor" for g in case.guarantees if g.party == party]  # fmt: skip
    return tuple(dict.fromkeys(signed + stood))
