"""What the rows of one loan must say together. Every fault holds the whole loan back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from noticegen.creditor import folded
from noticegen.events import OLDER_THAN_LOAN, SPECS
from noticegen.model import EventType
from noticegen.schema import (
    EVENTS,
    EVIDENCE,
    GUARANTEES,
    INSTALMENTS,
    LOANS,
    PARTIES,
    SHEETS,
    SIGNATORIES,
    Sheet,
)
from noticegen.sources.faults import NOTHING, Fault, Refused
from noticegen.sources.tables import Place
from noticegen.text import Text

FULL_AGE = 18  # Civil Code 17
Rows = list[list[Any]]
Find = Callable[[str], object]  # raises Refused
INDEX = {s.key: i for i, s in enumerate(SHEETS)}
_L, _S, _G, _I, _E, _V, _P = (
    s.position for s in (LOANS, SIGNATORIES, GUARANTEES, INSTALMENTS, EVENTS, EVIDENCE, PARTIES)
)
_AT, _TYPE, _PARTY, _ID = _E["at"], _E["type"], _E["party"], _E["id"]
_RECORDED = _E["recorded_at"]
_OLDER = frozenset(t.value for t in OLDER_THAN_LOAN)
_NEED_PROOF = frozenset(t.value for t, spec in SPECS.items() if "evidence" in spec.needs)


class Bundle(NamedTuple):
    """The staged rows of one loan, and those of its parties by id."""

    id: str
    loan: list[Any]
    signatories: Rows
    guarantees: Rows
    instalments: Rows
    events: Rows
    evidence: Rows
    parties: Mapping[str, list[Any]]
    broken: frozenset[str] = frozenset()  # sheets with a row of this loan that has faults already
    today: str = ""  # ISO; later events and deeds are refused; "" = not checked


def check(bundle: Bundle, places: Mapping[str, Place], find: Find) -> list[Fault]:
    """Everything wrong with the loan as a whole; [] = it can go through. `find` looks for an evidence file.

    What would only follow from a row that is faulty itself (a sum without it, a key that only it
    has) is not said again: a check is left out where a sheet it needs is broken."""
    say = Sayer(bundle.id, places)
    found: list[Fault] = []

    def run(needs: tuple[Sheet, ...], faults: Iterator[Fault]) -> None:
        if bundle.broken.isdisjoint(s.key for s in needs):
            found.extend(faults)

    run((INSTALMENTS,), _schedule(bundle, say))
    run((SIGNATORIES,), _signatories(bundle, say))
    run((SIGNATORIES, GUARANTEES, PARTIES), _guarantors(bundle, say))
    run((GUARANTEES,), _deeds(bundle, say))
    run((SIGNATORIES, GUARANTEES, EVENTS), _events(bundle, say))
    run((EVENTS, EVIDENCE), _evidence(bundle, say, find))
    return found


class Sayer:
    """Makes the faults of one loan, each with the place of its row."""

    def __init__(self, loan: str, places: Mapping[str, Place]) -> None:
        self.loan = loan
        self._places = places

    def __call__(  # noqa: PLR0917  # the parts of a fault, in the order of its message
        self, sheet: Sheet, row: int, key: str, code: str, expected: Text, cure: Text, found: Text = NOTHING
    ) -> Fault:  # fmt: skip
        return self._place(sheet).fault(row, key, code, expected, cure, found, self.loan)

    def _place(self, sheet: Sheet) -> Place:
        return self._places.get(sheet.key) or Place("", sheet.name.zh, "a1", sheet)

    def double(self, sheet: Sheet, row: int, key: str, first: int) -> Fault:
        """The same key a second time. Items count from 0 in their addresses: the first is named by its own."""
        place = self._place(sheet)
        zh, en = (f" {place.address(first)} ", place.address(first)) if place.style == "item" else (f"第{first}行", f"row {first}")  # fmt: skip
        return self(
            sheet, row, key, "duplicate", Text("不重复的值", "a value used once"),
            Text("删去重复的行，或改正编号", "delete the second row, or correct its key"),
            Text(f"与{zh}相同", f"the same as in {en}"),
        )  # fmt: skip


def _doubles(sheet: Sheet, key: str, rows: Rows, say: Sayer) -> Iterator[Fault]:
    """A fault for each row whose `key` an earlier row of the loan has too."""
    place = sheet.position[key]
    if len({row[place] for row in rows}) == len(rows):
        return
    first: dict[object, int] = {}
    for row in rows:
        if row[place] in first:
            yield say.double(sheet, row[0], key, first[row[place]])
        else:
            first[row[place]] = row[0]


def _schedule(b: Bundle, say: Sayer) -> Iterator[Fault]:
    if not b.instalments:
        yield say(LOANS, b.loan[0], "id", "no_schedule", Text("至少一期还款计划", "a schedule of at least one instalment"), Text("在还款计划表中补填", "add it on the sheet of the schedule"))  # fmt: skip
        return
    yield from _doubles(INSTALMENTS, "number", b.instalments, say)
    total = sum(row[_I["principal"]] for row in b.instalments)
    if total != b.loan[_L["principal"]]:
        yield say(LOANS, b.loan[0], "principal", "schedule_sum", Text("等于各期应还本金之和", "the sum of the principal of all instalments"), Text("核对借款金额与还款计划", "compare the loan with its schedule"), Text("与还款计划不符", "not that sum"))  # fmt: skip
    paid_out = b.loan[_L["disbursed_on"]]
    due, last = _I["due"], ""
    for row in sorted(b.instalments, key=lambda r: r[_I["number"]]):
        if row[due] <= paid_out:
            yield say(INSTALMENTS, row[0], "due", "before_disbursement", Text("晚于放款日期", "after the day of disbursement"), Text("核对日期", "check the day"), Text("较早的日期", "an earlier day"))  # fmt: skip
        elif row[due] <= last:
            yield say(INSTALMENTS, row[0], "due", "order", Text("晚于上一期", "after the instalment before it"), Text("核对期次与日期", "check numbers and days"), Text("不晚于上一期", "not after it"))  # fmt: skip
        last = max(last, row[due])


def _signatories(b: Bundle, say: Sayer) -> Iterator[Fault]:
    yield from _doubles(SIGNATORIES, "party", b.signatories, say)
    borrowers = [row for row in b.signatories if row[_S["role"]] == "borrower"]
    if len(borrowers) != 1:
        row = borrowers[1][0] if borrowers else 0
        where = (SIGNATORIES, row, "role") if row else (LOANS, b.loan[0], "id")
        yield say(*where, "borrower", Text("恰好一个借款人", "exactly one borrower"), Text("其余填共同借款人", "the others are co-borrowers"), Text(f"{len(borrowers)}个", f"{len(borrowers)}"))  # fmt: skip


def _guarantors(b: Bundle, say: Sayer) -> Iterator[Fault]:
    """Each deed once, one number of one person only, never the borrower's (rule X-15), and the guarantor of
    full age when signing. A guarantee to the creditor and a counter-guarantee to the house are two deeds."""
    yield from _doubles(GUARANTEES, "id", b.guarantees, say)
    number = _P["id_number"]
    debtors = [r[_S["party"]] for r in b.signatories if r[_S["role"]] != "spouse_signatory"]
    owing = set(debtors) | {b.parties[p][number] for p in debtors if b.parties[p][number]}
    numbers: dict[str, tuple[str, int]] = {}
    deeds: dict[tuple[str, str], int] = {}
    for row in b.guarantees:
        party = row[_G["party"]]
        person = b.parties[party]
        keys = {party, person[number]} - {""}
        if keys & owing:
            yield say(GUARANTEES, row[0], "party", "guarantor_is_borrower", Text("借款人以外的人", "somebody other than the borrower"), Text("核对担保人", "check who the guarantor is"), Text("借款人本人", "the borrower"))  # fmt: skip
        other, first = numbers.setdefault(person[number] or party, (party, row[0]))
        if other != party:
            yield say.double(GUARANTEES, row[0], "party", first)
        first = deeds.setdefault((party, folded(row[_G["deed_no"]])), row[0])
        if first != row[0]:
            yield say.double(GUARANTEES, row[0], "deed_no", first)
        born = _birth(person)
        if born and _under_age(born, row[_G["deed_date"]]):
            yield say(GUARANTEES, row[0], "deed_date", "minor", Text("签约时已满18周岁的担保人", "a guarantor of full age when signing"), Text("核对出生日期与签约日期", "check birth date and deed date"), Text("签约时未满18周岁", "under 18 when signing"))  # fmt: skip


def _deeds(b: Bundle, say: Sayer) -> Iterator[Fault]:
    """A deed is signed already: today is accepted, a later day is not."""
    for row in b.guarantees:
        if b.today and row[_G["deed_date"]] > b.today:
            yield say(GUARANTEES, row[0], "deed_date", "future", Text("不晚于今天", "not after today"), Text("核对年份和日期", "check the year and the day"), Text("将来的日期", "a day to come"))  # fmt: skip


def _birth(person: list[Any]) -> str:
    """The birth date as given, else as the resident ID tells it, else ""."""
    if person[_P["birth_date"]]:
        return str(person[_P["birth_date"]])
    if person[_P["id_kind"]] == "resident_id" and person[_P["id_number"]]:
        digits = person[_P["id_number"]]
        return f"{digits[6:10]}-{digits[10:12]}-{digits[12:14]}"
    return ""


def _under_age(born: str, signed: str) -> bool:
    """Whether the eighteenth birthday lies after `signed`; both are ISO days."""
    birth, day = date.fromisoformat(born), date.fromisoformat(signed)
    return (day.year - birth.year, day.month, day.day) < (FULL_AGE, birth.month, birth.day)


def _events(b: Bundle, say: Sayer) -> Iterator[Fault]:
    yield from _doubles(EVENTS, "id", b.events, say)
    if not b.events:
        return
    paid_out = b.loan[_L["disbursed_on"]]
    known = {row[_ID] for row in b.events}
    involved = {r[_S["party"]] for r in b.signatories} | {r[_G["party"]] for r in b.guarantees}
    counter = {r[_G["party"]] for r in b.guarantees if r[_G["counter"]]}
    counter |= {r[_S["party"]] for r in b.signatories if r[_S["role"]] == "counter_guarantor"}
    corrects = _E["corrects"]
    for row in b.events:
        if b.today and max(row[_AT], row[_RECORDED])[:10] > b.today:
            key = "at" if row[_AT][:10] > b.today else "recorded_at"
            yield say(EVENTS, row[0], key, "future", Text("不晚于今天", "not after today"), Text("核对年份和日期", "check the year and the day"), Text("将来的日期", "a day to come"))  # fmt: skip
        if row[_AT] < paid_out and row[_TYPE] not in _OLDER:
            yield say(EVENTS, row[0], "at", "before_disbursement", Text("不早于放款日期", "not before the day of disbursement"), Text("核对日期", "check the day"), Text("较早的日期", "an earlier day"))  # fmt: skip
        party = row[_PARTY]
        if party and party not in involved:
            yield say(EVENTS, row[0], "party", "party_not_on_loan", Text("本笔借款的签约人或担保人", "a signatory or guarantor of this loan"), Text("改正客户编号，或补填签约人、担保", "correct the party, or add the signatory or deed"), Text("其他客户", "another party"))  # fmt: skip
        elif party and row[_TYPE] == "cg_contact" and party not in counter:
            yield say(EVENTS, row[0], "party", "not_counter_guarantor", Text("反担保人", "a counter-guarantor"), Text("改正客户编号或记录种类", "correct the party or the type"), Text("其他当事人", "another party to the loan"))  # fmt: skip
        if row[corrects] and (row[corrects] not in known or row[corrects] == row[_ID]):
            yield say(EVENTS, row[0], "corrects", "unknown_event", Text("本笔借款的另一条记录", "another event of this loan"), Text("改正编号", "correct the id"), Text("没有这条记录", "no such event"))  # fmt: skip


def _evidence(b: Bundle, say: Sayer, find: Find) -> Iterator[Fault]:
    known = {row[_ID] for row in b.events}
    proven = set()
    for row in b.evidence:
        event = row[_V["event"]]
        proven.add(event)
        if event not in known:
            yield say(EVIDENCE, row[0], "event", "unknown_event", Text("本笔借款的记录编号", "an event of this loan"), Text("改正编号", "correct the id"), Text("没有这条记录", "no such event"))  # fmt: skip
        try:
            find(row[_V["file"]])
        except Refused as refused:
            yield say(EVIDENCE, row[0], "file", refused.code, refused.expected, refused.cure, refused.found or Text("其他路径", "another path"))  # fmt: skip
    for row in b.events:
        if row[_TYPE] in _NEED_PROOF and row[_ID] not in proven:
            name = SPECS[EventType(row[_TYPE])].name
            yield say(EVENTS, row[0], "id", "event_needs_evidence", Text(f"“{name.zh}”须有凭证文件", f"an evidence file, which {row[_TYPE]} needs"), Text("在证据文件表中补填", "add it on the sheet of evidence"))  # fmt: skip
