"""Rules decided on the finished document: its sums, its number, what is left over, what is masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from noticegen import chinese, figures, identifiers, recourse, sureties
from noticegen.addressing import (
    DEMAND,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    addresses,
)
from noticegen.model import Case, Document, EventType, Finding, Party, PartyKind, Table
from noticegen.policy import Policy
from noticegen.rules.steps import addressees, shown
from noticegen.rules.table import Composed, absent, join, listed, met, unmet
from noticegen.text import Text

T = EventType
AMOUNT = re.compile(r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{2}(?![\d.])")
CAPITALS = re.compile(r"人民币[零壹贰叁肆伍陆柒捌玖][零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]*")
YEAR = re.compile(r"[〔\[(（](\d{4})[〕\])）]")
RESIDUE = re.compile(
    r"\{\{|\}\}|\{%|%\}|\b(?:None|NaN|nan|undefined|null|TODO|lorem|XXX+)\b|〔〕|￼|\ufffd|Decimal\(|datetime\."
)
FIX_WORDING = Text("检查措辞文件和数据后重新成文", "look at wording and data, then compose again")
# What makes less of a debt, or another's: figures of a day before it are no longer true.
_LESSENING = (T.PAYMENT, T.SUB_PAYMENT, T.WAIVER, T.WRITE_OFF, T.EXTENSION)
_LEAST = 6  # a shorter address is found by chance


def figures_agree(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Table lines sum to their total, capitals equal digits, and the total is what is owed."""
    needed = Text("各项合计、大小写、应还总额一致", "lines, capitals and the total owed agree")
    document, text = made.document, made.words
    digits = {Decimal(a.replace(",", "")) for a in AMOUNT.findall(text)}
    capitals = {c: _value(c) for c in CAPITALS.findall(text)}
    total = sum_due(document.kind, case, on, policy, party)
    wrong = [*_bad_tables(document), *(c for c, v in capitals.items() if v not in digits)]
    if document.total not in {"", str(total)}:
        wrong.append(document.total)
    if document.kind == REFERRAL and not document.total:
        pass  # a sheet of the file that names no sum
    elif total not in digits:
        wrong.append(f"{total:,.2f}")
    elif document.locale == "zh" and document.kind != REMINDER and total not in capitals.values():
        wrong.append(chinese.rmb(total))
    if wrong:
        found = Text(f"对不上：{listed(wrong).zh}", f"does not agree: {listed(wrong).en}")
        yield unmet(needed, found, FIX_WORDING, curable=False)
    else:
        yield met(needed, Text(f"合计 {total:,.2f} 元", f"total {total:,.2f} yuan"))


