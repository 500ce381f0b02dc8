"""Data rules about people (X-01, X-10, X-15): who is written to, and whether she lives and is solvent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from noticegen import identifiers, suits
from noticegen.addressing import (
    BORROWERS,
    RECOURSE_NOTICE,
    REFERRAL,
    holding,
    learned,
)
from noticegen.creditor import match_key
from noticegen.memory import of_case
from noticegen.model import Case, EventType, Finding, Party, PartyKind, Role
from noticegen.policy import Policy
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import addressees, said
from noticegen.rules.table import (
    AT_ISSUE,
    EVERY,
    NOTICE,
    Rule,
    again_at_issue,
    join,
    met,
    unmet,
)
from noticegen.text import Text
from noticegen.workdays import add_months

T = EventType
SOURCES = frozenset({"contract", "confirmation", "id_card", "licence", "last_known", "other"})
DEBTORS = frozenset({Role.BORROWER, Role.CO_BORROWER, Role.SPOUSE_SIGNATORY})
ADULT = 18  # Civil Code 17


def parties_known(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each addressee signed, has a name and an address with its source; numbers check out. Before the
    referral every party is asked about: the court must be able to single out and serve each."""
    to_debtors = kind in {NOTICE, RECOURSE_NOTICE}
    signed = {s.party for s in case.signatories if not to_debtors or s.role in DEBTORS}
    if not to_debtors:
        signed |= {g.party for g in case.guarantees}
    everyone = tuple(dict.fromkeys(p for p, _ in case.roles))
    asked = everyone if kind == REFERRAL and not party else addressees(case, kind, party)
    for debtor in asked:
        who = case.parties[debtor]
        needed = Text(
            "签约当事人，有姓名、地址及其来源",
            "a signatory with name, address and where it comes from",
        )
        wrong = [
            Text("不是签约人，不得向其发文", "did not sign: gets no document")
            if debtor not in signed
            else None,
            Text("没有姓名", "no name") if not who.name.strip() else None,
            _address(case, who, on),
        ]
        if any(wrong):
            hint = Text("补齐来源数据后重新导入", "complete the source data and import again")
            yield unmet(needed, join(w for w in wrong if w), hint, debtor, earliest=on)
            continue
        yield met(needed, party=debtor)
        yield from _numbers(case, who)


def _address(case: Case, who: Party, on: date) -> Text | None:
    """What is wrong with the addresses known of a party on `on`; one learned since counts."""
    if any(a.text.strip() and a.source for a in learned(case, who, on)):
        return None
    if not any(a.text.strip() for a in who.addresses):
        return Text("没有地址", "no address")
    if not any(a.text.strip() and a.source in SOURCES for a in who.addresses):
        return Text("地址没有来源", "no source of the address")
    return None


def _numbers(case: Case, who: Party) -> Iterator[Finding]:
    """The lesser half of X-01: the number fits its kind, and birth date and sex fit the number."""
    needed = Text("证件号码校验相符", "the number on the papers checks out")
    doubts = _doubts(case, who)
    if doubts:
        hint = Text("核对证件原件", "compare the original papers")
        yield unmet(needed, join(doubts), hint, who.id, mild=True)
    else:
        yield met(needed, party=who.id)


def _doubts(case: Case, who: Party) -> list[Text]:
    """What is doubtful about a party's number and age; looked at once per case."""
    known, asked = of_case(case), (_doubts, who.id)
    if asked not in known:
        guarantees = who.id in {g.party for g in case.guarantees}
        known[asked] = [*number_doubts(who), *(_minor(case, who) if guarantees else ())]
    found: list[Text] = known[asked]
    return found


def number_doubts(who: Party) -> Iterator[Text]:
    """What is doubtful about the number of a person or company; never repeats the number."""
    if not who.id_number:
        yield Text("没有证件号码", "no number")
        return
    try:
        if who.id_kind == "uscc":
            identifiers.uscc(who.id_number)
        if who.id_kind != "resident_id":
            return
        told = identifiers.resident_id(who.id_number)
    except identifiers.BadNumber as bad:
        yield bad.why
        return
    if who.birth_date and who.birth_date != told.birth:
        yield Text("出生日期与证件号码不符", "the birth date does not fit the number")
    if who.sex and who.sex != told.sex:
        yield Text("性别与证件号码不符", "the sex does not fit the number")


def _minor(case: Case, who: Party) -> list[Text]:
    if who.kind is not PartyKind.PERSON or who.birth_date is None:
        return []
    signed = [g.deed_date for g in case.guarantees if g.party == who.id]
    if any(d < add_months(who.birth_date, 12 * ADULT) for d in signed):
        return [Text("签订保证时未成年", "a minor when the guarantee was signed")]
    return []


