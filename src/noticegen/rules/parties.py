"""Data rules about people (X-01, X-09, X-10, X-13, X-15): who is written to, by whom, on what ground."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from noticegen import identifiers, recourse, suits
from noticegen.addressing import (
    ASK_NOTHING,
    BORROWERS,
    COUNTER,
    DEMAND,
    LISTS,
    OF_RECOURSE,
    PAYOFF,
    RECOURSE,
    RECOURSE_NOTICE,
    REFERRAL,
    REMINDER,
    holding,
    learned,
    named,
)
from noticegen.creditor import has_authority, house_is_lender, match_key
from noticegen.memory import of_case
from noticegen.model import Case, Event, EventType, Finding, LoanKind, Party, PartyKind, Role
from noticegen.policy import Policy
from noticegen.rules.persons import legal_nod
from noticegen.rules.steps import addressees, gaps, said
from noticegen.rules.table import (
    AT_ISSUE,
    EVERY,
    NOTICE,
    Rule,
    absent,
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
ASSERT_NOTHING = LISTS | {PAYOFF}
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


def may_collect(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The issuer holds what the document asserts: the claim of the loan, its creditor's authority,
    its own recourse, or the counter-guarantee given to it."""
    needed = Text(
        "本单位是债权人，或有其催收授权", "the issuer is the creditor, or its authorised collector"
    )
    if kind in ASSERT_NOTHING:
        yield absent(needed, Text("此文书不主张债权", "this document asserts no claim"))
    elif kind in COUNTER:
        yield _may_write_to_counter_guarantors(case, kind, on)
    elif kind == RECOURSE_NOTICE:
        yield _may_ask_back(case, on)
    else:
        yield _may_assert(case, kind, on, policy, needed)


def _may_assert(case: Case, kind: str, on: date, policy: Policy, needed: Text) -> Finding:
    """For documents on the loan itself: notice, demand on a guarantor, certificate, referral."""
    paid, ground = paid_for_debtor(case, on), collecting_ground(case, on)
    if paid and kind in {NOTICE, DEMAND}:
        gone = Text("此后应主张的是追偿权", "what is claimed from then on is recourse")
        hint = _after_payment(case, kind, on, policy)
        return unmet(needed, join([said(paid), gone]), hint, curable=False)
    if ground:
        return met(needed, ground)
    lender = case.loan.lender
    found = Text(
        f"债权人为{lender}，没有授权记录", f"the creditor is {lender}; no authority on record"
    )
    hint = Text(
        "取得债权人书面授权，以 collection_authority 记录并附文件",
        "get the creditor's written authority; record it as `collection_authority` with the file",
    )
    return unmet(needed, found, hint, earliest=on)


def _after_payment(case: Case, kind: str, on: date, policy: Policy) -> Text:
    """What takes the place of a letter on the loan once the house has paid: the notice of recourse while
    something of it is open; the demand on counter-guarantors where there are only those (as X-21 says).
    What a guarantor beside the house owes it is for legal."""
    claim = recourse.claim(case, on, policy)
    if kind == NOTICE and claim is not None and claim.total > 0:
        return _use(RECOURSE_NOTICE)
    counter, direct = (holding(case, (role,)) for role in (Role.COUNTER_GUARANTOR, Role.GUARANTOR))
    if kind == DEMAND and counter and not direct:
        return _use(RECOURSE)
    return Text("移送法务", "refer the case to legal")


def _use(kind: str) -> Text:
    return Text(f"改用{named(kind).zh}", f"use the {kind}")


def _may_ask_back(case: Case, on: date) -> Finding:
    """The notice of recourse asks for what the house paid for the debtor: that is its own, and nobody
    else's authority is wanted. Where it is itself the creditor, what it claims is the loan."""
    needed = Text(
        "追偿款是本单位自己的债权", "what the house paid for the debtor is the house's own claim"
    )
    if house_is_lender(case):
        own = Text(
            "本单位是债权人，债权是贷款本身", "the house is the creditor: its claim is the loan"
        )
        return unmet(needed, own, _use(NOTICE), curable=False)
    paid = next((e for e in case.of(T.SUB_PAYMENT) if e.day <= on), None)
    if paid is None:
        return absent(needed, Text("没有代偿记录（见 L-04）", "no payment on record (L-04)"))
    return met(needed, said(paid))


def _may_write_to_counter_guarantors(case: Case, kind: str, on: date) -> Finding:
    """2A before the house has paid, 2B after it. Where the house is itself the creditor it warns:
    whoever backs the loan may be its direct guarantor, whatever his deed is called."""
    needed = Text(
        f"本单位是保证人，代偿前用{named(REMINDER).zh}，代偿后用{named(RECOURSE).zh}",
        "the house is guarantor: the guarantor-reminder before it has paid, the recourse-demand after",
    )
    paid = paid_for_debtor(case, on)
    if house_is_lender(case):
        found = Text(
            "本单位是债权人，其所谓反担保人可能直接为贷款提供保证",
            "the house is the creditor: whoever is called counter-guarantor may be its direct guarantor",
        )
        hint = Text(
            f"核对合同；是直接保证的，按保证人登记，在保证期间内发{named(DEMAND).zh}",
            "read the deed; if it is a direct guarantee enter it so, and send the guarantor-demand within the period",
        )
        return unmet(needed, found, hint, earliest=on, mild=True)
    if kind == REMINDER and paid:
        return unmet(needed, said(paid), _use(RECOURSE), curable=False)
    if kind == RECOURSE and not paid:
        return absent(needed, Text("没有代偿记录（见 L-04）", "no payment on record (L-04)"))
    return met(needed, said(paid) if paid else Text("尚未代偿", "the house has not paid"))


