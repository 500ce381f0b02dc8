"""The trace an import leaves on the log of a loan whose terms it changes.

Terms lie in the book as the source has them last; what they were before stands here: one event, in the
transaction of the change, with what changed in words. A first import leaves none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from noticegen.book import rows
from noticegen.book import tables as t
from noticegen.book.changes import Detail, told
from noticegen.model import Event, EventType
from noticegen.text import Text
from noticegen.textgate import LIMITS

ACTOR = "import"
MOST = LIMITS["text"] // 2 - 40  # characters in each language; the rest is for how many more

_SHEETS = {"signatory": "signatories", "guarantee": "deeds", "address": "addresses"}
_OF_LOAN = {
    **dict.fromkeys(("account_name", "account_bank", "account_number"), "account"),
    **dict.fromkeys(("contract_date", "disbursed_on", "maturity", "due_date_rule"), "dates"),
    **dict.fromkeys(("annual_rate", "surcharge", "misuse_surcharge", "misused"), "rates"),
    **dict.fromkeys(("day_basis", "compound", "allocation_order", "recourse_rate"), "rates"),
    **dict.fromkeys(("lender_class", "subsidised"), "rates"),
    "principal": "sums",
}
_OF_PARTY = dict.fromkeys(
    ("kind", "name", "id_kind", "id_number", "birth_date", "legal_representative"), "names"
)
_NO_TERMS = frozenset({"purpose", "branch", "officer", "booked_until"})  # of a loan


def term(detail: Detail) -> str:
    """The key of `events.TERMS` that a difference belongs to; "" when it is no term."""
    if detail.sheet == "loan":
        return "" if detail.field in _NO_TERMS else _OF_LOAN.get(detail.field, "contract")
    if detail.sheet == "instalment":
        return "dates" if detail.field == "due" else "sums"
    if detail.sheet == "party":
        return _OF_PARTY.get(detail.field, "")
    return _SHEETS.get(detail.sheet, "")


def terms(details: Iterable[Detail]) -> list[Detail]:
    """Those that are changes of terms."""
    return [detail for detail in details if term(detail)]


def event(loan: str, nth: int, details: Sequence[Detail], now: datetime) -> rows.Row:
    """The row of the event that says so, the `nth` of this loan's log. `details` are of terms."""
    text = _text(list(told(details)))
    keys = ",".join(dict.fromkeys(term(detail) for detail in details))
    named = hashlib.sha256(f"{loan}\n{nth}\n{text}".encode()).hexdigest()[:16]
    made = Event(
        f"change-{named}", now, EventType.DATA_CHANGE, now, (ACTOR,), text=text, details={"terms": keys}
    )  # fmt: skip
    return rows.event_row(loan, made, now.isoformat())


def _text(lines: Sequence[Text]) -> str:
    """The changes in both languages; of too many the first, and how many more."""
    zh, en, left = "", "", len(lines)
    for line in lines:
        longer_zh, longer_en = f"{zh}；{line.zh}" if zh else line.zh, f"{en}; {line.en}" if en else line.en  # fmt: skip
        if max(len(longer_zh), len(longer_en)) > MOST:
            break
        zh, en, left = longer_zh, longer_en, left - 1
    more = Text(f"……另有 {left} 处", f"... and {left} more") if left else Text("", "")
    return f"{zh}{more.zh} / {en}{more.en}"


def holders(conn: sa.Connection, parties: Iterable[str]) -> Mapping[str, list[str]]:
    """The parties of these that each loan names already, by loan."""
    found: dict[str, list[str]] = {}
    wanted = sorted(parties)
    for table in (t.signatories, t.guarantees):
        query = sa.select(table.c.loan, table.c.party).where(table.c.party.in_(wanted))
        for loan, party in conn.execute(query.order_by(table.c.loan, table.c.position)):
            if party not in found.setdefault(loan, []):
                found[loan].append(party)
    return found


def sizes(conn: sa.Connection, loans: Iterable[str]) -> dict[str, int]:
    """How many events the log of each loan has."""
    c = t.loans.c
    query = sa.select(c.id, c.log_size).where(c.id.in_(sorted(loans)), c.erased_at.is_(None))
    return {row.id: row.log_size for row in conn.execute(query)}