def guarantors_known(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """Each guarantor is listed once and is not the borrower."""
    needed = Text("担保人各列一次，且不是借款人", "each guarantor once, none equal to the borrower")
    debtors = {p.id for p in case.borrowers}
    people = {
        p: case.parties[p] for p in dict.fromkeys([*debtors, *(g.party for g in case.guarantees)])
    }
    wrong = [
        Text(f"{a.id} 与 {b.id} 证件号码相同", f"{a.id} and {b.id} have the same number")
        for a, b in combinations(people.values(), 2)
        if a.id_number and match_key(a.id_number) == match_key(b.id_number)
    ]
    wrong += [
        Text(f"{g.party} 既是借款人又是担保人", f"{g.party} is borrower and guarantor")
        for g in case.guarantees
        if g.party in debtors
    ]
    deeds = [(g.party, match_key(g.deed_no)) for g in case.guarantees]
    wrong += [
        Text(f"{p} 的同一合同列了两次", f"the same deed of {p} is listed twice")
        for p, deed in dict.fromkeys(deeds)
        if deeds.count((p, deed)) > 1
    ]
    if wrong:
        hint = Text("更正来源数据后重新导入", "correct the source data and import again")
        yield unmet(needed, join(wrong), hint, earliest=on)
    elif case.guarantees:
        yield met(needed, Text(f"{len(deeds)}份", f"{len(deeds)} deeds"))


def alive_and_solvent(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """No death or insolvency of the addressee without a legal opinion after it. Before the referral every
    defendant is asked about. A guarantor never stands alone in the suit, so what befell one of them is
    told and does not hold up the suit against the others."""
    debtors = holding(case, BORROWERS)
    for who in _asked_whether_alive(case, kind, on, policy, party):
        surety = kind == REFERRAL and who not in debtors
        ended = [e for e in case.of(T.DEATH, T.INSOLVENCY, party=who) if e.day <= on]
        needed = _DEFENDANT_LIVES if surety else _ADDRESSEE_LIVES
        if not ended:
            yield met(needed, party=who)
            continue
        nod = legal_nod(case, kind, on, policy, ended[-1].at, who)
        if nod:
            yield met(needed, said(nod), who)
        else:
            hint = _OF_A_SURETY[ended[-1].type] if surety else _TO_LEGAL
            yield unmet(needed, said(ended[-1]), hint, who, earliest=on, mild=surety)


def _asked_whether_alive(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> tuple[str, ...]:
    """The addressees; before the referral also the guarantors who would be sued (`suits`) if they lived,
    worked out only where one of them may be concerned."""
    whom = addressees(case, kind, party)
    ended = {e.party for e in case.of(T.DEATH, T.INSOLVENCY) if e.day <= on}
    if kind != REFERRAL or party or ended <= set(whom):
        return whom
    suit = suits.suit(case, on, policy)
    died = (who for who, why in suit.left_out if why is suits.DIED)
    return tuple(dict.fromkeys((*whom, *suit.defendants, *died)))


_ADDRESSEE_LIVES = Text(
    "收件人在世、未破产，或有法务意见",
    "the addressee lives and is solvent, or legal has approved",
)
_DEFENDANT_LIVES = Text(
    "被告在世、未破产，或有法务意见",
    "the defendant lives and is solvent, or legal has approved",
)
_TO_LEGAL = Text(
    "交法务处理（继承人、管理人），以 legal_approval 记录意见并由另一人确认",
    "hand it to legal (heirs, administrator); record a `legal_approval` and have it confirmed",
)
_OF_A_SURETY = {
    T.DEATH: Text(
        "交法务：查明继承人，由法务决定对谁起诉；不妨碍对其他人起诉；以 legal_approval 记录意见并由另一人确认",
        "hand it to legal: find the heirs, legal decides whom to sue in her place; the suit against the "
        "others need not wait; record a `legal_approval` and have it confirmed",
    ),
    T.INSOLVENCY: Text(
        "交法务：向管理人申报债权；不妨碍对其他人起诉；以 legal_approval 记录意见并由另一人确认",
        "hand it to legal: declare the claim to the administrator; the suit against the others need not "
        "wait; record a `legal_approval` and have it confirmed",
    ),
}


_L = "data"
RULES = (
    Rule(
        "X-01", _L, EVERY, Text("当事人齐备", "parties known"),
        Text("收件人是签约人，有姓名、有来源的地址；证件号码相符", "the addressee signed, has a name and an address with its source; the number checks out"),
        Text("签发时；移送前问及每一位当事人", "at issue; before the referral every party is asked about"),
        Text("缺姓名或地址则阻止；号码、生日、性别不符及签约时未成年只提示", "no name or address blocks; a doubtful number, birth date, sex, or a guarantor who was a minor warns"),
        "民事诉讼法 第124条 / Civil Procedure Law 124", parties_known,
        source="《民事诉讼法》第124条；GB 11643、GB 32100 / CPL Art. 124; GB 11643, GB 32100",
    ),
    Rule(
        "X-10", _L, EVERY, Text("收件人在世未破产", "alive and solvent"),
        Text("收件人在世、未破产；否则须有其后的法务意见；移送前问及每一位被告", "the addressee lives and is solvent, or legal has approved since; before the referral every defendant is asked about"),
        AT_ISSUE,
        Text("继承人、管理人另有程序；移送时担保人死亡、破产只提示，不妨碍对其他人起诉", "heirs and administrators have their own procedure; before the referral what befell a guarantor only warns, so the suit against the others need not wait"),
        "担保制度解释 第22至24条 / Guarantee Interpretation 22-24", alive_and_solvent,
        again_at_issue(alive_and_solvent, override=True),
    ),
    Rule(
        "X-15", _L, EVERY, Text("担保人不重复", "guarantors once"),
        Text("担保人各列一次，且不是借款人", "each guarantor once, none equal to the borrower"),
        Text("签发时", "at issue"), Text("重复列名会重复索偿", "one listed twice would be asked twice"),
        "民法典 第681条 / Civil Code 681", guarantors_known,
        of_case=True,
    ),
)  # fmt: skip