def paid_for_debtor(case: Case, on: date) -> Event | None:
    """The first payment of the house under its guarantee, up to `on`."""
    if case.loan.kind is not LoanKind.GUARANTEED or house_is_lender(case):
        return None
    return next((e for e in case.of(T.SUB_PAYMENT) if e.day <= on), None)


def collecting_ground(case: Case, on: date) -> Text | None:
    """Why the house may collect on day `on`; None if the log shows no ground."""
    if house_is_lender(case):
        return Text("本单位是债权人", "the issuer is the creditor")
    paid = paid_for_debtor(case, on)
    if paid and not gaps(paid):
        return said(paid)
    if has_authority(case, on):
        given = [e for e in case.of(T.COLLECTION_AUTHORITY) if e.day <= on]
        return said(given[-1])
    return None


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
        nod = legal_nod(case, kind, on, ended[-1].at)
        if nod:
            yield met(needed, said(nod), who)
        else:
            hint = _OF_A_SURETY[ended[-1].type] if surety else _TO_LEGAL
            yield unmet(needed, said(ended[-1]), hint, who, earliest=on, mild=surety)


def _asked_whether_alive(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> tuple[str, ...]:
    """The addressees; before the referral also the guarantors who would be sued (`suits`), worked out only
    where one of them may be concerned."""
    whom = addressees(case, kind, party)
    ended = {e.party for e in case.of(T.DEATH, T.INSOLVENCY) if e.day <= on}
    if kind != REFERRAL or party or ended <= set(whom):
        return whom
    return tuple(dict.fromkeys((*whom, *suits.suit(case, on, policy).defendants)))


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


def account_is_creditors(
    case: Case, kind: str, on: date, policy: Policy, party: str | None
) -> Iterator[Finding]:
    """The account to pay into is the creditor's, the trustee's, or the authorised issuer's; for
    recourse the house's own. A document that asks nobody to pay names none."""
    loan, house = case.loan, case.house
    name = house.name if kind in OF_RECOURSE else loan.account_name
    named = house.account_number if kind in OF_RECOURSE else name
    if not named or kind in ASK_NOTHING - {REFERRAL}:
        return
    owners = [loan.lender, loan.trustee]
    if kind in OF_RECOURSE or collecting_ground(case, on):
        owners.append(house.name)
    needed = Text(
        "收款账户户名为债权人或其授权的催收人",
        "the account is the creditor's or its authorised collector's",
    )
    if match_key(name) in {match_key(o) for o in owners if o}:
        yield met(needed, Text(f"户名 {name}", f"in the name of {name}"))
    else:
        found = Text(
            f"户名 {name}，债权人 {loan.lender}", f"in the name of {name}; creditor {loan.lender}"
        )
        yield unmet(
            needed,
            found,
            Text("核对账户，谨防诈骗", "check the account: beware of fraud"),
            earliest=on,
        )


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
        "X-09", _L, EVERY, Text("有权催收", "may collect"),
        Text("本单位是债权人、已代偿，或有债权人的催收授权；致反担保人的函依其与本单位的合同；代偿前后各用相应的文书", "the issuer is the creditor, has paid for the debtor, or is authorised by the creditor; letters to counter-guarantors rest on their own contract; the kind of letter fits the time before or after the payment"),
        Text("签发时", "at issue"),
        Text("代偿前债权属于银行；无授权的函不中断时效", "before payment the claim is the bank's; a letter without authority stops no limitation"),
        "民法典 第546条 / Civil Code 546", may_collect,
        source="《民法典》第546、696条 / Civil Code 546, 696",
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
        "X-13", _L, (NOTICE, RECOURSE_NOTICE, "guarantor-reminder", "recourse-demand", "guarantor-demand", "judicial-referral"),
        Text("账户属于债权人", "account is the creditor's"),
        Text("收款账户户名为债权人、受托人或获授权的本单位；追偿为本单位账户", "the account is the creditor's, the trustee's, or the authorised issuer's; for recourse the house's own"),
        Text("签发时", "at issue"), Text("防止误付和诈骗", "against misdirected payment and fraud"),
        "本单位规则 / rule of the house", account_is_creditors,
        doubts=Text("逐字比对户名，简称会被提示", "names are compared whole; a short form warns"),
    ),
    Rule(
        "X-15", _L, EVERY, Text("担保人不重复", "guarantors once"),
        Text("担保人各列一次，且不是借款人", "each guarantor once, none equal to the borrower"),
        Text("签发时", "at issue"), Text("重复列名会重复索偿", "one listed twice would be asked twice"),
        "民法典 第681条 / Civil Code 681", guarantors_known,
        of_case=True,
    ),
)  # fmt: skip