def of_the_day(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """What the document states is of the day of issue or a few days older, and nothing was paid or let
    go since; it is never of a day to come."""
    issued_on = made.document.issued_on
    if issued_on is None:
        return
    oldest = issued_on - timedelta(policy.notice.asof_max_age)
    needed = Text(
        f"截至日在 {oldest} 至 {issued_on} 之间，其后没有还款",
        f"figures as of {oldest} to {issued_on}, and nothing paid since",
    )
    as_of = Text(f"截至 {on}", f"as of {on}")
    since = tuple(e for e in case.of(*_LESSENING) if on < e.day <= issued_on)
    if oldest <= on <= issued_on and not since:
        yield met(needed, as_of)
        return
    hint = Text(f"以 {issued_on} 为截至日签发", f"issue with the figures of {issued_on}")
    if on > issued_on:
        hint = Text(
            f"{on} 到来后再签发，或以 {issued_on} 为截至日",
            f"wait for {on}, or issue with the figures of {issued_on}",
        )
    yield unmet(needed, join([as_of, shown(since)]), hint, earliest=max(on, issued_on))


def sum_due(kind: str, case: Case, on: date, policy: Policy, party: str | None) -> Decimal:
    """The sum a document of this kind names: what may be asked of a guarantor; the recourse claim in
    the notice to a borrower, and in court once the house has paid; else what is owed. A reminder
    names the debt, and asks nothing."""
    if kind in {RECOURSE, DEMAND} and party:
        return sureties.asked_of(case, kind, party, on, policy)
    if kind == RECOURSE_NOTICE or (kind == REFERRAL and recourse.asked_back(case, on, policy)):
        return sureties.debt_of(case, RECOURSE, on, policy)
    if kind == REMINDER:
        return sureties.debt_of(case, kind, on, policy)
    return figures.owed(case, on, policy).total


def _value(capitals: str) -> Decimal | None:
    try:
        return chinese.rmb_parse(capitals)
    except ValueError:
        return None


def _bad_tables(document: Document) -> Iterator[str]:
    """The totals of money columns that their rows do not sum to."""
    for table in document.blocks:
        if isinstance(table, Table) and table.style == "grid" and table.foot:
            for column in range(len(table.foot[0])):
                foot = _money(table.foot[0][column])
                rows = [_money(row[column]) for row in table.rows]
                known = [r for r in rows if r is not None]
                if foot is not None and known and sum(known) != foot:
                    yield f"{foot:,.2f}"


def _money(cell: str | None) -> Decimal | None:
    """A cell that is an amount and nothing else; a dash or blank counts as nothing."""
    if cell is None or not AMOUNT.fullmatch(cell.strip()):
        return None
    try:
        return Decimal(cell.strip().replace(",", ""))
    except InvalidOperation:
        return None


def number_fits(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The number bears the year of issue; a draft has none."""
    number, issued = made.document.number, made.document.issued_on or on
    if not number:
        return
    year = YEAR.search(number)
    needed = Text(f"文号年份为 {issued.year}", f"the number bears {issued.year}")
    if year and int(year[1]) != issued.year:
        yield unmet(
            needed,
            Text(number, number),
            Text("按签发年份取号", "take a number of the year of issue"),
            curable=False,
        )
    else:
        yield met(needed, Text(number, number))


def no_residue(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No placeholder, no empty value, nothing of another case is left in the document."""
    needed = Text(
        "没有占位符、空值或他案信息", "no placeholder, empty value or data of another case"
    )
    text = made.words
    marks = sorted(set(RESIDUE.findall(text)))
    own = {p.name for p in case.parties.values()} | {case.loan.contract_no}
    strangers = sum(len(w) > 1 and w in text for w in made.foreign - own)
    if marks:
        found = Text(f"残留：{listed(marks).zh}", f"left over: {listed(marks).en}")
        yield unmet(needed, found, FIX_WORDING, curable=False)
    elif strangers:
        found = Text(f"有他案信息{strangers}处", f"data of other cases, {strangers} in all")
        yield unmet(needed, found, FIX_WORDING, curable=False)
    else:
        yield met(needed)


def masked(
    made: Composed, case: Case, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No ID or phone in full; of other persons no number, phone, mail or address at all."""
    needed = Text(
        "证件号码、电话已遮蔽，无他人住址", "numbers and phones masked, no address of others"
    )
    if made.document.audience == "internal":
        yield absent(needed, Text("内部文件写完整号码", "the house's own file has numbers in full"))
        return
    text = "".join(made.words.split())
    readers = set(addressees(case, made.document.kind, party))
    allowed = (
        "".join(a.text for r in readers for a in addresses(case, case.parties[r]))
        + case.house.address
    )
    wrong = [
        Text(f"{p.id} 的{what.zh}", f"{what.en} of {p.id}")
        for p in case.parties.values()
        for what, word in _secrets(case, p, p.id in readers)
        if "".join(word.split()) in text and word not in allowed
    ]
    if wrong:
        found = Text("、".join(w.zh for w in wrong), ", ".join(w.en for w in wrong))
        yield unmet(needed, found, FIX_WORDING, curable=False)
    else:
        yield met(needed)


def _secrets(case: Case, who: Party, reader: bool) -> Iterator[tuple[Text, str]]:
    """What of a party may not stand in a letter: in full never, of others not even masked."""
    number, phone = Text("证件号码", "number"), Text("电话", "phone")
    person = who.kind is PartyKind.PERSON
    if person and who.id_number:
        yield number, who.id_number
        if not reader:
            yield number, identifiers.mask_id(who.id_number)
    if person and len(who.phone) >= 7:
        yield phone, who.phone
        yield phone, "".join(c for c in who.phone if c.isdigit())[-11:]
        if not reader:
            yield phone, identifiers.mask_mobile(who.phone)
    if not reader:
        if who.email:
            yield Text("邮箱", "mail address"), who.email
        for address in addresses(case, who):
            if len(address.text) >= _LEAST:
                yield Text("住址", "address"), address.text
