"""Which evidence goes to court, in groups, under numbers that follow one another.

What an officer recorded as a paper for the court (`exhibit`) goes, and what the log holds of payments,
demands, services and costs. What is for the house alone never does: approvals and overrides, reasons,
findings, limits on contact, complaints, and any file that such an entry also names. Names and purposes
are the program's own words; of what officers wrote only the name, purpose and source they gave a paper
for the court are printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from noticegen.addressing import (
    DEMAND,
    NAMES,
    NOTICE,
    RECOURSE,
    RECOURSE_NOTICE,
    REMINDER,
    TO_COURT,
)
from noticegen.deliveries import letters as letters_to_court
from noticegen.events import CHANNELS, EVIDENCE_KINDS, EXHIBIT_GROUPS, METHODS, RESOLUTIONS, SPECS
from noticegen.model import Case, Event, EventType, Evidence, EvidenceState
from noticegen.money import day, money
from noticegen.packet.parts import Also, Exhibit
from noticegen.text import NOTHING, Text

T = EventType
OF_LETTERS = frozenset({T.DISPATCHED, T.SERVED, T.RETURNED, T.REFUSED})
GROUP_OF: Mapping[EventType, str] = {
    T.GUARANTOR_CONSENT: "guarantee",
    T.EXTENSION: "loan",
    T.PAYMENT: "account",
    T.REFUND: "account",
    T.WAIVER: "account",
    T.PLAN: "account",
    T.ACCELERATION: "account",
    T.COLLECTION_AUTHORITY: "demand",
    T.VISIT: "demand",
    T.CALL: "demand",
    T.MESSAGE: "demand",
    T.CG_CONTACT: "demand",
    T.PROMISE: "demand",
    T.CREDIT_REPORT_NOTICE: "demand",
    T.FILING: "demand",
    T.JUDGMENT: "demand",
    T.SUB_PAYMENT: "payment",
    T.COST: "costs",
    T.ASSET_LEAD: "assets",
    **dict.fromkeys(OF_LETTERS, "demand"),
}
_RESOLVED = frozenset(
    {"board", "shareholders", "announced", "two_thirds"}
)  # named as what they are
# A file that one of these names is for the house alone, wherever else it is named.
INSIDE = (
    T.REASON, T.INABILITY_FINDING, T.CONTACT_LIMIT, T.CASH_FLOW, T.COMPLAINT, T.HOLD, T.HOLD_END,
    T.OVERRIDE, T.SEAL_USE, T.LEGAL_APPROVAL, T.REFERRAL_APPROVED, T.APPROVAL, T.WRITE_OFF,
    T.LIST_REMOVAL, T.DEATH, T.DATA_CHANGE,
)  # fmt: skip
INSIDE_KINDS = frozenset({"approval"})

_PROVES: Mapping[EventType, Text] = {
    T.GUARANTOR_CONSENT: Text("{who}书面同意变更，继续承担担保责任", "{who} agreed in writing to the change and stays bound"),
    T.EXTENSION: Text("借款期限于{day}变更", "the term was changed on {day}"),
    T.PAYMENT: Text("{day}还款{sum}", "{sum} was paid on {day}"),
    T.REFUND: Text("{day}退还多付款{sum}", "{sum} paid too much was paid back on {day}"),
    T.WAIVER: Text("{day}减免{sum}", "{sum} was waived on {day}"),
    T.PLAN: Text("{day}约定还款计划", "a plan of payment was agreed on {day}"),
    T.ACCELERATION: Text("{day}宣布借款提前到期", "the loan was called early on {day}"),
    T.COLLECTION_AUTHORITY: Text("债权人授权催收", "the creditor gave authority to collect"),
    T.VISIT: Text("{day}上门催收", "the debtor was called upon on {day}"),
    T.CALL: Text("{day}电话催收", "payment was asked for by phone on {day}"),
    T.MESSAGE: Text("{day}以信息催收", "payment was asked for by message on {day}"),
    T.CG_CONTACT: Text("{day}与{who}联系", "{who} was contacted on {day}"),
    T.PROMISE: Text("{who}于{day}承诺还款{sum}，认可债务", "{who} promised on {day} to pay {sum}, and so acknowledged the debt"),
    T.CREDIT_REPORT_NOTICE: Text("{day}已事先告知报送征信", "prior notice of credit reporting on {day}"),
    T.FILING: Text("{day}已向法院或者仲裁机构主张权利", "the claim was asserted before a court or commission on {day}"),
    T.JUDGMENT: Text("{day}作出的裁判", "the decision of {day}"),
    T.SUB_PAYMENT: Text("{day}代偿{sum}", "{sum} was paid under the guarantee on {day}"),
    T.COST: Text("为实现债权支出{sum}", "{sum} was spent to enforce the claim"),
    T.ASSET_LEAD: Text("{who}有财产可供保全", "{who} has property that can be preserved"),
    T.DISPATCHED: Text("{number}于{day}发出", "{number} was sent on {day}"),
    T.SERVED: Text("{number}于{day}送达{who}", "{number} was served on {who} on {day}"),
    T.RETURNED: Text("{number}于{day}退回", "{number} came back on {day}"),
    T.REFUSED: Text("{number}于{day}被拒收", "{number} was refused on {day}"),
}  # fmt: skip
_GROUP_PROVES: Mapping[str, Text] = {
    "identity": Text("{who}的主体身份", "who {who} is"),
    "loan": Text("借款合同成立，借款已发放", "the loan was agreed and paid out"),
    "guarantee": Text("{who}应承担担保责任", "{who} answers for the debt"),
    "account": Text("借款逾期及欠款金额", "the default and the sum owed"),
    "demand": Text("已向{who}催收", "payment was asked of {who}"),
    "payment": Text("已代为清偿", "the debt was paid for the debtor"),
    "costs": Text("实现债权的支出", "what enforcement cost"),
    "assets": Text("{who}的财产线索", "property of {who}"),
}
_PROVES_LETTER = {
    NOTICE: Text("已向{who}主张债权并告知欠款金额", "the claim was asserted against {who}, with the sum owed"),
    RECOURSE_NOTICE: Text("代偿后已向{who}追偿并告知金额", "after the payment recourse was claimed from {who}, with the sum"),
    REMINDER: Text("已告知{who}借款逾期", "{who} was told of the default"),
    DEMAND: Text("在保证期间内要求{who}承担保证责任", "{who} was asked within the period to perform the guarantee"),
    RECOURSE: Text("要求{who}承担反担保责任", "{who} was asked to perform the counter-guarantee"),
}  # fmt: skip
_STAFF, _POST, _BANK = (
    Text("催收人员制作", "made by the collecting staff"),
    Text("邮政部门出具", "issued by the post office"),
    Text("银行出具", "issued by the bank"),
)
_SOURCES: Mapping[str, Text] = {
    "slip": Text("受送达人签收", "signed by the addressee"),
    "waybill": _POST,
    "contents_line": _POST,
    "tracking": _POST,
    "returned_envelope": _POST,
    "voucher": _BANK,
    "bank_entry": _BANK,
    "contract": Text("合同当事人签订", "signed by the parties"),
    "address_agreement": Text("当事人签订", "signed by the parties"),
    "notarial": Text("公证机构出具", "issued by the notary"),
    "newspaper_page": Text("报社出版", "published by the newspaper"),
    "witness": Text("见证人出具", "given by the witness"),
    "other": Text("原告持有", "held by the plaintiff"),
}


# When it was done or the letter it belongs to was issued, that letter, when it was done, its place in
# the event: a letter stands before its own proofs.
_Place: TypeAlias = tuple[datetime, str, datetime, int]


@dataclass(frozen=True, slots=True)
class _Found:
    """An exhibit before it has a number, and where it stands in its group."""

    group: str
    place: _Place
    key: str  # hash of the file, or number of the letter
    exhibit: Exhibit
    named: bool = False  # by an officer


def exhibits(case: Case, on: date) -> tuple[Exhibit, ...]:
    """The evidence of the court set, known and intact on `on`, in order of groups and time.

    Groups that hold nothing get no number. A file that proves several events is one exhibit, where
    the first of them stands, and names what each of them proves."""
    merged: dict[str, list[_Found]] = {}
    for found in sorted(_found(case, on), key=_order):
        merged.setdefault(found.key, []).append(found)
    return tuple(_numbered(map(_as_one, merged.values())))


def _as_one(found: Sequence[_Found]) -> _Found:
    """One exhibit of all that a file stands behind, in the place of the first."""
    first = found[0]
    events = tuple(dict.fromkeys(id for f in found for id in f.exhibit.events))
    by_officer = next((f.exhibit.title for f in found if f.named), None)
    more = len(events) - 1
    counted = Text(f"{first.exhibit.title.zh}等{more + 1}项", f"{first.exhibit.title.en} and {more} more")  # fmt: skip
    kept = replace(
        first.exhibit,
        title=by_officer or (counted if more else first.exhibit.title),
        proves=_joined(f.exhibit.proves for f in found),
        events=events,
        also=tuple(
            Also(group, _joined(f.exhibit.proves for f in found if f.group == group))
            for group in dict.fromkeys(f.group for f in found)
            if group != first.group
        ),
    )
    return replace(first, exhibit=kept)


def _joined(said: Iterable[Text]) -> Text:
    """Each of these once."""
    kept = tuple(dict.fromkeys(said))
    return Text("；".join(t.zh for t in kept), "; ".join(t.en for t in kept))


def _order(found: _Found) -> tuple[int, _Place]:
    return tuple(EXHIBIT_GROUPS).index(found.group), found.place


def _numbered(found: Iterable[_Found]) -> Iterator[Exhibit]:
    groups: dict[str, list[Exhibit]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one.exhibit)
    for g, held in enumerate(groups.values(), start=1):
        for n, exhibit in enumerate(held, start=1):
            yield replace(exhibit, id=f"e-{g}-{n}", number=f"{g}-{n}")


def _found(case: Case, on: date) -> Iterator[_Found]:
    inside = withheld(case)
    letters = letters_to_court(case, TO_COURT, on)
    for event in case.events:
        if event.day > on:
            continue
        if event.type is T.ISSUED and event.document in letters:
            yield _letter(case, event)
        group = group_of(event)
        if not group or (event.type in OF_LETTERS and event.document not in letters):
            continue
        about = letters.get(event.document, event) if event.type in OF_LETTERS else event
        for n, file in enumerate(event.evidence):
            if file.state is EvidenceState.OK and file.sha256 not in inside:
                exhibit = _file(case, event, group, file)
                named = event.type is T.EXHIBIT and bool(event.details.get("title", "").strip())
                place = (about.at, about.document, event.at, n)
                yield _Found(group, place, file.sha256, exhibit, named)


def of_the_plaintiff(case: Case, found: Iterable[Exhibit]) -> tuple[Exhibit, ...]:
    """The exhibits that show who the plaintiff is: papers of the group of identity that name no party."""
    unnamed = {e.id for e in case.of(T.EXHIBIT) if not e.party}
    return tuple(x for x in found if x.group == "identity" and unnamed.issuperset(x.events))


def withheld(case: Case) -> frozenset[str]:
    """Hashes of files that are for the house alone."""
    return frozenset(
        file.sha256
        for event in case.log
        for file in event.evidence
        if event.type in INSIDE or file.kind in INSIDE_KINDS
    )


def group_of(event: Event) -> str:
    """The group its evidence stands in; "" = it does not go to court."""
    if event.type is T.EXHIBIT:
        return event.details.get("group", "")
    if event.type is T.ASSET_LEAD and not event.details.get("asset", "").strip():
        return ""
    return GROUP_OF.get(event.type, "")


def _letter(case: Case, event: Event) -> _Found:
    kind = event.details["kind"]
    who = _name(case, event.party)
    exhibit = Exhibit(
        "", "", "demand",
        title=Text(
            f"{NAMES[kind].zh}（{event.document}，致{who}）",
            f"{NAMES[kind].en} ({event.document}, to {who})",
        ),
        proves=_filled(_PROVES_LETTER[kind], case, event),
        source=Text("催收单位签发", "issued by the collecting house"),
        day=event.day, letter=event.document, events=(event.id,),
    )  # fmt: skip
    return _Found("demand", (event.at, event.document, event.at, -1), event.document, exhibit)


def _file(case: Case, event: Event, group: str, file: Evidence) -> Exhibit:
    own = event.type is T.EXHIBIT
    purpose = _GROUP_PROVES[group] if own else _PROVES[event.type]
    return Exhibit(
        "", "", group,
        title=_given(event, "title", own) or _title(case, event, file),
        proves=_given(event, "proves", own) or _filled(purpose, case, event),
        source=_given(event, "source", own) or _SOURCES.get(file.kind, _STAFF),
        day=event.day, sha256=file.sha256, events=(event.id,),
    )  # fmt: skip


def _given(event: Event, key: str, own: bool) -> Text | None:
    """What the officer wrote of a paper for the court."""
    words = event.details.get(key, "").strip() if own else ""
    return Text(words, words) if words else None


def _title(case: Case, event: Event, file: Evidence) -> Text:
    """What kind of file, of what, which day, about whom."""
    kind = EVIDENCE_KINDS.get(file.kind, EVIDENCE_KINDS["other"])
    if file.kind == "other":
        kind = Text("材料", "paper")
    if event.type is T.COLLECTION_AUTHORITY and file.kind in {"contract", "other"}:
        kind = Text("委托书", "authority")
    group = event.details.get("group", "")
    what = EXHIBIT_GROUPS[group] if event.type is T.EXHIBIT and group else SPECS[event.type].name
    if event.details.get("resolution") in _RESOLVED:
        what = RESOLUTIONS[event.details["resolution"]]
    if event.type is T.CG_CONTACT and event.channel in CHANNELS:
        what = Text(f"{what.zh}，{CHANNELS[event.channel].zh}", f"{what.en}, {CHANNELS[event.channel].en}")  # fmt: skip
    method = METHODS.get(event.details.get("method", ""), NOTHING)
    told = [
        what if not event.document else Text(event.document, event.document),
        method,
        Text(day(event.day, "zh"), day(event.day, "en")),
        Text(name := _name(case, event.party), name),
    ]
    zh = "，".join(t.zh for t in told if t.zh)
    en = ", ".join(t.en for t in told if t.en)
    return Text(f"{kind.zh}（{zh}）", f"{kind.en[0].upper()}{kind.en[1:]} ({en})")


def _filled(text: Text, case: Case, event: Event) -> Text:
    def put(words: str, locale: str) -> str:
        return words.format(
            day=day(event.day, locale),
            who=_name(case, event.party) or ("当事人" if locale == "zh" else "the party"),
            sum=money(event.amount, locale) if event.amount is not None else "",
            number=event.document,
        )

    return Text(put(text.zh, "zh"), put(text.en, "en"))


def _name(case: Case, party: str) -> str:
    return case.parties[party].name if party in case.parties else ""
